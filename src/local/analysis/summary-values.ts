import type { ReportItem, ReportItemMetric } from '../../contract/bench-report.js';
import type { Measured } from '../../contract/wire.js';
import { emptyMeasure, type Measure } from '../measurements/measure.js';
import { averageCounter } from './counter-samples.js';
import { evaluateMetric, toMeasured } from './metric-definitions.js';
import { sourcesOf, sumBy, type MetricSource } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { peakUsers, usersBySecond } from './user-load.js';
import { requireItem } from './value-tools.js';

/**
 * One figure per metric of a summary or bar chart, aligned with `item.metrics` (octoperf-rest-api.md §5.5, observed). `null` =
 * no data, `"NaN"` = nothing measured to average. The user load of a bar chart is its peak, a monitor counter its average. Refuses other items.
 */
export async function summaryValues(item: ReportItem, reading: ReportReading): Promise<Measured[]> {
  const summary = requireItem(item, 'SummaryReportItem', 'BarChartReportItem');
  return figuresOf(summary['@type'], summary.metrics, reading);
}

/** The same for metrics that belong to an item of that type. */
export async function figuresOf(itemType: string, metrics: readonly ReportItemMetric[], reading: ReportReading): Promise<Measured[]> {
  const sources = await sourcesOf(itemType, metrics, reading);
  const sums = await sumBy(sources, () => 0);
  return Promise.all(sources.map((source, index) => figureOf(source, sums[index]?.get(0))));
}

async function figureOf(source: MetricSource, sum: Measure | undefined): Promise<Measured> {
  if (source.metric.id === 'MONITORING') return averageCounter(source);
  if (source.metric.id !== 'USERLOAD') return evaluateSource(source, sum);
  const users = await usersBySecond(source);
  return users === undefined ? null : peakUsers(users);
}

/** The figure of one sum; without a sum it is that of a stretch in which nothing happened. */
export function evaluateSource(source: MetricSource, sum: Measure | undefined): Measured {
  if (source.series === undefined) return null;
  const durationSec = source.window.kind === 'observed' ? source.window.durationSec : 0;
  return toMeasured(evaluateMetric(source.metric.id, sum ?? emptyMeasure(2), { durationSec, apdex: source.apdex }));
}
