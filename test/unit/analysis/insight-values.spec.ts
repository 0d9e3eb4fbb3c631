import { describe, expect, it } from 'vitest';
import { type InsightThresholds, ReportItem } from '../../../src/contract/bench-report.js';
import { INSIGHT_IDS, Insight } from '../../../src/contract/report-values.js';
import { areaRangeValues } from '../../../src/local/analysis/area-range-values.js';
import { INSIGHT_RULES, levelOf, limitsOf } from '../../../src/local/analysis/insights/insight-limits.js';
import { alarmsOfRun } from '../../../src/local/analysis/threshold-alarms.js';
import { insightValues } from '../../../src/local/analysis/insights/insight-values.js';
import { itemValues } from '../../../src/local/analysis/item-values.js';
import type { ReportReading } from '../../../src/local/analysis/run-data.js';
import type { UserLoadRow } from '../../../src/local/measurements/measure.js';
import { exactFigures } from './brute-force.js';
import { generateRun, line, metric, reading, RUN, SERIES, START, storedRun, type RawSample } from './generated-run.js';

const run = generateRun();
const hits = run.samples.filter(({ key }) => key.subSampleType === 'Hit');
const item = (thresholds: Record<string, object> = {}): ReportItem => ReportItem.parse({ '@type': 'InsightsReportItem', id: 'i', name: 'Insights', benchResultId: RUN, thresholds });
const found = async (data: ReportReading, thresholds?: Record<string, object>) => new Map((await insightValues(item(thresholds), data)).map((insight) => [insight.id, insight]));
const HOME = SERIES.filter(({ subSampleType, actionId }) => subSampleType === 'Hit' && actionId === 'vu-b-home');
const [KEY] = HOME;

/** A run of one request: per second so many samples of so many ms, while so many users are alive. */
function shaped(seconds: number, at: (second: number) => { hits: number; ms: number; users: number; code?: string; mediaType?: string; failed?: boolean }) {
  if (KEY === undefined) throw new Error('no request');
  const samples: RawSample[] = [];
  const users: UserLoadRow[] = [];
  for (let second = 0; second < seconds; second++) {
    const { hits: count, ms, users: alive, code = '200', mediaType, failed = false } = at(second);
    users.push({ second: START / 1000 - 0.4 + second, profileId: 'p-b', users: alive, region: 'eu', injectorId: 'eu-1' });
    for (let index = 0; index < count; index++) {
      samples.push({ key: KEY, endMs: START - 400 + second * 1000 + index, elapsedMs: ms, latencyMs: ms / 2, connectMs: 0, receivedBytes: 1000, sentBytes: 10, success: !failed, code, mediaType });
    }
  }
  return storedRun(samples, { startedAt: START - 400, endedAt: START - 400 + seconds * 1000 }, users).data;
}

