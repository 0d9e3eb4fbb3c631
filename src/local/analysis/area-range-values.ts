import type { ReportItem } from '../../contract/bench-report.js';
import type { AreaRangeResult, GraphPoint } from '../../contract/report-values.js';
import type { Measured } from '../../contract/wire.js';
import { sourceCurves } from './line-values.js';
import { toMeasured } from './metric-definitions.js';
import { sourcesOf, type MetricSource } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { figuresOf } from './summary-values.js';
import { requireItem } from './value-tools.js';

/**
 * A curve against its reference: the first metric of an area range chart against the second. `x` = epoch ms at which an interval begins.
 *
 * - `referenceType` HISTOGRAM: the reference is the second metric's own curve, point by point; where the two read different runs, the
 *   second one's points are moved so that both runs begin together. SUMMARY: it is the second metric's figure over the whole run (or
 *   the window asked for), as a flat line under the curve.
 * - `rangeType` RAW: both in the unit of their metric. PERCENTAGE: the reference is 100 everywhere, the curve is in percent of it;
 *   points without a reference, or with a reference of zero, are left out.
 * - `rmse` = root of the mean of (curve − reference)² over the points that both have, taken from the points as answered: in the
 *   metric's unit, resp. in percent of the reference. `"NaN"` where they have none in common.
 *
 * Refuses other items. What the two types do to the points is our reading: public sources name them only (behaviour.md §22).
 */
export async function areaRangeValues(item: ReportItem, reading: ReportReading): Promise<AreaRangeResult> {
  const chart = requireItem(item, 'AreaRangeChartReportItem');
  const sources = await sourcesOf(chart['@type'], chart.metrics, reading);
  const [curve = [], histogram = []] = await sourceCurves(sources);
  const reference = chart.referenceType === 'HISTOGRAM' ? moved(histogram, sources) : flat(curve, (await figuresOf(chart['@type'], chart.metrics.slice(1), reading))[0]);
  return compared(chart.rangeType === 'RAW' ? { curve, reference } : inPercent(curve, reference));
}

interface Pair { readonly curve: GraphPoint[]; readonly reference: GraphPoint[] }

/** Both curves with their distance. */
export function compared({ curve, reference }: Pair): AreaRangeResult {
  const at = numbersOf(reference);
  const squares = curve.flatMap(({ x, y }) => {
    const other = at.get(x);
    return typeof y === 'number' && other !== undefined ? [(y - other) ** 2] : [];
  });
  return { curve, reference, rmse: toMeasured(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)) };
}

/** The curve in percent of its reference, which becomes 100. */
export function inPercent(curve: readonly GraphPoint[], reference: readonly GraphPoint[]): Pair {
  const at = numbersOf(reference);
  const points = curve.flatMap(({ x, y }) => {
    const whole = at.get(x);
    return typeof y !== 'number' || whole === undefined || whole === 0 ? [] : [{ x, y: toMeasured((100 * y) / whole) }];
  });
  return { curve: points, reference: points.map(({ x }) => ({ x, y: 100 })) };
}

/** The figure as a line under each point of the curve; none where nothing was measured. */
export function flat(curve: readonly GraphPoint[], figure: Measured | undefined): GraphPoint[] {
  return typeof figure === 'number' ? curve.map(({ x }) => ({ x, y: figure })) : [];
}

/** The reference's points as if its run had begun with that of the curve. */
function moved(points: readonly GraphPoint[], [curve, reference]: readonly MetricSource[]): GraphPoint[] {
  const by = curve === undefined || reference === undefined ? 0 : beginOf(curve) - beginOf(reference);
  return points.map(({ x, y }) => ({ x: x + by, y }));
}

const beginOf = ({ window }: MetricSource): number => (window.kind === 'observed' ? window.seconds.first * 1000 : 0);
const numbersOf = (points: readonly GraphPoint[]): Map<number, number> => new Map(points.flatMap(({ x, y }) => (typeof y === 'number' ? [[x, y] as const] : [])));
