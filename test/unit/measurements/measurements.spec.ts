import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../src/local/measurements/latency-histogram.js';
import { addSample, emptyMeasure, mergeMeasure, type Measure, type MeasuredSample, type SeriesKey } from '../../../src/local/measurements/measure.js';
import { deserializeRow, serializeMeasure, serializeRow, type StoredRow } from '../../../src/local/measurements/stored-row.js';

/** Repeatable numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function samples(count: number, seed: number): MeasuredSample[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const elapsedMs = random() ** 4 * 3000;
    return {
      elapsedMs, latencyMs: elapsedMs * random(), connectMs: random() < 0.9 ? 0 : random() * 40,
      receivedBytes: Math.floor(random() * 1e6), sentBytes: Math.floor(random() * 500), success: random() < 0.9,
      code: ['200', '302', '404', '-1', '__proto__'][index % 5] ?? '200', method: index % 2 === 0 ? 'GET' : 'POST',
      mediaType: index % 3 === 0 ? undefined : 'text/html', assertions: { success: 1, failure: index % 2, error: index % 3 === 0 ? 1 : 0 },
    };
  });
}

const recorded = (list: readonly MeasuredSample[], digits: 2 | 3): Measure => {
  const measure = emptyMeasure(digits);
  for (const sample of list) addSample(measure, sample);
  return measure;
};

const series: SeriesKey = { virtualUserId: 'vu', virtualUserName: 'Shop', actionId: 'a', actionName: 'Home', subSampleType: 'Hit', region: 'local', injectorId: 'i-1' };
const counts = (measure: Measure): object => {
  const stored = serializeMeasure(measure, 2);
  return { ...stored, elapsed: [], latency: [], connect: [], network: [], received: [], sent: [], codes: stored.codes.sort(), methods: stored.methods.sort(), mediaTypes: stored.mediaTypes.sort() };
};

describe('LatencyHistogram', () => {
  it.each([2, 3] as const)('keeps percentiles within 10^-%d', (digits) => {
    const random = seeded(7);
    const times = Array.from({ length: 20_000 }, () => 0.05 + random() ** 3 * 5000).sort((a, b) => a - b);
    const histogram = new LatencyHistogram(digits);
    for (const time of times) histogram.record(time);
    for (const percent of [1, 25, 50, 80, 90, 95, 99, 99.9, 100]) {
      const exact = times[Math.max(0, Math.ceil((percent / 100) * times.length) - 1)] ?? NaN;
      expect(Math.abs(histogram.percentile(percent) - exact)).toBeLessThanOrEqual(exact * 10 ** -digits + 0.001);
    }
  });

  it('counts the times up to a limit', () => {
    const histogram = new LatencyHistogram(3);
    for (let ms = 1; ms <= 1000; ms++) histogram.record(ms);
    expect(histogram.countUpTo(0.5)).toBe(0);
    expect(histogram.countUpTo(500)).toBe(500);
    expect(histogram.countUpTo(5000)).toBe(1000);
    expect(new LatencyHistogram(3).countUpTo(10)).toBe(0);
  });

  it('comes back from its text bucket for bucket, an hour and more included', () => {
    const histogram = new LatencyHistogram(2);
    for (const ms of [0, 0, 0.001, 1, 1, 17.5, 4_000_000, Infinity, -3, NaN]) histogram.record(ms);
    const back = LatencyHistogram.decode(histogram.encode(), 2);
    expect(back.count).toBe(10);
    for (let percent = 0; percent <= 100; percent += 2.5) expect(back.percentile(percent)).toBe(histogram.percentile(percent));
    expect(back.encode()).toBe(histogram.encode());
    expect(new LatencyHistogram(3).encode()).toBe('');
    expect(new LatencyHistogram(3).percentile(50)).toBeNaN();
  });

  it('refuses text that is no histogram', () => {
    expect(() => LatencyHistogram.decode('////', 2)).toThrow(RangeError);
    expect(() => LatencyHistogram.decode('//8/AQ==', 2)).toThrow(/longer than an hour/);
  });
});

describe('Measure', () => {
  it('merged in any order equals recorded directly', () => {
    const all = samples(999, 3);
    const parts = [all.slice(0, 100), all.slice(100, 101), [], all.slice(101)].map((part) => recorded(part, 2));
    const merged = emptyMeasure(2);
    for (const part of [...parts].reverse()) mergeMeasure(merged, part);
    const direct = recorded(all, 2);
    expect(counts(merged)).toEqual(counts(direct));
    for (const part of ['elapsed', 'latency', 'connect', 'network', 'received', 'sent'] as const) {
      expect(merged[part].count).toBe(direct[part].count);
      expect(merged[part].min).toBe(direct[part].min);
      expect(merged[part].max).toBe(direct[part].max);
      expect(merged[part].sum).toBeCloseTo(direct[part].sum, 4);
    }
  });
});

describe('stored rows', () => {
  it.each([{ second: 1_700_000_000, digits: 2 as const }, { second: null, digits: 3 as const }])('survive JSON without loss: second $second', ({ second, digits }) => {
    const row = { second, series, measure: recorded(samples(500, 5), digits) };
    const stored = serializeRow(row);
    const back = deserializeRow(JSON.parse(JSON.stringify(stored)) as StoredRow);
    expect(serializeRow(back)).toEqual(stored);
    expect(back.measure.elapsed).toEqual(row.measure.elapsed);
    expect(back.measure.codes['__proto__']).toBe(100);
    expect(Object.getPrototypeOf(back.measure.codes)).toBeNull();
    mergeMeasure(back.measure, row.measure);
    expect(back.measure.hits).toBe(1000);
    expect(back.measure.elapsedHistogram.count).toBe(1000);
  });

  it('keeps an empty measure empty', () => {
    const back = deserializeRow(JSON.parse(JSON.stringify(serializeRow({ second: 1, series, measure: emptyMeasure(2) }))) as StoredRow);
    expect(back.measure.elapsed).toEqual({ count: 0, sum: 0, sumOfSquares: 0, min: Infinity, max: -Infinity });
    expect(back.measure.elapsedHistogram.percentile(50)).toBeNaN();
  });
});
