import { describe, expect, it } from 'vitest';
import type { GraphPoint } from '../../../src/contract/report-values.js';
import { areaRangeValues } from '../../../src/local/analysis/area-range-values.js';
import { exactFigures } from './brute-force.js';
import { area, generateRun, metric, named, reading, RUN, START, storedRun, type RawSample } from './generated-run.js';

const run = generateRun({ emptyFrom: 20, emptyTo: 25 });
const FIRST = Math.floor(START / 1000);
const hits = run.samples.filter(({ key }) => key.subSampleType === 'Hit');
const [average, latency] = [metric('RESPONSE_TIME_AVG'), metric('LATENCY_AVG')];

/** Figures of each second in which something was measured, the plain way. */
function plainCurve(id: string, samples: readonly RawSample[] = hits): { x: number; y: number }[] {
  const seconds = [...new Set(samples.map(({ endMs }) => Math.floor(endMs / 1000)))].sort((left, right) => left - right);
  return seconds.map((second) => ({ x: second * 1000, y: exactFigures(samples.filter(({ endMs }) => Math.floor(endMs / 1000) === second), 1)[id] ?? NaN }));
}
const rms = (distances: readonly number[]): number => Math.sqrt(distances.reduce((sum, distance) => sum + distance ** 2, 0) / distances.length);
const numbers = (points: readonly GraphPoint[]): number[] => points.map(({ y }) => Number(y));

describe('a curve against its reference', () => {
  it('HISTOGRAM, RAW: two curves in ms and the root of their mean squared distance', async () => {
    const { curve, reference, rmse } = await areaRangeValues(area('HISTOGRAM', 'RAW', average, latency), reading(run.data));
    const [plain, other] = [plainCurve('RESPONSE_TIME_AVG'), plainCurve('LATENCY_AVG')];
    expect(curve.map(({ x }) => x)).toEqual(plain.map(({ x }) => x));
    for (const [index, y] of numbers(curve).entries()) expect(y).toBeCloseTo(plain[index]?.y ?? NaN, 2);
    for (const [index, y] of numbers(reference).entries()) expect(y).toBeCloseTo(other[index]?.y ?? NaN, 2);
    expect(Number(rmse)).toBeCloseTo(rms(plain.map(({ y }, index) => y - (other[index]?.y ?? NaN))), 2);
  });

  it('SUMMARY, RAW: the reference is the figure of the whole run under every point', async () => {
    const { curve, reference, rmse } = await areaRangeValues(area('SUMMARY', 'RAW', average, average), reading(run.data));
    const whole = exactFigures(hits, 40)['RESPONSE_TIME_AVG'] ?? NaN;
    expect(new Set(numbers(reference)).size).toBe(1);
    expect(numbers(reference)[0]).toBeCloseTo(whole, 2);
    expect(reference.map(({ x }) => x)).toEqual(curve.map(({ x }) => x));
    expect(Number(rmse)).toBeCloseTo(rms(plainCurve('RESPONSE_TIME_AVG').map(({ y }) => y - whole)), 2);
  });

  it('PERCENTAGE: the curve in percent of the reference, which is 100', async () => {
    const { curve, reference, rmse } = await areaRangeValues(area('HISTOGRAM', 'PERCENTAGE', latency, average), reading(run.data));
    const [plain, whole] = [plainCurve('LATENCY_AVG'), plainCurve('RESPONSE_TIME_AVG')];
    const percent = plain.map(({ y }, index) => (100 * y) / (whole[index]?.y ?? NaN));
    expect(new Set(numbers(reference))).toEqual(new Set([100]));
    for (const [index, y] of numbers(curve).entries()) expect(y).toBeCloseTo(percent[index] ?? NaN, 1);
    expect(Number(rmse)).toBeCloseTo(rms(percent.map((y) => y - 100)), 1);
  });

  it('PERCENTAGE leaves out what has no percent: a reference of zero', async () => {
    const { curve, reference } = await areaRangeValues(area('HISTOGRAM', 'PERCENTAGE', metric('HITS_TOTAL'), metric('ERRORS_TOTAL')), reading(run.data));
    const failing = plainCurve('ERRORS_TOTAL').filter(({ y }) => y > 0).map(({ x }) => x);
    expect(failing.length).toBeLessThan(40);
    expect(curve.map(({ x }) => x)).toEqual(failing);
    expect(reference).toHaveLength(failing.length);
  });

  it('counts the silent seconds of counts, and takes the window that is asked for', async () => {
    const window = { from: (FIRST + 18) * 1000, to: (FIRST + 28) * 1000 };
    const { curve, reference, rmse } = await areaRangeValues(area('SUMMARY', 'RAW', metric('HITS_RATE'), metric('HITS_RATE')), reading(run.data, window));
    const inside = hits.filter(({ endMs }) => endMs >= window.from && endMs < window.to);
    const perSecond = Array.from({ length: 10 }, (_, index) => inside.filter(({ endMs }) => Math.floor(endMs / 1000) === FIRST + 18 + index).length);
    expect(numbers(curve)).toEqual(perSecond);
    expect(numbers(reference)[0]).toBeCloseTo(inside.length / 10, 3);
    expect(Number(rmse)).toBeCloseTo(rms(perSecond.map((count) => count - inside.length / 10)), 2);
  });

  it('lays two runs over each other from their beginnings on', async () => {
    const later = (ms: number): number => ms + 3_600_000;
    const data = storedRun(run.samples.map((sample) => ({ ...sample, endMs: later(sample.endMs) })), { startedAt: later(START), endedAt: later(START + 40_000) }).data;
    const item = area('HISTOGRAM', 'RAW', average, { ...average, benchResultId: 'run-2' });
    const { curve, reference, rmse } = await areaRangeValues(item, { runs: new Map([[RUN, run.data], ['run-2', { ...data, benchResultId: 'run-2' }]]) });
    expect(reference).toEqual(curve);
    expect(rmse).toBe(0);
  });

  it('says that nothing can be compared, which is not zero', async () => {
    expect(await areaRangeValues(area('SUMMARY', 'RAW', average, average), reading(storedRun([], {}).data))).toEqual({ curve: [], reference: [], rmse: 'NaN' });
    const { reference, rmse } = await areaRangeValues(area('SUMMARY', 'PERCENTAGE', average, metric('RESPONSE_TIME_AVG', [named('region', 'mars')])), reading(run.data));
    expect([reference, rmse]).toEqual([[], 'NaN']);
  });
});
