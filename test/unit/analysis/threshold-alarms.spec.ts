import { describe, expect, it } from 'vitest';
import type { ReportItem } from '../../../src/contract/bench-report.js';
import type { MetricId } from '../../../src/contract/metric.js';
import type { SLAProfile, Threshold } from '../../../src/contract/sla-profile.js';
import { lineValues } from '../../../src/local/analysis/line-values.js';
import { monitorsTable } from '../../../src/local/analysis/monitors-table.js';
import type { RunData } from '../../../src/local/analysis/run-data.js';
import { type SlaAttachment, slaAttachments } from '../../../src/local/analysis/sla-attachments.js';
import { summaryValues } from '../../../src/local/analysis/summary-values.js';
import { textualMonitors } from '../../../src/local/analysis/textual-monitors.js';
import { alarmsOfRun, thresholdAlarms } from '../../../src/local/analysis/threshold-alarms.js';
import { type CounterSample, inRange, stretchesOf } from '../../../src/local/analysis/threshold-stretches.js';
import { seededRandom } from '../../../src/local/engine/interpreter/random.js';
import { exactFigures } from './brute-force.js';
import { generateRun, line, metric, named, reading, RUN, START, storedRun, summary, type RawSample } from './generated-run.js';
import { naiveStretches } from './naive-alarms.js';

type Range = Threshold['value']['range'];
const random = seededRandom(11);
const among = <T>(...choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0];
const band = (severity: Threshold['severity'], range: Range, time: Threshold['time'] = { '@type': 'OccurrenceCondition', times: 1 }, id = `${severity}-band`): Threshold =>
  ({ '@type': 'Threshold', id, name: `${severity} band`, severity, time, value: { '@type': 'RangeCondition', range } });
const profile = (...groups: [MetricId, ...Threshold[]][]): SLAProfile => ({ id: 'p', userId: '', projectId: 'x', name: 'Checkout', thresholds: groups.map(([id, ...thresholds]) => ({ metric: id, thresholds })) });
const onUser = (sla: SLAProfile): SlaAttachment => ({ actionId: 'a1', profile: sla, virtualUserId: 'vu-b', virtualUserName: 'Buyer', scopeId: undefined, path: ['Buyer'] });
const onAction = (sla: SLAProfile, scope: string): SlaAttachment => ({ ...onUser(sla), actionId: 'a2', scopeId: `vu-b-${scope}`, path: ['Buyer', scope] });
const judged = (data: RunData, ...slas: SlaAttachment[]): RunData => ({ ...data, slaAttachments: slas });
const alarmsItem: ReportItem = { '@type': 'ThresholdAlarmReportItem', id: 'i', name: 'Alarms', benchResultId: RUN };
const monitorsItem: ReportItem = { '@type': 'MonitorsTableReportItem', id: 'i', name: 'Monitors', benchResultId: RUN };

