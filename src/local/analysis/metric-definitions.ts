import type { MetricId } from '../../contract/metric.js';
import type { Measured } from '../../contract/wire.js';
import type { Distribution, Measure } from '../measurements/measure.js';
import type { ApdexThresholds } from './apdex.js';
import type { DistributionPart, HistogramPart, MeasurePart } from './run-data.js';

/** What a figure needs besides the measure: the observed seconds that rates are divided by, and Apdex thresholds in ms. */
export interface EvaluationContext { readonly durationSec: number; readonly apdex: ApdexThresholds }

/**
 * `count` and `rate`: no samples means zero. `value`: nothing measured means NaN (an average of nothing).
 * `none`: no number can be computed from samples (distributions by label, user load, monitoring).
 */
export type MetricKind = 'count' | 'rate' | 'value' | 'none';

export interface MetricDefinition {
  readonly kind: MetricKind;
  /** Parts of the measure that `evaluate` looks at. */
  readonly parts: readonly MeasurePart[];
  readonly evaluate: (measure: Measure, context: EvaluationContext) => number;
}

const share = (part: number, whole: number): number => (whole === 0 ? NaN : (100 * part) / whole);
const perSecond = (amount: number, context: EvaluationContext): number => (context.durationSec > 0 ? amount / context.durationSec : NaN);
const average = (of: Distribution): number => (of.count === 0 ? NaN : of.sum / of.count);
/** Of the whole population; rounding can make it a hair negative, which it never is. */
const variance = (of: Distribution): number => (of.count === 0 ? NaN : Math.max(0, of.sumOfSquares / of.count - average(of) ** 2));

const count = (of: (measure: Measure) => number, ...parts: MeasurePart[]): MetricDefinition => ({ kind: 'count', parts, evaluate: of });
const rate = (of: (measure: Measure) => number, ...parts: MeasurePart[]): MetricDefinition => ({ kind: 'rate', parts, evaluate: (measure, context) => perSecond(of(measure), context) });
const value = (of: (measure: Measure) => number, ...parts: MeasurePart[]): MetricDefinition => ({ kind: 'value', parts, evaluate: of });
const avg = (part: DistributionPart): MetricDefinition => value((measure) => average(measure[part]), part);
const min = (part: DistributionPart): MetricDefinition => value((measure) => (measure[part].count === 0 ? NaN : measure[part].min), part);
const max = (part: DistributionPart): MetricDefinition => value((measure) => (measure[part].count === 0 ? NaN : measure[part].max), part);
const variant = (part: DistributionPart): MetricDefinition => value((measure) => variance(measure[part]), part);
const deviation = (part: DistributionPart): MetricDefinition => value((measure) => Math.sqrt(variance(measure[part])), part);
const percentile = (percent: number): MetricDefinition => value((measure) => percentileOf(measure, 'elapsed', percent), 'elapsed', 'elapsedHistogram');
const apdex = (part: TimedPart): MetricDefinition => ({ kind: 'value', parts: [HISTOGRAM_OF[part]], evaluate: (measure, context) => apdexOf(measure, part, context.apdex) });
const none: MetricDefinition = { kind: 'none', parts: [], evaluate: () => NaN };
/** A figure per label: see label-figures.ts. */
const byLabel: MetricDefinition = { ...none, parts: ['labels'] };

/** Quantities whose every value is kept in a histogram. */
export type TimedPart = 'elapsed' | 'latency' | 'connect';
export const HISTOGRAM_OF: Readonly<Record<TimedPart, HistogramPart>> = { elapsed: 'elapsedHistogram', latency: 'latencyHistogram', connect: 'connectHistogram' };

/** ms at a percentile 0..100, within the histogram's error and never outside what was measured; NaN where nothing was. */
export function percentileOf(measure: Measure, part: TimedPart, percent: number): number {
  const of = measure[part];
  return of.count === 0 ? NaN : Math.min(of.max, Math.max(of.min, measure[HISTOGRAM_OF[part]].percentile(percent)));
}

/** Satisfied samples plus half of the tolerated ones over all, 0..1; failed samples count by their time like the others. */
function apdexOf(measure: Measure, part: TimedPart, thresholds: ApdexThresholds): number {
  const histogram = measure[HISTOGRAM_OF[part]];
  if (histogram.count === 0) return NaN;
  const satisfied = histogram.countUpTo(thresholds.satisfying);
  return (satisfied + histogram.countUpTo(thresholds.tolerating)) / 2 / histogram.count;
}

