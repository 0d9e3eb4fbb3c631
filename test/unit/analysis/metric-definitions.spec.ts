import { describe, expect, it } from 'vitest';
import { METRIC_IDS } from '../../../src/contract/metric.js';
import { DEFAULT_APDEX } from '../../../src/local/analysis/apdex.js';
import { evaluateMetric, METRICS, toMeasured } from '../../../src/local/analysis/metric-definitions.js';
import { addSample, emptyMeasure } from '../../../src/local/measurements/measure.js';

const context = { durationSec: 10, apdex: DEFAULT_APDEX };
const sample = { elapsedMs: 100, latencyMs: 60, connectMs: 0, receivedBytes: 10, sentBytes: 3, success: true, code: '200' };

describe('a metric', () => {
  it('of nothing is zero for counts and rates, NaN for everything else', () => {
    for (const id of METRIC_IDS) {
      const figure = evaluateMetric(id, emptyMeasure(2), context);
      expect(figure, id).toBe(METRICS[id].kind === 'count' || METRICS[id].kind === 'rate' ? 0 : NaN);
    }
  });

  it('that is no number stays NaN whatever was measured', () => {
    const measure = emptyMeasure(3);
    addSample(measure, sample);
    expect(METRIC_IDS.filter((id) => Number.isNaN(evaluateMetric(id, measure, context)))).toEqual(['HTTP_METHODS', 'HTTP_RESPONSE_CODES', 'HTTP_MEDIA_TYPES', 'HTTP_MEDIA_TYPES_THROUGHPUT', 'USERLOAD', 'MONITORING']);
  });

  it('of bytes is no number where samples tell none, and zero where they tell zero', () => {
    const measure = emptyMeasure(3);
    measure.hits = 1;
    const figures = () => (['THROUGHPUT_TOTAL', 'THROUGHPUT_RATE', 'SENT_BYTES_TOTAL', 'SENT_BYTES_RATE'] as const).map((id) => evaluateMetric(id, measure, context));
    expect(figures()).toEqual([NaN, NaN, NaN, NaN]);
    addSample(measure, { ...sample, receivedBytes: 0, sentBytes: 0 });
    expect(figures()).toEqual([0, 0, 0, 0]);
  });

  it('has no rate over no time', () => {
    const measure = emptyMeasure(3);
    addSample(measure, sample);
    expect(evaluateMetric('HITS_RATE', measure, { ...context, durationSec: 0 })).toBeNaN();
  });

  it('of equal samples never has a negative variance', () => {
    const measure = emptyMeasure(3);
    for (let index = 0; index < 1000; index++) addSample(measure, { ...sample, elapsedMs: 12_345.678 });
    expect(evaluateMetric('RESPONSE_TIME_VAR', measure, context)).toBeGreaterThanOrEqual(0);
    expect(evaluateMetric('RESPONSE_TIME_STD', measure, context)).toBeLessThan(0.1);
    expect(evaluateMetric('RESPONSE_TIME_PERCENTILE_99', measure, context)).toBe(12_345.678);
  });
});

it('figures travel short, whole ones exactly', () => {
  expect([0, 7, 123_456_789_012, 12.3456789, -1.23456, 0.000277777, 0.5, NaN, Infinity].map(toMeasured)).toEqual([0, 7, 123_456_789_012, 12.346, -1.235, 0.0002778, 0.5, 'NaN', 'NaN']);
});