describe('the stretches of a band', () => {
  it('are those that trying every pair of samples finds, for random series and bands', () => {
    let found = 0;
    for (let round = 0; round < 3_000; round++) {
      const samples: CounterSample[] = [];
      for (let second = 100; second < 100 + 25 * random(); second += among(1, 1, 1, 2, 5)) samples.push({ second, value: Math.floor(random() * 6) });
      const [low, high] = [Math.floor(random() * 6), Math.floor(random() * 6)].sort((a, b) => a - b);
      const range: Range = { ...(random() < 0.7 ? { lowerEndpoint: low, lowerBoundType: among('OPEN', 'CLOSED') } : {}), ...(random() < 0.7 ? { upperEndpoint: high, upperBoundType: among('OPEN', 'CLOSED') } : {}) };
      const one = band(among('PASSED', 'WARNING', 'CRITICAL'), range, random() < 0.5 ? { '@type': 'OccurrenceCondition', times: 1 + Math.floor(random() * 4) } : { '@type': 'DurationCondition', duration: among(0, 1, 1000, 2500, 4000) });
      const stretches = stretchesOf(samples, one, 'RESPONSE_TIME_AVG');
      const wanted = naiveStretches(samples, one);
      expect(stretches.map(({ start, end }) => ({ start, end }))).toEqual(wanted.map(({ start, end }) => ({ start, end })));
      for (const [index, { worst }] of stretches.entries()) expect([wanted[index]?.lowest, wanted[index]?.highest]).toContain(worst);
      found += stretches.length;
    }
    expect(found).toBeGreaterThan(1_000);
  });

  it('take or leave the endpoint as the bound type says, and a missing type takes it', () => {
    expect([[4, 'OPEN'], [4, 'CLOSED'], [4, undefined], [4, null]].map(([lowerEndpoint, lowerBoundType]) => inRange({ lowerEndpoint, lowerBoundType } as Range, 4))).toEqual([false, true, true, true]);
    expect([inRange({ upperEndpoint: 4, upperBoundType: 'OPEN' }, 4), inRange({ upperEndpoint: 4 }, 4), inRange({}, -1e9)]).toEqual([false, true, true]);
  });

  it.each<[string, Threshold['severity'], Range, MetricId, number]>([
    ['too slow', 'CRITICAL', { lowerEndpoint: 1 }, 'RESPONSE_TIME_AVG', 9], ['too low a score', 'CRITICAL', { upperEndpoint: 10 }, 'RESPONSE_TIME_APDEX', 2],
    ['good times near their limit', 'PASSED', { upperEndpoint: 10 }, 'RESPONSE_TIME_AVG', 9], ['a good rate near its limit', 'PASSED', { lowerEndpoint: 1 }, 'HITS_RATE', 2],
    ['between, less is better', 'WARNING', { lowerEndpoint: 1, upperEndpoint: 10 }, 'ERRORS_PERCENT', 9], ['between, more is better', 'WARNING', { lowerEndpoint: 1, upperEndpoint: 10 }, 'HITS_RATE', 2],
  ])('observe the worst value: %s', (_, severity, range, id, worst) => {
    expect(stretchesOf([5, 2, 9, 4].map((value, second) => ({ second, value })), band(severity, range), id)).toEqual([{ start: 0, end: 3000, worst }]);
  });
});

