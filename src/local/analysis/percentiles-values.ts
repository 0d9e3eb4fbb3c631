import type { ReportItem } from '../../contract/bench-report.js';
import type { GraphPoint } from '../../contract/report-values.js';
import type { MetricId } from '../../contract/metric.js';
import type { Measure } from '../measurements/measure.js';
import { emptyMeasure } from '../measurements/measure.js';
import { evaluateMetric, HISTOGRAM_OF, percentileOf, toMeasured, type TimedPart } from './metric-definitions.js';
import { sourcesOf, sumBy, type MetricSource } from './metric-sources.js';
import type { MeasurePart, ReportReading } from './run-data.js';
import { requireItem } from './value-tools.js';

/** Where the curve is drawn: every percent, every tenth in the last one, where the slowest samples are told apart. */
const PERCENTS: readonly number[] = [
  ...Array.from({ length: 100 }, (_, percent) => percent),
  ...Array.from({ length: 9 }, (_, tenth) => Number((99.1 + tenth / 10).toFixed(1))),
  100,
];

/** Base metrics whose every single value is known (entities.md Appendix B). The others are drawn from their value in each second. */
const TIMED: Readonly<Partial<Record<MetricId, TimedPart>>> = { RESPONSE_TIME_AVG: 'elapsed', LATENCY_AVG: 'latency', CONNECT_TIME_AVG: 'connect' };

/**
 * One curve per metric of a percentiles chart, aligned with `item.metrics`: `x` = percentile 0..100, `y` = the value that so many
 * percent of the samples (for totals and rates: of the seconds) do not exceed. No points where nothing was measured. Refuses other items.
 */
export async function percentilesValues(item: ReportItem, reading: ReportReading): Promise<GraphPoint[][]> {
  const chart = requireItem(item, 'PercentilesChartReportItem');
  const sources = await sourcesOf(chart['@type'], chart.metrics, reading);
  return Promise.all(sources.map((source) => curveOf(source)));
}

async function curveOf(source: MetricSource): Promise<GraphPoint[]> {
  const timed = TIMED[source.metric.id];
  const valueAt = timed === undefined ? await overSeconds(source) : await overSamples(source, timed);
  return valueAt === undefined ? [] : PERCENTS.map((x) => ({ x, y: toMeasured(valueAt(x)) }));
}

type ValueAt = ((percent: number) => number) | undefined;

async function overSamples(source: MetricSource, part: TimedPart): Promise<ValueAt> {
  const parts: readonly MeasurePart[] = [part, HISTOGRAM_OF[part]];
  const [sums] = await sumBy([source], () => 0, { parts });
  const sum: Measure | undefined = sums?.get(0);
  return sum === undefined || sum[part].count === 0 ? undefined : (percent) => percentileOf(sum, part, percent);
}

async function overSeconds(source: MetricSource): Promise<ValueAt> {
  const { window, apdex } = source;
  if (window.kind !== 'observed' || source.series === undefined) return undefined;
  const [sums] = await sumBy([source], (_series, slot) => slot, { interval: 1 });
  const nothing = emptyMeasure(2);
  const seconds = Array.from({ length: window.seconds.last - window.seconds.first + 1 }, (_, offset) => evaluateMetric(source.metric.id, sums?.get(offset) ?? nothing, { durationSec: 1, apdex }));
  const sorted = Float64Array.from(seconds).sort();
  return (percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}
