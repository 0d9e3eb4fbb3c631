import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ReportItem } from '../../src/contract/bench-report.js';
import { openDatabase } from '../../src/local/storage/local-database.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Alarm { severity: string; metric?: string; unit?: string; band?: string; counterPath?: string; observed?: number; start: number; end: number; id: string; thresholdId: string; counterId: string; connectionId: string }
interface Alarms { counts: Record<string, number>; alarms: Alarm[]; total: number; note?: string; omitted?: string }
interface Monitors { monitors: { connectionName: string; monitorType: string; counterPaths: string[]; alarmCount: number; severity: string }[]; total: number; note?: string }
interface Generators { generators: { region: string; host: string; vuCount: number; start: number; end: number; verdict?: string; injectorId?: string }[]; total: number }
interface Item { '@type': string; id: string; name: string; metrics?: unknown[] }
interface Report { id: string; items: Item[]; benchResultIds: string[] }
interface Whole { thresholds: { metric: string; thresholds: { id: string; name: string; severity: string }[] }[] }

let agent: Agent;
let other: Agent;
let site: SmallSite;
let reportId: string;
let benchResultId: string;
let report: Report;
let bands: Map<string, string>;
let before: Alarms;

const headers = (): Record<string, string> => ({ authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' });
const rest = (method: string, path: string, body?: unknown): Promise<Response> => fetch(inject('house').origin + path, { method, headers: headers(), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  const { projectId } = await freshProject(agent);
  const { id: virtualUserId } = await importHar(agent, projectId, site.har());
  const { id: slaProfileId } = await agent.call<{ id: string }>('create_sla_profile', { projectId, name: 'Agreed', metrics: ['ERRORS_PERCENT', 'RESPONSE_TIME_PERCENTILE_95', 'HITS_TOTAL'] });
  const once = { '@type': 'OccurrenceCondition', times: 1 };
  await agent.call('patch_sla_profile', { slaProfileId, patch: [...[0, 1, 2].map((band) => ({ op: 'replace', path: `/thresholds/0/thresholds/${band}/time`, value: once })), { op: 'replace', path: '/thresholds/1/thresholds/0/time', value: { '@type': 'DurationCondition', duration: 0 } }] });
  const profile = await agent.call<Whole>('get_sla_profile', { slaProfileId });
  bands = new Map(profile.thresholds.flatMap(({ metric, thresholds }) => thresholds.map(({ id, severity }) => [id, `${metric} ${severity}`])));
  await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId });
  const { providerId, location } = await anyLocation(agent);
  const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Judged', virtualUserIds: [virtualUserId], providerId, locations: [location], users: 2, rampUpSec: 0, holdForSec: 4 });
  const run = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId });
  reportId = run.benchReportId;
  benchResultId = run.benchResultIds[0] ?? '';
  report = await agent.call<Report>('get_bench_report', { reportId });
  before = await until(() => agent.call<Alarms>('get_report_threshold_alarms', item('ThresholdAlarmReportItem')), ({ counts }) => (counts['CRITICAL'] ?? 0) > 0);
  await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
  const metric = { benchResultId, configs: [] };
  await withItems([
    { '@type': 'MonitorsTableReportItem', id: 'monitors', name: 'Monitors', benchResultId }, { '@type': 'TextualMonitorReportItem', id: 'texts', name: 'Texts', benchResultId, filters: [] },
    { '@type': 'BarChartReportItem', id: 'wrong', name: 'Wrong', metrics: [{ ...metric, id: 'HTTP_METHODS', type: 'WEB', filters: [] }, { ...metric, id: 'HITS_TOTAL', type: 'BASIC', filters: [{ '@type': 'SingleTermFilter', field: 'virtualUserName', term: 'Nobody' }] }] },
  ]);
  // What judged the run is kept with it.
  await agent.call('detach_sla_profile_from_virtual_user', { virtualUserId, slaProfileId });
  await agent.call('delete_sla_profile', { slaProfileId });
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

/** Puts further items into the stored report, as another client of the platform would have. */
async function withItems(items: ReportItem[]): Promise<void> {
  const database = await openDatabase({ file: join(inject('house').dataFolder, 'octoperf.db') });
  const stored = await database.documents.find('benchReport', reportId);
  if (stored === undefined) throw new Error('no report');
  await database.documents.replace('benchReport', { ...stored.document, items: [...stored.document.items, ...items] });
  await database.close();
  report = await agent.call<Report>('get_bench_report', { reportId });
}

