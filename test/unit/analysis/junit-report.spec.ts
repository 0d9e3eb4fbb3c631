import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { SLAProfile, Threshold } from '../../../src/contract/sla-profile.js';
import { junitReport } from '../../../src/local/analysis/junit-report.js';
import type { RunData } from '../../../src/local/analysis/run-data.js';
import { alarmsOfRun } from '../../../src/local/analysis/threshold-alarms.js';
import { xmlElement, xmlText } from '../../../src/local/analysis/xml-text.js';
import { generateRun, RUN, storedRun } from './generated-run.js';

interface Case { name: string; classname: string; time: number; failure?: { message: string; type: string; '#text': string }; 'system-out'?: string }
interface Suite { name: string; tests: number; failures: number; errors: number; time: number; timestamp: string; testcase: Case[] }
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false, parseTagValue: false, isArray: (name) => name === 'testsuite' || name === 'testcase' });

async function parsed(data: RunData): Promise<{ tests: number; failures: number; testsuite?: Suite[] }> {
  const xml = await junitReport(data);
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')).toBe(true);
  return (parser.parse(xml) as { testsuites: { tests: number; failures: number; testsuite?: Suite[] } }).testsuites;
}

const run = generateRun({ seed: 4, count: 1500 });
const HOSTILE = `]]></testcase><script>&"'\u0000\u001b[31m\ud800 \ufffe end`;
const band = (severity: Threshold['severity'], lowerEndpoint: number, name = severity as string): Threshold => ({ '@type': 'Threshold', id: '', name, severity, time: { '@type': 'OccurrenceCondition', times: 1 }, value: { '@type': 'RangeCondition', range: { lowerEndpoint } } });
const judged = (...bands: Threshold[]): RunData => {
  const profile: SLAProfile = { id: 'p', userId: '', projectId: 'x', name: 'Checkout', thresholds: [{ metric: 'RESPONSE_TIME_AVG', thresholds: bands }] };
  return { ...run.data, slaAttachments: [{ actionId: 'a', profile, virtualUserId: 'vu-b', virtualUserName: 'Buyer', scopeId: undefined, path: ['Buyer'] }] };
};

describe('a run as JUnit XML', () => {
  it('has a suite per Virtual User with a case per request, failed where samples failed', async () => {
    const report = await parsed(run.data);
    expect(report.testsuite?.map(({ name }) => name).sort()).toEqual(['Buyer', 'Visitor']);
    for (const suite of report.testsuite ?? []) {
      expect(suite.testcase.map(({ name }) => name)).toEqual(['Basket', 'Home', 'Home.resources']);
      expect([Number(suite.tests), Number(suite.failures), Number(suite.errors)]).toEqual([3, suite.testcase.filter(({ failure }) => failure !== undefined).length, 0]);
      for (const { name, classname, time, failure } of suite.testcase) {
        const mine = run.samples.filter(({ key }) => key.virtualUserName === suite.name && key.actionName === name);
        expect(classname).toBe(suite.name);
        expect(Number(time)).toBeCloseTo(mine.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / mine.length / 1000, 2);
        expect(failure).toMatchObject({ type: 'SampleErrors', message: `${mine.filter(({ success }) => !success).length} of ${mine.length} samples failed.` });
      }
    }
    expect(Number(report.tests)).toBe(6);
    expect(report.testsuite?.[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });

  it('has a case per bad band: failed by a CRITICAL alarm, told by a WARNING one', async () => {
    const data = judged(band('CRITICAL', 700), band('WARNING', 500), band('PASSED', 0), band('CRITICAL', 1e9, 'far'));
    const cases = (await parsed(data)).testsuite?.find(({ name }) => name === 'Buyer')?.testcase.filter(({ name }) => name.startsWith('SLA')) ?? [];
    expect(cases.map(({ name, failure }) => [name, failure?.type])).toEqual([['SLA Checkout / RESPONSE_TIME_AVG / CRITICAL', 'ThresholdAlarm'], ['SLA Checkout / RESPONSE_TIME_AVG / WARNING', undefined], ['SLA Checkout / RESPONSE_TIME_AVG / far', undefined]]);
    const criticals = (await alarmsOfRun(data)).filter(({ severity }) => severity === 'CRITICAL');
    expect(criticals.length).toBeGreaterThan(0);
    expect(cases[0]?.failure?.message).toBe(`${criticals.length} CRITICAL alarm(s).`);
    expect(cases[0]?.failure?.['#text'].split('\n')).toHaveLength(criticals.length);
    expect(cases[1]?.['system-out']).toContain('WARNING alarm(s)');
    expect(cases[2]).not.toHaveProperty('system-out');
  });

  it('stays well-formed and whole whatever names and messages hold', async () => {
    const series = (await run.data.series()).map(({ id, key }) => ({ id, key: { ...key, virtualUserName: `${HOSTILE} ${key.virtualUserName}`, actionName: `${HOSTILE}\n${key.actionName}` } }));
    const errors = series.map(({ key }) => ({ virtualUserId: key.virtualUserId, actionId: key.actionId, timestamp: 1, responseCode: '500', errorMessage: HOSTILE, assertions: [{ name: HOSTILE, message: 'no' }] }));
    const report = await parsed({ ...judged(band('CRITICAL', 0, HOSTILE)), series: async () => series, errors: async () => errors });
    const text = JSON.stringify(report);
    expect(text).toContain('script>&');
    expect(report.testsuite?.flatMap(({ testcase }) => testcase)).toHaveLength(7);
    expect(text).not.toContain('\\u0000');
  });

  it('is whole before anything was measured', async () => {
    expect(await parsed(storedRun([], {}).data)).toMatchObject({ name: RUN, tests: '0', failures: '0' });
  });

  it('shows containers of a Virtual User that makes no requests', async () => {
    const series = (await run.data.series()).filter(({ key }) => key.subSampleType === 'Container');
    const report = await parsed({ ...run.data, series: async () => series });
    expect(report.testsuite?.[0]?.testcase.map(({ name }) => name).sort()).toEqual(['Buyer', 'Page']);
  });
});

describe('text in XML', () => {
  it('keeps what XML can hold and replaces what it cannot', () => {
    expect(xmlText('a<b>&"\'\t\n\r😀é')).toBe('a&lt;b&gt;&amp;"\'\t\n&#13;😀é');
    expect(xmlElement('x', { a: 'b<>&"\'\t\n', gone: undefined, n: 1 })).toBe('<x a="b&lt;&gt;&amp;&quot;&apos;&#9;&#10;" n="1"/>');
    expect(xmlText('\u0000\u0008\u000b\u001f\ud83d\ufffe\uffff')).toBe('\ufffd'.repeat(7));
  });
});