describe('the insights of a run', () => {
  it('have the values of plain arithmetic', async () => {
    const insights = await found(reading(run.data));
    const plain = exactFigures(hits, 40);
    const value = (id: string): number => Number(insights.get(id)?.value);
    expect(value('RESPONSE_TIME_STD_DEVIATION')).toBeCloseTo((100 * (plain['RESPONSE_TIME_STD'] ?? NaN)) / (plain['RESPONSE_TIME_AVG'] ?? NaN), 1);
    expect(value('CONNECT_TIME_VS_RESPONSE_TIME')).toBeCloseTo((100 * (plain['CONNECT_TIME_AVG'] ?? NaN)) / (plain['RESPONSE_TIME_AVG'] ?? NaN), 2);
    expect(value('OVERALL_ERROR_5XX')).toBeCloseTo(plain['ERRORS_PERCENT'] ?? NaN, 2);
    expect([value('OVERALL_ERROR_4XX'), value('OVERALL_ERROR_NONE')]).toEqual([0, 0]);
    const shares = [...new Set(hits.map(({ key }) => key.actionId))].map((actionId) => exactFigures(hits.filter(({ key }) => key.actionId === actionId), 40)['ERRORS_PERCENT'] ?? NaN);
    expect(value('STEP_BY_STEP_ERRORS')).toBeCloseTo(Math.max(...shares), 2);
    const typed = hits.filter(({ mediaType }) => mediaType !== undefined);
    const bytes = (samples: readonly RawSample[]): number => samples.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
    expect(value('THROUGHPUT_IMAGE_NEW_FORMAT')).toBeCloseTo((100 * bytes(typed.filter(({ mediaType }) => mediaType === 'image/png'))) / bytes(typed), 2);
    expect(insights.get('THROUGHPUT_IMAGE_NEW_FORMAT')?.level).toBe('INFO');
  });

  it('have the rmse of what they are inspected with, or the figure of a summary, and items that can be read', async () => {
    for (const data of [run.data, generateRun({ seed: 3, totals: false, emptyFrom: 5, emptyTo: 9 }).data]) {
      const insights = await insightValues(item(), reading(data));
      const inspected = insights.filter(({ inspect }) => inspect !== undefined);
      expect(inspected.map(({ id }) => id)).toEqual(['RESPONSE_TIME_GLOBAL_AVG', 'STEP_BY_STEP_RESPONSE_TIME', 'LATENCY_VS_RESPONSE_TIME', 'STEP_BY_STEP_ERRORS', 'PEAK_OF_ERRORS']);
      for (const { id, value, inspect, more } of insights.map((insight) => Insight.parse(insight))) {
        expect((await itemValues(ReportItem.parse(more), reading(data))).kind, id).not.toBe('none');
        if (inspect?.['@type'] === 'AreaRangeChartReportItem') expect(value, id).toBe((await areaRangeValues(ReportItem.parse(inspect), reading(data))).rmse);
        if (inspect?.['@type'] === 'SummaryReportItem') expect(await itemValues(ReportItem.parse(inspect), reading(data)), id).toEqual({ kind: 'figures', figures: [value] });
      }
    }
  });

  it('name the request that strays most from its own average', async () => {
    const slower = run.samples.map((sample) => (sample.key.actionId === 'vu-a-home' && sample.endMs > START + 20_000 ? { ...sample, elapsedMs: sample.elapsedMs + 20_000 } : sample));
    const insight = (await found(reading(storedRun(slower, { startedAt: START, endedAt: START + 40_000 }).data))).get('STEP_BY_STEP_RESPONSE_TIME');
    expect(JSON.stringify(insight?.inspect)).toContain('"term":"vu-a-home"');
    expect(insight?.level).not.toBe('PASSED');
  });

  it('see steady response times as such, and a step as one', async () => {
    const steady = await found(reading(shaped(60, () => ({ hits: 5, ms: 100, users: 5 }))));
    expect(steady.get('RESPONSE_TIME_GLOBAL_AVG')).toMatchObject({ level: 'PASSED', value: 0 });
    expect(steady.get('LATENCY_VS_RESPONSE_TIME')).toMatchObject({ level: 'WARN', value: 50 });
    expect(steady.get('PEAK_OF_ERRORS')).toMatchObject({ level: 'PASSED', value: 0 });
    // Half a run at 100 ms and half at 300: 100 ms away from the average of 200 all the time.
    const step = await found(reading(shaped(60, (second) => ({ hits: 5, ms: second < 30 ? 100 : 300, users: 5 }))));
    expect(step.get('RESPONSE_TIME_GLOBAL_AVG')).toMatchObject({ level: 'WARN', value: 50 });
  });

  it('see hits that stop growing with the users, and say nothing where the load never was low', async () => {
    const flattening = await found(reading(shaped(60, (second) => ({ hits: Math.min(20, second + 1), ms: 10, users: Math.min(40, second + 1) }))));
    expect(flattening.get('HIT_RATE_INFLEXION_POINT')).toMatchObject({ level: 'ERROR', value: 50 });
    const growing = await found(reading(shaped(60, (second) => ({ hits: 2 * Math.min(40, second + 1), ms: 10, users: Math.min(40, second + 1) }))));
    expect(growing.get('HIT_RATE_INFLEXION_POINT')).toMatchObject({ level: 'PASSED', value: 0 });
    expect((await found(reading(shaped(30, () => ({ hits: 1, ms: 1, users: 9 }))))).has('HIT_RATE_INFLEXION_POINT')).toBe(false);
  });

  it('tell answers of an error from no answer at all', async () => {
    const codes = ['404', '503', '-1', '200'];
    const insights = await found(reading(shaped(40, (second) => ({ hits: 1, ms: 10, users: 1, code: codes[second % 4] ?? '', failed: second % 4 !== 3 }))));
    for (const id of ['OVERALL_ERROR_4XX', 'OVERALL_ERROR_5XX', 'OVERALL_ERROR_NONE']) expect(insights.get(id)).toMatchObject({ level: 'ERROR', value: 25 });
    const burst = await found(reading(shaped(100, (second) => ({ hits: 1, ms: 10, users: 1, failed: second >= 90, code: second >= 90 ? '500' : '200' }))));
    expect(burst.get('PEAK_OF_ERRORS')).toMatchObject({ level: 'ERROR', value: 30 });
  });

  it('leave out what cannot be judged: media types that nobody kept, thresholds where no profile is attached', async () => {
    const insights = await found(reading(shaped(10, () => ({ hits: 1, ms: 1, users: 1 }))));
    expect([...insights.keys()].filter((id) => id.startsWith('THROUGHPUT') || id === 'THRESHOLD_ALARM')).toEqual([]);
    expect([...(await found(reading(storedRun([], {}).data))).keys()]).toEqual(['NOT_ENOUGH_DATA']);
  });

  it.each([[['PASSED'], 'PASSED'], [['PASSED', 'WARNING'], 'WARN'], [['WARNING', 'CRITICAL'], 'ERROR']] as const)('take the level of the worst broken threshold: %j', async (severities, level) => {
    const bands = severities.map((severity, index) => ({ '@type': 'Threshold' as const, id: `${index}`, name: severity, severity, time: { '@type': 'OccurrenceCondition' as const, times: 1 }, value: { '@type': 'RangeCondition' as const, range: { lowerEndpoint: 0, lowerBoundType: 'CLOSED' as const } } }));
    const profile = { id: 'p', userId: '', projectId: '', name: 'Profile', thresholds: [{ metric: 'RESPONSE_TIME_AVG' as const, thresholds: bands }] };
    const data = { ...run.data, slaAttachments: [{ actionId: 'a1', profile, virtualUserId: 'vu-b', virtualUserName: 'Buyer', scopeId: undefined, path: ['Buyer'] }] };
    const broken = (await alarmsOfRun(data)).filter(({ severity }) => severity !== 'PASSED');
    expect(broken.length > 0).toBe(level !== 'PASSED');
    const insights = await insightValues(item(), reading(data));
    expect(insights.at(-1)).toMatchObject({ id: 'THRESHOLD_ALARM', level, value: broken.length, more: { '@type': 'ThresholdAlarmReportItem', benchResultId: RUN } });
  });

  it('are refused for another item', async () => {
    await expect(insightValues(line(metric('HITS_TOTAL')), reading(run.data))).rejects.toThrow(/Read it with get_report_line_chart_values/);
  });
});