/** The sum of bytes; NaN where there were samples and none of them tells its bytes (a JTL without that column). */
function bytesOf(part: 'received' | 'sent'): (measure: Measure) => number {
  return (measure) => (measure.hits > 0 && measure[part].count === 0 ? NaN : measure[part].sum);
}

const succeeded = (measure: Measure): number => measure.hits - measure.errors;

/** How every metric id is computed (entities.md Appendix B). Response size = average received bytes per sample, our reading of an undescribed id. */
export const METRICS: Readonly<Record<MetricId, MetricDefinition>> = {
  HITS_TOTAL: count((measure) => measure.hits),
  HITS_RATE: rate((measure) => measure.hits),
  HITS_SUCCESSFUL_TOTAL: count(succeeded),
  HITS_SUCCESSFUL_PERCENT: value((measure) => share(succeeded(measure), measure.hits)),
  ERRORS_TOTAL: count((measure) => measure.errors),
  ERRORS_RATE: rate((measure) => measure.errors),
  ERRORS_PERCENT: value((measure) => share(measure.errors, measure.hits)),
  RESPONSE_TIME_AVG: avg('elapsed'),
  RESPONSE_TIME_MIN: min('elapsed'),
  RESPONSE_TIME_MAX: max('elapsed'),
  RESPONSE_TIME_MEDIAN: percentile(50),
  RESPONSE_TIME_STD: deviation('elapsed'),
  RESPONSE_TIME_VAR: variant('elapsed'),
  RESPONSE_TIME_APDEX: apdex('elapsed'),
  RESPONSE_TIME_PERCENTILE_80: percentile(80),
  RESPONSE_TIME_PERCENTILE_90: percentile(90),
  RESPONSE_TIME_PERCENTILE_95: percentile(95),
  RESPONSE_TIME_PERCENTILE_99: percentile(99),
  CONNECT_TIME_AVG: avg('connect'),
  CONNECT_TIME_MIN: min('connect'),
  CONNECT_TIME_MAX: max('connect'),
  CONNECT_TIME_STD: deviation('connect'),
  CONNECT_TIME_VAR: variant('connect'),
  CONNECT_TIME_APDEX: apdex('connect'),
  LATENCY_AVG: avg('latency'),
  LATENCY_MIN: min('latency'),
  LATENCY_MAX: max('latency'),
  LATENCY_STD: deviation('latency'),
  LATENCY_VAR: variant('latency'),
  LATENCY_APDEX: apdex('latency'),
  NETWORK_TIME_AVG: avg('network'),
  NETWORK_TIME_MIN: min('network'),
  NETWORK_TIME_MAX: max('network'),
  NETWORK_TIME_VAR: variant('network'),
  THROUGHPUT_TOTAL: count(bytesOf('received'), 'received'),
  THROUGHPUT_RATE: rate(bytesOf('received'), 'received'),
  SENT_BYTES_AVG: avg('sent'),
  SENT_BYTES_MIN: min('sent'),
  SENT_BYTES_MAX: max('sent'),
  SENT_BYTES_STD: deviation('sent'),
  SENT_BYTES_TOTAL: count(bytesOf('sent'), 'sent'),
  SENT_BYTES_RATE: rate(bytesOf('sent'), 'sent'),
  ASSERTIONS_ERROR_TOTAL: count((measure) => measure.assertionErrors),
  ASSERTIONS_FAILURE_TOTAL: count((measure) => measure.assertionFailures),
  ASSERTIONS_SUCCESS_TOTAL: count((measure) => measure.assertionSuccesses),
  HTTP_METHODS: byLabel,
  HTTP_RESPONSE_CODES: byLabel,
  HTTP_MEDIA_TYPES: byLabel,
  HTTP_MEDIA_TYPES_THROUGHPUT: byLabel,
  RESPONSE_SIZE: avg('received'),
  USERLOAD: none,
  MONITORING: none,
};

/** One figure in the unit of contract/metric.ts `UNITS`; NaN where nothing was measured or the metric is no number. */
export function evaluateMetric(id: MetricId, measure: Measure, context: EvaluationContext): number {
  return METRICS[id].evaluate(measure, context);
}

/**
 * A figure as it travels: `"NaN"` where nothing was measured (octoperf-rest-api.md §1.5). Whole numbers are exact; others keep
 * three decimals, or four significant digits below one: finer digits are noise, and each is paid for by whoever reads them.
 */
export function toMeasured(figure: number): Measured {
  if (!Number.isFinite(figure)) return 'NaN';
  if (Number.isInteger(figure)) return figure;
  return Math.abs(figure) >= 1 ? Math.round(figure * 1000) / 1000 : Number(figure.toPrecision(4));
}
