import { describe, expect, it } from 'vitest';
import { METRIC_IDS, type MetricId } from '../../../src/contract/metric.js';
import type { Measured } from '../../../src/contract/wire.js';
import { METRICS } from '../../../src/local/analysis/metric-definitions.js';
import { summaryValues } from '../../../src/local/analysis/summary-values.js';
import { exactFigures, histogramFigures, type PlainFigures } from './brute-force.js';
import { container, generateRun, hit, line, metric, named, reading, START, storedRun, summary } from './generated-run.js';

const isHit = ({ key }: { key: { subSampleType: string } }): boolean => key.subSampleType === 'Hit';
const idsOf = (figures: PlainFigures): MetricId[] => METRIC_IDS.filter((id) => id in figures);

/** Travelling figures keep three decimals, or four digits below one. */
function expectFigures(ids: readonly MetricId[], values: readonly Measured[], plain: PlainFigures, relative: number): void {
  for (const [index, id] of ids.entries()) {
    const want = plain[id] ?? NaN;
    const got = values[index];
    expect(typeof got, id).toBe('number');
    expect(Math.abs(Number(got) - want), `${id}: ${String(got)} instead of ${want}`).toBeLessThanOrEqual(0.0006 + Math.abs(want) * relative);
  }
}

describe('summary values of a whole run', () => {
  const run = generateRun();
  const hits = run.samples.filter(isHit);

  it('are the plain figures of every sample', async () => {
    const plain = exactFigures(hits, 40);
    const ids = idsOf(plain);
    expectFigures(ids, await summaryValues(summary(...ids.map((id) => metric(id))), reading(run.data)), plain, 1e-9);
  });

  it('are exact to the unit for counts and bytes', async () => {
    const plain = exactFigures(hits, 40);
    const ids: MetricId[] = ['HITS_TOTAL', 'ERRORS_TOTAL', 'HITS_SUCCESSFUL_TOTAL', 'THROUGHPUT_TOTAL', 'SENT_BYTES_TOTAL', 'ASSERTIONS_FAILURE_TOTAL'];
    expect(await summaryValues(summary(...ids.map((id) => metric(id))), reading(run.data))).toEqual(ids.map((id) => plain[id]));
  });

  it('are within the histogram of a run, three digits, for percentiles and Apdex', async () => {
    const plain = histogramFigures(hits);
    const ids = idsOf(plain);
    expectFigures(ids, await summaryValues(summary(...ids.map((id) => metric(id))), reading(run.data)), plain, 0.001);
  });

  it('cover every metric id that is a number of samples', () => {
    const covered = new Set([...idsOf(exactFigures(hits, 1)), ...idsOf(histogramFigures(hits))]);
    expect(METRIC_IDS.filter((id) => METRICS[id].kind !== 'none' && !covered.has(id))).toEqual([]);
  });

  it('are added up from the seconds while a run has no totals', async () => {
    const running = generateRun({ totals: false });
    const plain = { ...exactFigures(hits, 40), ...histogramFigures(hits) };
    const ids = idsOf(plain);
    expectFigures(ids, await summaryValues(summary(...ids.map((id) => metric(id))), reading(running.data)), plain, 0.01);
  });

  it('ask a store only for what is looked at, once for metrics on the same samples', async () => {
    const fresh = generateRun();
    await summaryValues(summary(metric('HITS_TOTAL'), metric('ERRORS_PERCENT'), metric('RESPONSE_TIME_AVG')), reading(fresh.data));
    expect(fresh.asked).toEqual([['elapsed']]);
  });
});

