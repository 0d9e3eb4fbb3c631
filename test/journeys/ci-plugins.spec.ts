import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { type Agent, agentOf } from '../support/agent.js';
import { ACCOUNTS } from '../support/server-process.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from '../tools/small-site.js';

/** Bodies as the plugins send them: jenkinsci/octoperf-plugin (RetrofitThresholdAlarmService, now and before) and octoperf-maven-plugin (SpringThresholdAlarms). */
const JENKINS = (id: string): unknown => ({ '@type': 'ThresholdAlarmReportItem', metric: { '@type': 'HitMetric', benchResultId: id, config: null, field: 'value', filters: [], id: 'MONITORING', scope: 'PER_SAMPLE', statistic: 'AVERAGE', type: 'NUMBER_COUNTER' }, name: 'Threshold alarms' });
const JENKINS_METRICS = (id: string): unknown => ({ '@type': 'ThresholdAlarmReportItem', metrics: [{ benchResultId: id, filters: [], id: 'MONITORING', type: 'NUMBER_COUNTER' }], name: 'Threshold alarms' });
const JENKINS_BEFORE = { '@type': 'ThresholdAlarmReportItem', metric: { '@type': 'MonitoringMetric', filters: [], id: '', type: 'NUMBER_COUNTER' }, name: '' };
const MAVEN = (id: string): unknown => ({ '@type': 'ThresholdAlarmReportItem', metric: { '@type': 'MonitoringMetric', benchResultId: id, filters: [], id: '', type: 'NUMBER_COUNTER' }, name: '' });

let agent: Agent;
let site: SmallSite;
let token: string;
let benchResultId: string;
let scenarioId: string;

const origin = (): string => inject('house').origin;
async function send(method: string, path: string, body?: unknown, as = token): Promise<Response> {
  const form = body instanceof FormData;
  return fetch(origin() + path, { method, headers: { authorization: `Bearer ${as}`, ...(body === undefined || form ? {} : { 'content-type': 'application/json; charset=utf-8' }) }, ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }) });
}
const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await send(method, path, body);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};
const alarms = (body: unknown): Promise<{ id: string; severity: string }[]> => json('POST', '/analysis/threshold-alarms', body);