function item(type: string): { reportId: string; itemId: string } {
  const found = report.items.find((candidate) => candidate['@type'] === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return { reportId, itemId: found.id };
}

describe('get_report_threshold_alarms', () => {
  it('names the breach of an agreed error rate while the run goes on', () => {
    expect(before.counts['CRITICAL']).toBeGreaterThan(0);
    expect(before.alarms[0]).toMatchObject({ severity: 'CRITICAL', metric: 'ERRORS_PERCENT', unit: '%', band: 'Bad', counterPath: expect.stringMatching(/^Agreed⫽.*⫽ERRORS_PERCENT$/) as unknown });
  });

  it('answers worst first, by bands that the profile had, also after it was deleted', async () => {
    const { alarms, counts, total, note } = await agent.call<Alarms>('get_report_threshold_alarms', item('ThresholdAlarmReportItem'));
    expect([total, note]).toEqual([alarms.length, undefined]);
    expect(alarms.every(({ thresholdId, metric, severity }) => bands.get(thresholdId) === `${metric ?? ''} ${severity}`)).toBe(true);
    const order = ['CRITICAL', 'WARNING', 'PASSED'];
    expect(alarms.map(({ severity }) => order.indexOf(severity))).toEqual(alarms.map(({ severity }) => order.indexOf(severity)).sort());
    const [worst] = alarms;
    // One of three requests fails, in every iteration.
    expect(worst?.observed).toBeGreaterThan(20);
    expect(worst?.end).toBeGreaterThanOrEqual(worst?.start ?? Infinity);
    expect(counts['PASSED']).toBeGreaterThan(0);
    const only = await agent.call<Alarms>('get_report_threshold_alarms', { ...item('ThresholdAlarmReportItem'), severity: 'PASSED' });
    expect([only.total, only.counts]).toEqual([counts['PASSED'], counts]);
    expect((await agent.raw('get_report_threshold_alarms', item('ThresholdAlarmReportItem'))).text.length).toBeLessThanOrEqual(8_000);
  });

  it('narrows to a window and says what none means', async () => {
    expect(await agent.call('get_report_threshold_alarms', { ...item('ThresholdAlarmReportItem'), from: 1, to: 2 })).toMatchObject({ total: 0, alarms: [], note: expect.stringContaining('attach_sla_profile_to_virtual_user') as unknown });
  });

  it('refuses another item type and names the right tool, and the report of another', async () => {
    expect(await agent.refused('get_report_threshold_alarms', item('ErrorsReportItem'))).toContain('Call get_report_errors');
    expect(await agent.refused('get_report_threshold_alarms', item('LoadGeneratorsChartReportItem'))).toContain(`Call list_bench_load_generators with the benchResultId "${benchResultId}"`);
    await other.refused('get_report_threshold_alarms', item('ThresholdAlarmReportItem'));
  });
});

describe('list_bench_load_generators', () => {
  it('answers where the load came from, how much, and whether it kept up', async () => {
    const { generators, total } = await agent.call<Generators>('list_bench_load_generators', { benchResultId });
    expect(total).toBe(1);
    expect(generators[0]).toMatchObject({ region: 'local', vuCount: 2, injectorId: 'local-1', verdict: expect.stringMatching(/^(KEPT_UP|BOTTLENECK)$/) as unknown });
    expect(generators[0]?.host).not.toBe('');
    expect((generators[0]?.end ?? 0) - (generators[0]?.start ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  it('refuses the run of another', async () => {
    await other.refused('list_bench_load_generators', { benchResultId });
  });
});

describe('get_report_monitors_table_values', () => {
  it('answers the SLA connections, whose terms make a curve', async () => {
    const { monitors, total, note } = await agent.call<Monitors>('get_report_monitors_table_values', item('MonitorsTableReportItem'));
    const { counts } = await agent.call<Alarms>('get_report_threshold_alarms', item('ThresholdAlarmReportItem'));
    expect([total, note]).toEqual([1, undefined]);
    expect(monitors).toMatchObject([{ connectionName: 'SLA local-1 (local)', monitorType: 'SLA', severity: 'CRITICAL', alarmCount: (counts['CRITICAL'] ?? 0) + (counts['WARNING'] ?? 0) }]);
    expect(monitors[0]?.counterPaths.map((path) => path.split('⫽').at(-1))).toEqual(['ERRORS_PERCENT', 'RESPONSE_TIME_PERCENTILE_95', 'HITS_TOTAL']);
    const filters = [{ '@type': 'SingleTermFilter', field: 'connectionName', term: monitors[0]?.connectionName }, { '@type': 'SingleTermFilter', field: 'counterPath', term: monitors[0]?.counterPaths[2] }];
    const chart = { '@type': 'LineChartReportItem', name: 'Counter', metrics: [{ id: 'MONITORING', type: 'NUMBER_COUNTER', benchResultId, filters, configs: [] }] };
    const [curve] = (await (await rest('POST', '/analysis/metrics/line', chart)).json()) as { x: number; y: number }[][];
    expect(curve?.reduce((sum, { y }) => sum + y, 0)).toBe([...site.served.values()].reduce((sum, count) => sum + count, 0));
  });

  it('refuses another item type', async () => {
    expect(await agent.refused('get_report_monitors_table_values', item('ThresholdAlarmReportItem'))).toContain('Call get_report_threshold_alarms');
  });
});

describe('get_report_textual_monitors', () => {
  it('answers that there are none, and why', async () => {
    expect(await agent.call('get_report_textual_monitors', item('TextualMonitorReportItem'))).toEqual({ values: [], total: 0, note: expect.stringContaining('numbers only') as unknown });
  });

  it('refuses another item type', async () => {
    expect(await agent.refused('get_report_textual_monitors', item('MonitorsTableReportItem'))).toContain('Call get_report_monitors_table_values');
  });
});

describe('get_report_item_allow_select', () => {
  it('answers metrics, sample types and tags of an item', async () => {
    const { sampleTypes, metricIdsBySampleType, tagKeyConstraints } = await agent.call<{ sampleTypes: string[]; metricIdsBySampleType: Record<string, string[]>; tagKeyConstraints: Record<string, unknown> }>('get_report_item_allow_select', item('LineChartReportItem'));
    expect(sampleTypes).toEqual(expect.arrayContaining(['BASIC', 'LOAD', 'NUMBER_COUNTER']));
    expect(metricIdsBySampleType['NUMBER_COUNTER']).toEqual(['MONITORING']);
    expect(metricIdsBySampleType['BASIC']).not.toContain('RESPONSE_TIME_MEDIAN');
    expect(tagKeyConstraints['injectorId']).toEqual({ required: false, allowedValues: [], single: false, dependsOn: ['region'] });
  });

  it('refuses an item without metrics by naming those that have some', async () => {
    expect(await agent.refused('get_report_item_allow_select', item('ErrorsReportItem'))).toContain('Items that do: LineChartReportItem');
  });
});

describe('get_report_tag_keys', () => {
  it('answers what can be filtered on', async () => {
    expect(await agent.call('get_report_tag_keys', { reportId, sampleType: 'BASIC' })).toEqual({ tagKeys: ['subSampleType', 'region', 'injectorId', 'virtualUserName', 'actionPath'] });
    expect(await agent.call('get_report_tag_keys', { reportId, sampleType: 'NUMBER_COUNTER' })).toEqual({ tagKeys: ['connectionName', 'counterPath', 'monitorType'] });
  });

  it('refuses an unknown sample type, and the report of another', async () => {
    expect(await agent.refused('get_report_tag_keys', { reportId, sampleType: 'MAGIC' })).toContain('BASIC');
    await other.refused('get_report_tag_keys', { reportId, sampleType: 'BASIC' });
  });
});

describe('get_report_tag_values', () => {
  const asked = { sampleType: 'BASIC', tagKeys: ['region', 'actionPath'] };

  it('answers terms, scoped by filters and by a search', async () => {
    const { values } = await agent.call<{ values: Record<string, string[]> }>('get_report_tag_values', { reportId, ...asked, filters: { subSampleType: ['Hit'] } });
    expect(values['region']).toEqual(['local']);
    expect(values['actionPath']).toHaveLength(3);
    const found = await agent.call<{ values: Record<string, string[]> }>('get_report_tag_values', { reportId, ...asked, search: 'ORDERS' });
    expect(found.values).toEqual({ region: [], actionPath: [expect.stringContaining('/api/orders')] });
  });

  it('refuses a key that such samples do not carry', async () => {
    expect(await agent.refused('get_report_tag_values', { reportId, ...asked, filters: { counterPath: ['x'] } })).toContain('Use one of subSampleType');
  });
});

describe('validate_report_item', () => {
  it('passes every item that runs get by themselves', async () => {
    for (const { id } of report.items.filter((entry) => entry.id !== 'wrong')) expect(await agent.call('validate_report_item', { reportId, itemId: id })).toEqual({ valid: true, violations: [] });
  });

  it('names the metric and the cure', async () => {
    const { valid, violations } = await agent.call<{ valid: boolean; violations: string[] }>('validate_report_item', { reportId, itemId: 'wrong' });
    expect([valid, violations.length]).toEqual([false, 2]);
    expect(violations[0]).toMatch(/^Metric 0 \(HTTP_METHODS\): .*accepted on PieChartReportItem/);
    expect(violations[1]).toMatch(/^Metric 1 \(HITS_TOTAL\): "Nobody" is no virtualUserName .* \(get_report_tag_values\)\.$/);
  });

  it('refuses an item that is not there', async () => {
    expect(await agent.refused('validate_report_item', { reportId, itemId: 'nothing' })).toContain('Its items');
  });
});
