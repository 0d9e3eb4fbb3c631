import { describe, expect, it } from 'vitest';
import { percentilesValues } from '../../../src/local/analysis/percentiles-values.js';
import { nearestRank } from './brute-force.js';
import { generateRun, metric, percentiles, reading, START, storedRun, type RawSample } from './generated-run.js';

const run = generateRun();
const hits = run.samples.filter(({ key }) => key.subSampleType === 'Hit');

describe('a percentiles curve', () => {
  it.each([
    ['RESPONSE_TIME_AVG', ({ elapsedMs }: RawSample) => elapsedMs],
    ['LATENCY_AVG', ({ latencyMs }: RawSample) => latencyMs],
    ['CONNECT_TIME_AVG', ({ connectMs }: RawSample) => connectMs],
  ] as const)('of %s holds the sorted samples, within the histogram of a run', async (id, of) => {
    const [curve] = await percentilesValues(percentiles(metric(id)), reading(run.data));
    const values = hits.map(of);
    expect(curve?.length).toBeGreaterThan(100);
    // Times are kept to the microsecond.
    for (const { x, y } of curve ?? []) expect(Math.abs(Number(y) - nearestRank(values, x)), `${x} %`).toBeLessThanOrEqual(0.0016 + nearestRank(values, x) * 0.001);
    expect(curve?.map(({ x }) => x)).toEqual([...(curve ?? []).map(({ x }) => x)].sort((left, right) => left - right));
  });

  it('begins and ends at the exact extremes', async () => {
    const [curve] = await percentilesValues(percentiles(metric('RESPONSE_TIME_AVG')), reading(run.data));
    expect(curve?.at(-1)).toEqual({ x: 100, y: hits.map(({ elapsedMs }) => elapsedMs).reduce((a, b) => Math.max(a, b)) });
    expect(Number(curve?.[0]?.y)).toBeCloseTo(hits.map(({ elapsedMs }) => elapsedMs).reduce((a, b) => Math.min(a, b)), 2);
  });

  it('of a total or rate is taken over the seconds, silent ones included', async () => {
    const silent = generateRun({ emptyFrom: 5, emptyTo: 15 });
    const [curve, rate] = await percentilesValues(percentiles(metric('HITS_TOTAL'), metric('HITS_RATE')), reading(silent.data));
    const perSecond = Array.from({ length: 41 }, (_, offset) => silent.samples.filter(({ key, endMs }) => key.subSampleType === 'Hit' && Math.floor(endMs / 1000) === Math.floor(START / 1000) + offset).length);
    for (const { x, y } of curve ?? []) expect(y).toBe(nearestRank(perSecond, x));
    expect(curve?.[0]?.y).toBe(0);
    expect(rate).toEqual(curve);
  });

  it('covers a window', async () => {
    const first = Math.floor(START / 1000);
    const [curve] = await percentilesValues(percentiles(metric('RESPONSE_TIME_AVG')), reading(run.data, { from: (first + 1) * 1000, to: (first + 3) * 1000 }));
    const inside = hits.filter(({ endMs }) => endMs >= (first + 1) * 1000 && endMs < (first + 3) * 1000).map(({ elapsedMs }) => elapsedMs);
    for (const { x, y } of curve ?? []) expect(Math.abs(Number(y) - nearestRank(inside, x))).toBeLessThanOrEqual(0.0016 + nearestRank(inside, x) * 0.01);
  });

  it('has no points where nothing was measured', async () => {
    expect(await percentilesValues(percentiles(metric('RESPONSE_TIME_AVG'), metric('HITS_TOTAL'), metric('MONITORING', [], 'NUMBER_COUNTER')), reading(storedRun([], {}).data))).toEqual([[], [], []]);
  });

  it('refuses a single percentile and says what to draw', async () => {
    await expect(percentilesValues(percentiles(metric('RESPONSE_TIME_PERCENTILE_95')), reading(run.data))).rejects.toThrow(/whole curve of a base metric such as RESPONSE_TIME_AVG/);
  });
});