describe('the notices before them', () => {
  const at = (users: number, minutes: number) => reading(shaped(minutes * 60, (second) => ({ hits: second % 10 === 0 ? 1 : 0, ms: 1, users })));

  it('say that there is not enough data below 50 users or 20 minutes, and how much of it there is', async () => {
    expect((await found(at(50, 20))).has('NOT_ENOUGH_DATA')).toBe(false);
    expect((await insightValues(item(), at(49, 20)))[0]).toMatchObject({ id: 'NOT_ENOUGH_DATA', level: 'INFO', value: 98 });
    expect((await found(at(50, 10))).get('NOT_ENOUGH_DATA')).toMatchObject({ value: 50, more: { '@type': 'LineChartReportItem' } });
  });

  it('say that many answers were not sent again', async () => {
    const some = (share: number) => reading(shaped(100, (second) => ({ hits: 1, ms: 1, users: 1, code: second < share ? '304' : '200' })));
    expect((await found(some(39))).has('NOT_MODIFIED_ANSWERS')).toBe(false);
    expect((await found(some(40))).get('NOT_MODIFIED_ANSWERS')).toMatchObject({ level: 'INFO', value: 40 });
  });
});

describe('from which value on an insight is of a level', () => {
  const asked = (thresholds: InsightThresholds, report: Record<string, number> = {}) => ({ item: { PEAK_OF_ERRORS: thresholds }, report });

  it('is what the item says; defaults give way', () => {
    expect(limitsOf('PEAK_OF_ERRORS', { item: {}, report: {} })).toEqual({ info: 1, warn: 5, error: 10 });
    expect(limitsOf('PEAK_OF_ERRORS', asked({ info: 20 }))).toEqual({ info: 20, warn: 20, error: 20 });
    expect(limitsOf('PEAK_OF_ERRORS', asked({ warn: 0.5 }))).toEqual({ info: 0.5, warn: 0.5, error: 10 });
    expect(limitsOf('PEAK_OF_ERRORS', asked({ error: 3 }))).toEqual({ info: 1, warn: 3, error: 3 });
    expect(limitsOf('PEAK_OF_ERRORS', asked({ info: 2, warn: 3, error: 4 }))).toEqual({ info: 2, warn: 3, error: 4 });
  });

  it('is what the report says where the item says nothing: nothing is reported below', () => {
    expect(limitsOf('PEAK_OF_ERRORS', { item: {}, report: { PEAK_OF_ERRORS: 7 } })).toEqual({ info: 7, warn: 7, error: 10 });
    expect(limitsOf('PEAK_OF_ERRORS', asked({ warn: 6 }, { PEAK_OF_ERRORS: 7 }))).toEqual({ info: 1, warn: 6, error: 10 });
  });

  it('never is of a level that the insight cannot have', async () => {
    expect(limitsOf('HIT_RATE_INFLEXION_POINT', { item: { HIT_RATE_INFLEXION_POINT: { info: 30 } }, report: {} })).toEqual({ warn: 30, error: 40 });
    expect(limitsOf('THROUGHPUT_CSS', { item: { THROUGHPUT_CSS: { info: 5, error: 6 } }, report: {} })).toEqual({ info: 5 });
    expect(INSIGHT_IDS.every((id) => { const { info = 0, warn = Infinity, error = Infinity } = INSIGHT_RULES[id].limits; return info <= warn && warn <= error; })).toBe(true);
    expect([[9, { info: 10 }], [10, { info: 10 }], [10, { info: 1, warn: 10 }], [10, { warn: 5, error: 10 }]].map(([value, limits]) => levelOf(value as number, limits as object))).toEqual(['PASSED', 'INFO', 'WARN', 'ERROR']);
  });

  it('reaches the insights of a run', async () => {
    const level = async (thresholds: Record<string, object>, configs?: ReportReading['configs']) => (await insightValues(item(thresholds), reading(run.data, { configs }))).find(({ id }) => id === 'OVERALL_ERROR_5XX')?.level;
    expect(await level({})).toBe('ERROR');
    expect(await level({ OVERALL_ERROR_5XX: { error: 50 } })).toBe('WARN');
    expect(await level({}, [{ '@type': 'InsightsReportConfig', thresholds: { OVERALL_ERROR_5XX: 60 } } as { '@type': string }])).toBe('PASSED');
  });
});