beforeAll(async () => {
  [agent, site] = await Promise.all([agentOf('tester'), startSmallSite()]);
  const { username, password } = ACCOUNTS.tester;
  const login = (await (await fetch(`${origin()}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username, password }) })).json()) as { token: { token: string } };
  token = login.token.token;
  const { projectId } = await freshProject(agent);
  const { id: virtualUserId } = await importHar(agent, projectId, site.har(), {}, 'a<b>&\'c.har');
  const { id: slaProfileId } = await agent.call<{ id: string }>('create_sla_profile', { projectId, name: 'Errors "few" & <rare>', metrics: ['ERRORS_PERCENT'] });
  await agent.call('patch_sla_profile', { slaProfileId, patch: [2].map((band) => ({ op: 'replace', path: `/thresholds/0/thresholds/${band}/time`, value: { '@type': 'DurationCondition', duration: 0 } })) });
  await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId });
  ({ id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'CI', virtualUserIds: [virtualUserId], ...(await anyLocation(agent).then(({ providerId, location }) => ({ providerId, locations: [location] }))), users: 1, rampUpSec: 0, holdForSec: 60 }));
});
afterAll(async () => { await Promise.all([agent.close(), site.close()]); });

describe('a CI server', () => {
  it('starts a run and stops it at the first CRITICAL alarm, as the stop condition of the Jenkins plugin does', async () => {
    const report = await json<{ benchResultIds: string[] }>('POST', `/runtime/scenarios/run/${scenarioId}`);
    benchResultId = report.benchResultIds[0] ?? '';
    await until(() => alarms(JENKINS(benchResultId)), (all) => all.some(({ severity }) => severity === 'CRITICAL'));
    const { metrics } = await json<{ metrics: { name: string; value: number; unit: string }[] }>('GET', `/analysis/metrics/global/${benchResultId}`);
    expect(metrics.map(({ name, unit }) => [name, unit])).toEqual([['Hits', ''], ['Errors', ''], ['Avg Elapsed', 's'], ['Total Throughput', 'MB']]);
    expect(metrics.every(({ value }) => typeof value === 'number')).toBe(true);
    expect((await send('POST', `/runtime/bench-results/stop/${benchResultId}`)).status).toBe(200);
    await until(() => json<{ state: string }>('GET', `/runtime/bench-results/${benchResultId}`), ({ state }) => state === 'ABORTED');
  });

  it('gets the same alarms in every form that plugins ask for', async () => {
    const all = await alarms(JENKINS(benchResultId));
    expect(all.map(({ severity }) => severity)).toContain('CRITICAL');
    expect(all.every(({ id }) => id !== '')).toBe(true);
    expect(await alarms(JENKINS_METRICS(benchResultId))).toEqual(all);
    expect(await alarms(MAVEN(benchResultId))).toEqual(all);
    expect(await alarms({ '@type': 'ThresholdAlarmReportItem', id: 'x', name: 'x', benchResultId })).toEqual(all);
    expect(await json('POST', `/analysis/threshold-alarms/${benchResultId}`, JENKINS_BEFORE)).toEqual(all);
    expect((await send('POST', '/analysis/threshold-alarms', JENKINS_BEFORE)).status).toBe(400);
    expect((await send('POST', '/analysis/threshold-alarms', JENKINS('nothing'))).status).toBe(404);
  });

  it('saves a JUnit report whose failures are the failing request and the broken agreement', async () => {
    const answer = await send('GET', `/analysis/junit-reports/${benchResultId}`);
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    const xml = await answer.text();
    expect(XMLValidator.validate(xml)).toBe(true);
    interface Case { name: string; failure?: { type: string } }
    const { testsuites: { testsuite } } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml) as { testsuites: { testsuite: { name: string; tests: string; failures: string; testcase: Case[] } } };
    expect(testsuite).toMatchObject({ name: 'a<b>&\'c', tests: '5', failures: '2' });
    expect(testsuite.testcase.filter(({ failure }) => failure !== undefined).map(({ name, failure }) => [name.includes('/api/orders') || name.includes('Errors "few" & <rare>'), failure?.type])).toEqual([[true, 'SampleErrors'], [true, 'ThresholdAlarm']]);
  });
});

describe('log files, as the Maven plugin handles them', () => {
  const logs = (path: string): string => `/analysis/logs/${path}`;
  const form = (name: string, text: string): FormData => {
    const data = new FormData();
    data.append('file', new Blob([text]), name);
    return data;
  };

  it('are listed and fetched one by one, and all at once', async () => {
    const names = await json<string[]>('GET', logs(`list/${benchResultId}`));
    expect(names).toEqual(expect.arrayContaining(['jmeter.log', 'results.jtl']));
    const log = await (await send('GET', logs(`${benchResultId}?filename=jmeter.log`))).text();
    expect(log).toContain('INFO');
    const archive = await send('GET', logs(`zip/${benchResultId}`));
    expect(archive.headers.get('content-type')).toBe('application/zip');
    const packed = Buffer.from(await archive.arrayBuffer());
    expect(await new Promise((resolve, reject) => {
      const found: string[] = [];
      fromBuffer(packed, (error, zip) => {
        if (error !== null) { reject(error); return; }
        zip.on('entry', ({ fileName }: { fileName: string }) => found.push(fileName)).on('end', () => { resolve(found); }).on('error', reject);
      });
    })).toEqual(names);
    const tail = await send('GET', logs(`${benchResultId}/2?filename=jmeter.log`));
    expect(tail.headers.get('content-type')).toContain('text/plain');
    expect(log.trimEnd().split('\n').slice(-2).join('\n')).toBe((await tail.text()).trimEnd());
  });

  it('are added and removed, but not replaced', async () => {
    expect((await send('POST', logs(benchResultId), form('notes.log', 'seen'))).status).toBe(200);
    expect(await (await send('GET', logs(`${benchResultId}?filename=notes.log`))).text()).toBe('seen');
    expect((await send('POST', logs(benchResultId), form('notes.log', 'other'))).status).toBe(409);
    expect((await send('POST', logs(benchResultId), form('results.jtl', 'other'))).status).toBe(409);
    expect((await send('DELETE', logs(`${benchResultId}?filename=notes.log`))).status).toBe(204);
    expect((await send('DELETE', logs(`${benchResultId}?filename=notes.log`))).status).toBe(404);
    expect((await send('POST', logs(benchResultId), { file: 'x' })).status).toBe(400);
  });

  it('are told apart from what is not a number of lines, and from what is not there', async () => {
    expect((await send('GET', logs(`${benchResultId}/many?filename=jmeter.log`))).status).toBe(400);
    expect((await send('GET', logs(`${benchResultId}/0?filename=jmeter.log`))).status).toBe(400);
    expect((await send('GET', logs(`${benchResultId}/5?filename=..%2F..%2Foctoperf.db`))).status).toBe(404);
    expect((await send('DELETE', logs(`${benchResultId}?filename=..%2F..%2Foctoperf.db`))).status).toBe(404);
  });

  it('are nothing to anybody else', async () => {
    const other = await agentOf('other');
    for (const [method, path] of [['GET', `zip/${benchResultId}`], ['GET', `${benchResultId}/5?filename=jmeter.log`], ['DELETE', `${benchResultId}?filename=jmeter.log`], ['POST', benchResultId]] as const) {
      expect((await send(method, logs(path), method === 'POST' ? form('x.log', 'x') : undefined, other.token)).status, path).toBe(404);
    }
    expect((await send('GET', `/analysis/junit-reports/${benchResultId}`, undefined, other.token)).status).toBe(404);
    await other.close();
  });
});
