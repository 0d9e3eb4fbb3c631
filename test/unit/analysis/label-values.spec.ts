import { describe, expect, it } from 'vitest';
import type { MetricId } from '../../../src/contract/metric.js';
import { pieValues } from '../../../src/local/analysis/pie-values.js';
import { stackedValues } from '../../../src/local/analysis/stacked-values.js';
import { container, generateRun, metric, named, pie, reading, RUN, stacked, START, storedRun, summary, SERIES, type RawSample } from './generated-run.js';

const run = generateRun({ emptyFrom: 20, emptyTo: 25 });
const FIRST = Math.floor(START / 1000);
const hits = run.samples.filter(({ key }) => key.subSampleType === 'Hit');
const of = (id: MetricId, filters: Parameters<typeof metric>[1] = []) => metric(id, filters, 'WEB');

/** Figures by label, counted one by one. */
function counted(samples: readonly RawSample[], label: (sample: RawSample) => string | undefined, by: (sample: RawSample) => number = () => 1): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const sample of samples) {
    const name = label(sample);
    if (name !== undefined) figures[name] = (figures[name] ?? 0) + by(sample);
  }
  return figures;
}

describe('the slices of a pie', () => {
  it('are the hits by code, method and media type, and the bytes by media type, exactly', async () => {
    const [codes, methods, types, bytes] = await pieValues(pie(of('HTTP_RESPONSE_CODES'), of('HTTP_METHODS'), of('HTTP_MEDIA_TYPES'), of('HTTP_MEDIA_TYPES_THROUGHPUT')), reading(run.data));
    expect(codes).toEqual(counted(hits, ({ code }) => code));
    expect(methods).toEqual(counted(hits, ({ method }) => method));
    expect(types).toEqual(counted(hits, ({ mediaType }) => mediaType));
    expect(bytes).toEqual(counted(hits, ({ mediaType }) => mediaType, ({ receivedBytes }) => receivedBytes));
    expect(Object.keys(bytes ?? {}).sort()).toEqual(['image/png', 'text/html']);
  });

  it('are one per run of a comparison, and of the window and the filters asked for', async () => {
    const other = generateRun({ seed: 5, count: 900 });
    const [mine, theirs] = await pieValues(pie(of('HTTP_RESPONSE_CODES'), { ...of('HTTP_RESPONSE_CODES'), benchResultId: 'run-2' }), { runs: new Map([[RUN, run.data], ['run-2', { ...other.data, benchResultId: 'run-2' }]]) });
    expect(mine).toEqual(counted(hits, ({ code }) => code));
    expect(theirs).toEqual(counted(other.samples.filter(({ key }) => key.subSampleType === 'Hit'), ({ code }) => code));
    const window = { from: (FIRST + 3) * 1000, to: (FIRST + 9) * 1000 };
    const [narrow] = await pieValues(pie(of('HTTP_RESPONSE_CODES', [named('region', 'us')])), reading(run.data, window));
    expect(narrow).toEqual(counted(hits.filter(({ endMs, key }) => endMs >= window.from && endMs < window.to && key.region === 'us'), ({ code }) => code));
  });

  it('are none where nothing was measured, and read containers only where asked', async () => {
    expect(await pieValues(pie(of('HTTP_RESPONSE_CODES')), reading(storedRun([], {}).data))).toEqual([{}]);
    const [containers] = await pieValues(pie(metric('HTTP_RESPONSE_CODES', [container], 'BASIC')), reading(run.data));
    expect(containers).toEqual(counted(run.samples.filter(({ key }) => key.subSampleType === 'Container'), ({ code }) => code));
  });

  it('may bear any name that a server makes up', async () => {
    const [key] = SERIES.filter(({ subSampleType }) => subSampleType === 'Hit');
    const sample = hits[0];
    if (key === undefined || sample === undefined) throw new Error('no hit');
    const { data } = storedRun(['__proto__', 'constructor', '304'].map((code) => ({ ...sample, key, code })), {});
    const [codes] = await pieValues(pie(of('HTTP_RESPONSE_CODES')), reading(data));
    expect(Object.entries(codes ?? {}).sort()).toEqual([['304', 1], ['__proto__', 1], ['constructor', 1]]);
  });

  it('are read from the store only for pies, and refused for what has no labels', async () => {
    const fresh = generateRun({ count: 200 });
    await pieValues(pie(of('HTTP_METHODS')), reading(fresh.data));
    expect(fresh.asked).toEqual([['labels']]);
    await expect(pieValues(pie(metric('HITS_TOTAL')), reading(run.data))).rejects.toThrow(/HITS_TOTAL is not available on a PieChartReportItem/);
    await expect(pieValues(summary(metric('HITS_TOTAL')), reading(run.data))).rejects.toThrow(/Read it with get_report_summary_values/);
  });
});

describe('the layers of a stacked chart', () => {
  const inSecond = (second: number): RawSample[] => hits.filter(({ endMs }) => Math.floor(endMs / 1000) === second);

  it('are the counts of each second, every label named everywhere, zero where nothing happened', async () => {
    const points = await stackedValues(stacked('ABSOLUTE', of('HTTP_RESPONSE_CODES')), reading(run.data));
    expect(points.map(({ x }) => x)).toEqual(Array.from({ length: 41 }, (_, index) => (FIRST + index) * 1000));
    for (const { x, values } of points) expect(values).toEqual({ 200: 0, 500: 0, ...counted(inSecond(x / 1000), ({ code }) => code) });
    expect(points[22]?.values).toEqual({ 200: 0, 500: 0 });
  });

  it('are percent of the second, without a point where nothing happened', async () => {
    const points = await stackedValues(stacked('PERCENT', of('HTTP_METHODS')), reading(run.data));
    expect(points.some(({ x }) => x >= (FIRST + 21) * 1000 && x < (FIRST + 25) * 1000)).toBe(false);
    for (const { x, values } of points) {
      const plain = counted(inSecond(x / 1000), ({ method }) => method);
      const all = Object.values(plain).reduce((sum, count) => sum + count, 0);
      for (const [label, value] of Object.entries(values)) expect(value).toBeCloseTo((100 * (plain[label] ?? 0)) / all, 2);
      expect(Object.values(values).reduce((sum, value) => sum + value, 0)).toBeCloseTo(100, 1);
    }
  });

  it('add up to the pie over a long run, in fewer points', async () => {
    const long = generateRun({ seconds: 1000, count: 3000 });
    const points = await stackedValues(stacked('ABSOLUTE', of('HTTP_MEDIA_TYPES_THROUGHPUT')), reading(long.data));
    const [slices] = await pieValues(pie(of('HTTP_MEDIA_TYPES_THROUGHPUT')), reading(long.data));
    expect(points).toHaveLength(201);
    for (const [label, whole] of Object.entries(slices ?? {})) expect(points.reduce((sum, { values }) => sum + (values[label] ?? 0), 0)).toBe(whole);
  });

  it('are none outside the run and for unknown names', async () => {
    expect(await stackedValues(stacked('ABSOLUTE', of('HTTP_METHODS')), reading(run.data, { from: 0, to: 1000 }))).toEqual([]);
    expect(await stackedValues(stacked('ABSOLUTE', of('HTTP_METHODS', [named('region', 'mars')])), reading(run.data))).toEqual([]);
    expect(await stackedValues(stacked('ABSOLUTE', of('HTTP_METHODS')), reading(storedRun([], {}).data))).toEqual([]);
  });
});
