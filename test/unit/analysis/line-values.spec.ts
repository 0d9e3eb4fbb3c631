import { describe, expect, it } from 'vitest';
import type { GraphPoint } from '../../../src/contract/report-values.js';
import { lineValues } from '../../../src/local/analysis/line-values.js';
import { intervalOf, MAX_POINTS } from '../../../src/local/analysis/run-window.js';
import { exactFigures, histogramFigures } from './brute-force.js';
import { generateRun, hit, line, metric, named, percentiles, reading, START, storedRun, type RawSample } from './generated-run.js';

const FIRST = Math.floor(START / 1000);
const hitsOf = (samples: readonly RawSample[]): RawSample[] => samples.filter(({ key }) => key.subSampleType === 'Hit');
const sumOf = (points: readonly GraphPoint[] | undefined): number => (points ?? []).reduce((sum, { y }) => sum + Number(y), 0);

describe('the curves of a line chart', () => {
  const run = generateRun({ emptyFrom: 20, emptyTo: 25 });
  const bySecond = (second: number): RawSample[] => hitsOf(run.samples).filter(({ endMs }) => Math.floor(endMs / 1000) === second);

  it('hold the plain figures of each second, as epoch milliseconds', async () => {
    const ids = ['HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'RESPONSE_TIME_AVG', 'THROUGHPUT_RATE', 'RESPONSE_TIME_MAX', 'SENT_BYTES_TOTAL'] as const;
    const curves = await lineValues(line(...ids.map((id) => metric(id))), reading(run.data));
    for (const [index, id] of ids.entries()) {
      for (const { x, y } of curves[index] ?? []) expect(Number(y), `${id} at ${x}`).toBeCloseTo(exactFigures(bySecond(x / 1000), 1)[id] ?? NaN, 2);
    }
    // 40 seconds that begin in the middle of one touch 41.
    expect(curves[0]?.map(({ x }) => x)).toEqual(Array.from({ length: 41 }, (_, index) => (FIRST + index) * 1000));
  });

  it('merge percentiles within the histogram of a second, two digits', async () => {
    const [p95] = await lineValues(line(metric('RESPONSE_TIME_PERCENTILE_95')), reading(run.data));
    for (const { x, y } of p95 ?? []) {
      const want = histogramFigures(bySecond(x / 1000))['RESPONSE_TIME_PERCENTILE_95'] ?? NaN;
      expect(Math.abs(Number(y) - want)).toBeLessThanOrEqual(0.001 + want * 0.01);
    }
    expect(p95?.length).toBeGreaterThan(30);
  });

  it('are zero for counts and rates where nothing happened, and have no point there for averages and shares', async () => {
    const silent = (points: readonly GraphPoint[] | undefined): GraphPoint[] => (points ?? []).filter(({ x }) => x >= (FIRST + 21) * 1000 && x < (FIRST + 25) * 1000);
    const [total, rate, average, percent] = await lineValues(line(metric('HITS_TOTAL'), metric('HITS_RATE'), metric('RESPONSE_TIME_AVG'), metric('ERRORS_PERCENT')), reading(run.data));
    expect(silent(total).map(({ y }) => y)).toEqual([0, 0, 0, 0]);
    expect(silent(rate).map(({ y }) => y)).toEqual([0, 0, 0, 0]);
    expect(silent(average)).toEqual([]);
    expect(silent(percent)).toEqual([]);
  });

  it('carry the user load of all profiles, filtered where asked', async () => {
    const [all, one, none] = await lineValues(line(metric('USERLOAD', [], 'LOAD'), metric('USERLOAD', [named('virtualUserName', 'Visitor')], 'LOAD'), metric('USERLOAD', [named('region', 'mars')], 'LOAD')), reading(run.data));
    expect(all?.slice(0, 3).map(({ y }) => y)).toEqual([1, 3, 5]);
    expect(one?.slice(0, 3).map(({ y }) => y)).toEqual([1, 2, 3]);
    // The last second was touched by samples only: nobody was alive at its end.
    expect(all?.at(-1)).toEqual({ x: (FIRST + 40) * 1000, y: 0 });
    expect(none).toEqual([]);
  });

  it('cover the window that is asked for', async () => {
    const [curve] = await lineValues(line(metric('HITS_TOTAL')), reading(run.data, { from: (FIRST + 5) * 1000, to: (FIRST + 8) * 1000 }));
    expect(curve).toEqual([5, 6, 7].map((second) => ({ x: (FIRST + second) * 1000, y: bySecond(FIRST + second).length })));
  });

  it('are empty for unknown names, outside the run, for monitoring, and before the first sample', async () => {
    expect(await lineValues(line(metric('HITS_TOTAL', [hit, named('region', 'mars')]), metric('MONITORING', [], 'NUMBER_COUNTER')), reading(run.data))).toEqual([[], []]);
    expect(await lineValues(line(metric('HITS_TOTAL'), metric('USERLOAD', [], 'LOAD')), reading(run.data, { from: 0, to: 1000 }))).toEqual([[], []]);
    expect(await lineValues(line(metric('HITS_TOTAL'), metric('USERLOAD', [], 'LOAD')), reading(storedRun([], {}).data))).toEqual([[], []]);
  });

  it('refuse the median and other items', async () => {
    await expect(lineValues(line(metric('RESPONSE_TIME_MEDIAN')), reading(run.data))).rejects.toThrow(/RESPONSE_TIME_MEDIAN is not available on a LineChartReportItem/);
    await expect(lineValues(percentiles(metric('RESPONSE_TIME_AVG')), reading(run.data))).rejects.toThrow(/not read as those of a LineChartReportItem/);
  });
});

describe('a long run', () => {
  const run = generateRun({ seconds: 1000, count: 4000 });

  it('is drawn with few points: counts add up, rates are per second, averages are merged', async () => {
    const [total, rate, average] = await lineValues(line(metric('HITS_TOTAL'), metric('HITS_RATE'), metric('RESPONSE_TIME_AVG')), reading(run.data));
    const hits = hitsOf(run.samples);
    expect(total?.length).toBe(Math.ceil(1001 / 5));
    expect(sumOf(total)).toBe(hits.length);
    for (const [index, { x, y }] of (rate ?? []).entries()) expect(Number(y) * (index === 200 ? 1 : 5), String(x)).toBeCloseTo(Number(total?.[index]?.y), 1);
    const slot = hits.filter(({ endMs }) => endMs >= (FIRST + 50) * 1000 && endMs < (FIRST + 55) * 1000);
    expect(Number(average?.find(({ x }) => x === (FIRST + 50) * 1000)?.y)).toBeCloseTo(exactFigures(slot, 5)['RESPONSE_TIME_AVG'] ?? NaN, 2);
  });

  it('keeps the peak of the user load of each interval', async () => {
    const [users] = await lineValues(line(metric('USERLOAD', [], 'LOAD')), reading(run.data));
    expect(users?.[1]).toEqual({ x: (FIRST + 5) * 1000, y: 19 });
    expect(users?.at(-2)).toEqual({ x: (FIRST + 995) * 1000, y: 11 });
  });
});

it('the interval is one that people can read and never gives more than the most points', () => {
  expect([1, 300, 301, 600, 601, 1500, 3600, 86_400].map((seconds) => intervalOf(seconds))).toEqual([1, 1, 2, 2, 5, 5, 15, 300]);
  for (const seconds of [1, 299, 300, 301, 4567, 99_999, 1_000_000, 40_000_000, 4e9]) expect(Math.ceil(seconds / intervalOf(seconds))).toBeLessThanOrEqual(MAX_POINTS);
});