describe('which samples a summary reads', () => {
  const run = generateRun();
  const hitsOf = async (...filters: Parameters<typeof metric>[1] & object): Promise<Measured | undefined> => (await summaryValues(summary(metric('HITS_TOTAL', filters)), reading(run.data)))[0];
  const countOf = (pass: (key: (typeof run.samples)[number]['key']) => boolean): number => run.samples.filter(({ key }) => pass(key)).length;

  it('filters by each tag, all of them together', async () => {
    expect(await hitsOf(container)).toBe(countOf((key) => key.subSampleType === 'Container'));
    expect(await hitsOf(hit, named('region', 'us'))).toBe(countOf((key) => key.subSampleType === 'Hit' && key.region === 'us'));
    expect(await hitsOf(hit, named('region', 'eu', 'us'), named('injectorId', 'eu-2'))).toBe(countOf((key) => key.subSampleType === 'Hit' && key.injectorId === 'eu-2'));
    expect(await hitsOf(hit, named('virtualUserName', 'Buyer'))).toBe(countOf((key) => key.subSampleType === 'Hit' && key.virtualUserId === 'vu-b'));
    expect(await hitsOf(hit, container)).toBe(0);
  });

  it('knows an action by id, by name and by its path in the tree, whatever its kind', async () => {
    expect(await hitsOf(named('actionPath', 'vu-b-page'))).toBe(countOf((key) => key.actionId === 'vu-b-page'));
    expect(await hitsOf(named('actionPath', 'Home'))).toBe(countOf((key) => key.actionName === 'Home'));
    const placed = { ...run.data, actions: [{ actionId: 'vu-b-home', path: 'Page\u2AFDHome' }] };
    expect(await summaryValues(summary(metric('HITS_TOTAL', [named('actionPath', 'Page\u2AFDHome')])), reading(placed))).toEqual([countOf((key) => key.actionId === 'vu-b-home')]);
  });

  it('reads the legacy types HIT and CONTAINER, and hits alone where nothing is said', async () => {
    const hits = countOf((key) => key.subSampleType === 'Hit');
    const values = await summaryValues(summary(metric('HITS_TOTAL', [], 'HIT'), metric('HITS_TOTAL', [], 'CONTAINER'), metric('HITS_TOTAL', []), metric('HITS_TOTAL', [container], 'HIT')), reading(run.data));
    expect(values).toEqual([hits, run.samples.length - hits, hits, 0]);
  });

  it('answers no data, not zero, for names the run does not know', async () => {
    const unknown = [named('region', 'mars')];
    expect(await summaryValues(summary(metric('HITS_TOTAL', unknown), metric('RESPONSE_TIME_AVG', unknown), metric('MONITORING', [], 'NUMBER_COUNTER')), reading(run.data))).toEqual([null, null, null]);
  });
});

describe('a window', () => {
  const run = generateRun();
  const first = Math.floor(START / 1000);

  it('takes whole seconds, from included, to excluded', async () => {
    const inside = run.samples.filter((sample) => isHit(sample) && Math.floor(sample.endMs / 1000) >= first + 10 && Math.floor(sample.endMs / 1000) < first + 20);
    const plain = { ...exactFigures(inside, 10), ...histogramFigures(inside) };
    const ids = idsOf(plain);
    const values = await summaryValues(summary(...ids.map((id) => metric(id))), reading(run.data, { from: (first + 10) * 1000 + 500, to: (first + 20) * 1000 }));
    expectFigures(ids, values, plain, 0.01);
  });

  it('divides rates by the part of it in which the run was on', async () => {
    const inside = run.samples.filter((sample) => isHit(sample) && Math.floor(sample.endMs / 1000) <= first + 1);
    const [rate] = await summaryValues(summary(metric('HITS_RATE')), reading(run.data, { to: (first + 2) * 1000, from: 0 }));
    expect(rate).toBeCloseTo(inside.length / 1.6, 2);
  });

  it('is taken from the report where the call names none', async () => {
    const configs = [{ '@type': 'TimeRangeReportConfig', from: null, to: (first + 5) * 1000 }];
    const inside = run.samples.filter((sample) => isHit(sample) && Math.floor(sample.endMs / 1000) < first + 5);
    expect(await summaryValues(summary(metric('HITS_TOTAL')), reading(run.data, { configs }))).toEqual([inside.length]);
    const all = run.samples.filter(isHit).length;
    expect(await summaryValues(summary(metric('HITS_TOTAL')), reading(run.data, { configs, to: START + 60_000 }))).toEqual([all]);
    const late = [{ '@type': 'TimeRangeReportConfig', from: START + 20_000, to: null }];
    expect(await summaryValues(summary(metric('HITS_TOTAL')), reading(run.data, { configs: late, from: 0 }))).toEqual([all]);
  });

  it('that misses the run has no data; one that is empty or no time is refused', async () => {
    expect(await summaryValues(summary(metric('HITS_TOTAL'), metric('RESPONSE_TIME_AVG')), reading(run.data, { from: 1000, to: 2000 }))).toEqual([null, null]);
    await expect(summaryValues(summary(metric('HITS_TOTAL')), reading(run.data, { from: 5, to: 5 }))).rejects.toThrow(/"from" must be before "to"/);
    await expect(summaryValues(summary(metric('HITS_TOTAL')), reading(run.data, { from: NaN }))).rejects.toThrow(/"from" is not a time/);
  });
});