describe('the alarms of a run', () => {
  const run = generateRun({ seed: 3, count: 3000, emptyFrom: 12, emptyTo: 15 });
  const times = { '@type': 'OccurrenceCondition', times: 2 } as const;
  const groups: [MetricId, ...Threshold[]][] = [
    ['ERRORS_TOTAL', band('CRITICAL', { lowerEndpoint: 1, lowerBoundType: 'CLOSED' }, times), band('PASSED', { upperEndpoint: 0 })],
    ['RESPONSE_TIME_AVG', band('WARNING', { lowerEndpoint: 820, lowerBoundType: 'OPEN' }, { '@type': 'DurationCondition', duration: 2000 }, 'slow')],
  ];

  function plain(data: readonly RawSample[], injectorId: string, of: (sample: RawSample) => boolean, id: MetricId, bands: readonly Threshold[]): unknown[] {
    const mine = data.filter((sample) => sample.key.injectorId === injectorId && sample.key.virtualUserId === 'vu-b' && of(sample));
    const samples: CounterSample[] = [];
    for (let second = Math.floor(START / 1000); second <= Math.floor((START + 40_000 - 1) / 1000); second++) {
      const now = mine.filter(({ endMs }) => Math.floor(endMs / 1000) === second);
      if (now.length > 0 || id === 'ERRORS_TOTAL') samples.push({ second, value: id === 'ERRORS_TOTAL' ? now.filter(({ success }) => !success).length : (exactFigures(now, 1)[id] ?? NaN) });
    }
    return bands.flatMap((one) => naiveStretches(samples, one).map(({ start, end }) => [injectorId, one.id, start, end].join(' ')));
  }

  it.each<[string, SlaAttachment, (sample: RawSample) => boolean]>([
    ['of a Virtual User: its requests', onUser(profile(...groups)), ({ key }) => key.subSampleType === 'Hit'],
    ['of a container: its own row', onAction(profile(...groups), 'page'), ({ key }) => key.actionId === 'vu-b-page'],
    ['of a request', onAction(profile(...groups), 'home'), ({ key }) => key.actionId === 'vu-b-home'],
  ])('%s, generator by generator', async (_, attachment, covered) => {
    const alarms = await alarmsOfRun(judged(run.data, attachment));
    const wanted = ['eu-1', 'eu-2', 'us-1'].flatMap((injectorId) => groups.flatMap(([id, ...bands]) => plain(run.samples, injectorId, covered, id, bands)));
    expect(alarms.map(({ connectionId, thresholdId, start, end }) => [connectionId.split('/').at(-1), thresholdId, start, end].join(' ')).sort()).toEqual(wanted.sort());
    expect(wanted.length).toBeGreaterThan(5);
    expect(new Set(alarms.map(({ id }) => id)).size).toBe(alarms.length);
    expect(alarms.map(({ start }) => start)).toEqual([...alarms.map(({ start }) => start)].sort((a, b) => a - b));
  });

  it('judge percentiles and the users too', async () => {
    const data = judged(run.data, onUser(profile(['RESPONSE_TIME_PERCENTILE_95', band('WARNING', { lowerEndpoint: 1500 })], ['USERLOAD', band('CRITICAL', { lowerEndpoint: 15, lowerBoundType: 'CLOSED' }, { '@type': 'DurationCondition', duration: 5000 })])));
    const alarms = await alarmsOfRun(data);
    const peaks = run.users.filter(({ profileId, users }) => profileId === 'p-b' && users >= 15);
    expect(alarms.filter((alarm) => alarm.metric === 'USERLOAD')).toEqual([expect.objectContaining({ start: (peaks[0]?.second ?? 0) * 1000, end: (peaks.at(-1)?.second ?? 0) * 1000, observed: Math.max(...peaks.map(({ users }) => users)) })]);
    expect(alarms.filter((alarm) => alarm.metric === 'RESPONSE_TIME_PERCENTILE_95').every(({ observed }) => Number(observed) >= 1500)).toBe(true);
    expect(alarms.length).toBeGreaterThan(3);
  });

  it('are narrowed to those that overlap the window, and read while the run goes on', async () => {
    const { startedAt: _started, endedAt: _ended, ...going } = judged(run.data, onUser(profile(...groups)));
    const all = await thresholdAlarms(alarmsItem, reading({ ...going, totals: async () => undefined }));
    expect(all.length).toBeGreaterThan(5);
    const [from, to] = [START + 10_000, START + 20_000];
    expect(await thresholdAlarms(alarmsItem, reading(going, { from, to }))).toEqual(all.filter(({ start, end }) => start < to && end >= from));
  });

  it('are none without a profile, without samples, and for figures that are no number', async () => {
    expect(await thresholdAlarms(alarmsItem, reading(run.data))).toEqual([]);
    expect(await alarmsOfRun(judged(storedRun([], {}).data, onUser(profile(...groups))))).toEqual([]);
    expect(await alarmsOfRun(judged(run.data, onUser(profile(['HTTP_METHODS', band('CRITICAL', {})], ['MONITORING', band('CRITICAL', {})]))))).toEqual([]);
    await expect(thresholdAlarms(monitorsItem, reading(run.data))).rejects.toThrow('Read it with get_report_monitors_table_values');
  });
});

