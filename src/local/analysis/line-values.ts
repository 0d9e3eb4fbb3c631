import type { ReportItem, ReportItemMetric } from '../../contract/bench-report.js';
import type { MetricId } from '../../contract/metric.js';
import type { GraphPoint } from '../../contract/report-values.js';
import { emptyMeasure, type Measure } from '../measurements/measure.js';
import { chartInterval, slotOf, slotsOf } from './chart-slots.js';
import { counterSamples } from './counter-samples.js';
import { evaluateMetric, toMeasured } from './metric-definitions.js';
import { sourcesOf, sumBy, type MetricSource } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { usersBySecond } from './user-load.js';
import { requireItem } from './value-tools.js';

/**
 * One curve per metric of a line chart, aligned with `item.metrics`: `x` = epoch ms at which an interval begins, `y` = its figure.
 * All curves share an interval, chosen so that none has more than 300 points. Counts and rates are zero where nothing happened
 * during the run, other figures have no point there; a metric without data has no points at all. Refuses other items.
 */
export async function lineValues(item: ReportItem, reading: ReportReading): Promise<GraphPoint[][]> {
  const chart = requireItem(item, 'LineChartReportItem');
  return curvesOf(chart['@type'], chart.metrics, reading);
}

/** The curves of metrics that belong to an item of that type. */
export async function curvesOf(itemType: string, metrics: readonly ReportItemMetric[], reading: ReportReading): Promise<GraphPoint[][]> {
  return sourceCurves(await sourcesOf(itemType, metrics, reading));
}

/** The same for sources that are known: a curve for each, in order. */
export async function sourceCurves(sources: readonly MetricSource[]): Promise<GraphPoint[][]> {
  const { interval, sums } = await sumSlots(sources);
  return Promise.all(sources.map(async (source, index) => (OTHER_CURVES[source.metric.id] ?? curveOf)(source, interval, sums[index])));
}

type Curve = (source: MetricSource, interval: number, sums: ReadonlyMap<string | number, Measure> | undefined) => GraphPoint[] | Promise<GraphPoint[]>;
/** Metrics that are no figure of samples. */
const OTHER_CURVES: Readonly<Partial<Record<MetricId, Curve>>> = { USERLOAD: userCurve, MONITORING: counterCurve };

/** What the sources sum up to in each interval of one chart: seconds per interval, and the sums by its slot, aligned with the sources. */
export async function sumSlots(sources: readonly MetricSource[]): Promise<{ interval: number; sums: readonly ReadonlyMap<string | number, Measure>[] }> {
  const interval = chartInterval(sources);
  return { interval, sums: await sumBy(sources, (_series, slot) => slot, { interval }) };
}

function curveOf(source: MetricSource, interval: number, sums: ReadonlyMap<string | number, Measure> | undefined): GraphPoint[] {
  if (source.series === undefined) return [];
  const nothing = emptyMeasure(2);
  const figures = slotsOf(source, interval).map(({ index, x, durationSec }) => {
    const sum = sums?.get(index);
    return { x, sampled: sum !== undefined && sum.hits > 0, figure: evaluateMetric(source.metric.id, sum ?? nothing, { durationSec, apdex: source.apdex }) };
  });
  const known = figures.filter(({ figure }) => !Number.isNaN(figure));
  // Zeros in the pauses of a run whose samples do not tell the quantity would be no curve of it.
  const told = known.some(({ sampled }) => sampled) || !figures.some(({ sampled }) => sampled);
  return told ? known.map(({ x, figure }) => ({ x, y: toMeasured(figure) })) : [];
}

/** The most users of each interval: a longer interval must not hide a peak. Zero where none was alive. */
async function userCurve(source: MetricSource, interval: number): Promise<GraphPoint[]> {
  const { window } = source;
  const users = await usersBySecond(source);
  if (users === undefined || window.kind !== 'observed') return [];
  const peaks = new Map<number, number>();
  for (const [second, count] of users) {
    const slot = slotOf(window, second, interval);
    peaks.set(slot, Math.max(peaks.get(slot) ?? 0, count));
  }
  return slotsOf(source, interval).map(({ index, x }) => ({ x, y: peaks.get(index) ?? 0 }));
}

/** Averages of the counters that pass the filters; no point in an interval without a sample. */
async function counterCurve(source: MetricSource, interval: number): Promise<GraphPoint[]> {
  const { window } = source;
  const samples = await counterSamples(source);
  if (samples === undefined || window.kind !== 'observed') return [];
  const slots = new Map<number, { sum: number; count: number }>();
  for (const { second, value } of samples) {
    const index = slotOf(window, second, interval);
    const slot = slots.get(index) ?? { sum: 0, count: 0 };
    slots.set(index, { sum: slot.sum + value, count: slot.count + 1 });
  }
  return slotsOf(source, interval).flatMap(({ index, x }) => {
    const slot = slots.get(index);
    return slot === undefined ? [] : [{ x, y: toMeasured(slot.sum / slot.count) }];
  });
}