describe('nothing measured', () => {
  it('is zero for counts and NaN for averages in a run without a sample', async () => {
    const { data } = storedRun([], {});
    const ids: MetricId[] = ['HITS_TOTAL', 'ERRORS_TOTAL', 'THROUGHPUT_TOTAL', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'RESPONSE_TIME_APDEX', 'ERRORS_PERCENT', 'RESPONSE_TIME_MIN', 'LATENCY_STD'];
    expect(await summaryValues(summary(...ids.map((id) => metric(id))), reading(data))).toEqual([0, 0, 0, 'NaN', 'NaN', 'NaN', 'NaN', 'NaN', 'NaN']);
    expect(await summaryValues(summary(metric('HITS_TOTAL', [hit, named('region', 'eu')])), reading(data))).toEqual([0]);
  });

  it('is the same in a silent window of a run, where the rate is zero', async () => {
    const run = generateRun({ emptyFrom: 10, emptyTo: 20 });
    const first = Math.floor(START / 1000);
    expect(await summaryValues(summary(metric('HITS_TOTAL'), metric('HITS_RATE'), metric('RESPONSE_TIME_MAX')), reading(run.data, { from: (first + 12) * 1000, to: (first + 18) * 1000 }))).toEqual([0, 0, 'NaN']);
  });
});

describe('Apdex', () => {
  const run = generateRun();
  const hits = run.samples.filter(isHit);
  const own = [{ '@type': 'ApdexReportConfig' as const, satisfying: 20, tolerating: 100 }];
  const ofReport = [{ '@type': 'ApdexReportConfig', satisfying: 200, tolerating: 500 }];

  it('takes its thresholds from the metric, then from the report', async () => {
    const values = await summaryValues(summary(metric('RESPONSE_TIME_APDEX', [hit], 'BASIC', own), metric('RESPONSE_TIME_APDEX')), reading(run.data, { configs: ofReport }));
    // A histogram moves a threshold by its error: the samples in that sliver are few.
    expect(Number(values[0])).toBeCloseTo(histogramFigures(hits, 20, 100)['RESPONSE_TIME_APDEX'] ?? NaN, 2);
    expect(Number(values[1])).toBeCloseTo(histogramFigures(hits, 200, 500)['RESPONSE_TIME_APDEX'] ?? NaN, 2);
  });

  it('refuses thresholds that cross', async () => {
    const crossed = [{ '@type': 'ApdexReportConfig' as const, satisfying: 200, tolerating: 100 }];
    await expect(summaryValues(summary(metric('RESPONSE_TIME_APDEX', [hit], 'BASIC', crossed)), reading(run.data))).rejects.toThrow(/tolerating at least as long as satisfying/);
  });
});

describe('refusals', () => {
  const { data } = storedRun([], {});

  it('names the tool of another item type', async () => {
    await expect(summaryValues(line(metric('HITS_TOTAL')), reading(data))).rejects.toThrow(/get_report_line_chart_values/);
    await expect(summaryValues({ '@type': 'TextReportItem', id: 'i', name: 'Text', description: '' }, reading(data))).rejects.toThrow(/has no values: read it with get_bench_report/);
  });

  it('names a metric that the item cannot show, and a run that is not there', async () => {
    await expect(summaryValues(summary(metric('HITS_TOTAL'), metric('HTTP_METHODS', [], 'WEB')), reading(data))).rejects.toThrow(/^Metric 1 of the item: HTTP_METHODS is not available on a SummaryReportItem/);
    await expect(summaryValues(summary({ ...metric('HITS_TOTAL'), benchResultId: 'other' }), reading(data))).rejects.toThrow(/"other"/);
  });
});

it('a bar chart shows the peak of the user load', async () => {
  const run = generateRun();
  const bar = { '@type': 'BarChartReportItem' as const, id: 'i', name: 'Bar', metrics: [metric('USERLOAD', [], 'LOAD'), metric('USERLOAD', [named('region', 'us')], 'LOAD'), metric('USERLOAD', [named('virtualUserName', 'Buyer')], 'LOAD'), metric('USERLOAD', [named('region', 'mars')], 'LOAD')] };
  expect(await summaryValues(bar, reading(run.data))).toEqual([41, 21, 20, null]);
});