describe('monitors of a run', () => {
  const run = generateRun({ seed: 5, count: 2000 });
  const sla = profile(['RESPONSE_TIME_AVG', band('CRITICAL', { lowerEndpoint: 900 }), band('PASSED', { upperEndpoint: 900, upperBoundType: 'OPEN' })], ['MONITORING', band('WARNING', {})]);
  const data = judged(run.data, onUser(sla), onAction(sla, 'page'));
  const path = 'Checkout⫽Buyer⫽RESPONSE_TIME_AVG';

  it('are one row per generator, with sampled counters, breaches and the worst severity', async () => {
    const rows = await monitorsTable(monitorsItem, reading(data));
    const alarms = await alarmsOfRun(data);
    expect(rows.map(({ connectionName, monitorType }) => [connectionName, monitorType])).toEqual([['SLA eu-1 (eu)', 'SLA'], ['SLA eu-2 (eu)', 'SLA'], ['SLA us-1 (us)', 'SLA']]);
    for (const row of rows) expect(row).toMatchObject({ counterPaths: [path, 'Checkout⫽Buyer⫽page⫽RESPONSE_TIME_AVG'], severity: 'CRITICAL', alarmCount: alarms.filter(({ connectionId, severity }) => severity === 'CRITICAL' && row.connectionName.startsWith(`SLA ${connectionId.split('/').at(-1) ?? ''} `)).length });
    const calm = judged(run.data, onUser(profile(['ERRORS_TOTAL', band('CRITICAL', { lowerEndpoint: 1e6 })])));
    expect(await monitorsTable(monitorsItem, reading(calm))).toMatchObject([{ alarmCount: 0, severity: 'PASSED' }, {}, {}]);
  });

  it('give their counters as curves and averages, filtered by connection and path', async () => {
    const counter = metric('MONITORING', [named('connectionName', 'SLA eu-1 (eu)'), named('counterPath', path)], 'NUMBER_COUNTER');
    const own = (sample: RawSample): boolean => sample.key.injectorId === 'eu-1' && sample.key.virtualUserId === 'vu-b' && sample.key.subSampleType === 'Hit';
    const seconds = new Map<number, RawSample[]>();
    for (const sample of run.samples.filter(own)) seconds.set(Math.floor(sample.endMs / 1000), [...(seconds.get(Math.floor(sample.endMs / 1000)) ?? []), sample]);
    const [curve] = await lineValues(line(counter), reading(data));
    expect(curve?.length).toBe(seconds.size);
    for (const { x, y } of curve ?? []) expect(Number(y)).toBeCloseTo(exactFigures(seconds.get(x / 1000) ?? [], 1)['RESPONSE_TIME_AVG'] ?? NaN, 2);
    const [average] = await summaryValues(summary(counter), reading(data));
    expect(Number(average)).toBeCloseTo([...seconds.values()].reduce((sum, samples) => sum + (exactFigures(samples, 1)['RESPONSE_TIME_AVG'] ?? NaN), 0) / seconds.size, 2);
    expect(await lineValues(line(metric('MONITORING', [named('counterPath', 'none')], 'NUMBER_COUNTER')), reading(data))).toEqual([[]]);
  });

  it('read no texts', async () => {
    const item: ReportItem = { '@type': 'TextualMonitorReportItem', id: 'i', name: 'Texts', benchResultId: RUN, filters: [] };
    expect(await textualMonitors(item, reading(data))).toEqual([]);
    expect(() => textualMonitors(monitorsItem, reading(data))).toThrow('get_report_monitors_table_values');
  });
});

describe('where a profile stands', () => {
  const sla = profile(['ERRORS_TOTAL']);
  const action = (id: string, profileId = 'p', enabled = true) => ({ '@type': 'SLAProfileAction', id, name: '', enabled, profileId });
  const request = { '@type': 'HttpRequestAction', id: 'r', name: 'Home', enabled: true, children: [action('in-request')] };
  const tree = (enabled: boolean) => [{ id: 'vu', name: 'Buyer', children: [action('root'), action('off', 'p', false), action('gone', 'nothing'), { '@type': 'ContainerAction', id: 'c', name: 'Basket', enabled, children: [action('in-container'), request] }] }];

  it('is its scope: the request, the container or the Virtual User', () => {
    expect(slaAttachments(tree(true), [sla]).map(({ actionId, scopeId, path }) => [actionId, scopeId, path.join('/')])).toEqual([['root', undefined, 'Buyer'], ['in-container', 'c', 'Buyer/Basket'], ['in-request', 'r', 'Buyer/Basket/Home']]);
  });

  it('judges nothing where it or what holds it is disabled, or its profile is gone', () => {
    expect(slaAttachments(tree(false), [sla]).map(({ actionId }) => actionId)).toEqual(['root']);
  });
});
