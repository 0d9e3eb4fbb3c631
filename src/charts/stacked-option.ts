import type { MapGraphPoint } from '../contract/report-values.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import { namedMetrics } from './metric-names.js';
import type { Frame } from './frame.js';
import { curveOption } from './line-option.js';

/** More layers than this cannot be told apart: the small ones become one. */
const LAYERS = 8;
export const OTHERS = 'others';

/** How a whole is made up over time, one layer per label, the largest at the bottom. `PERCENT`: of each interval. */
export function stackedOption({ item, labels = {} }: ChartInput, frame: Frame, description: string, points: readonly MapGraphPoint[]): ChartOption {
  const metric = namedMetrics(item, labels)[0];
  const percent = item['mode'] === 'PERCENT';
  const names = layersOf(points);
  const kept = new Set(names);
  const curves = names.map((name) => ({
    name, run: '', unit: percent ? '%' : (metric?.unit ?? ''),
    points: points.map(({ x, values }) => ({ x, y: layerAt(values, name, kept, percent) })),
  }));
  const option = curveOption(frame, { name: item.name ?? '', note: metric?.name ?? '', description, curves, across: 'clock' });
  const series = (option['series'] as readonly Record<string, unknown>[]).map((one) => ({ ...one, stack: 'whole', lineStyle: { width: 1, color: one['color'] }, areaStyle: { color: one['color'], opacity: 0.65 } }));
  return { ...option, series, yAxis: stackAxis(option['yAxis'], percent) };
}

/** One layer's figure: nothing of a label is zero of it; of an interval in which nothing was counted there are no shares. */
function layerAt(values: Readonly<Record<string, number>>, name: string, kept: ReadonlySet<string>, percent: boolean): number | null {
  const entries = Object.entries(values);
  if (percent && entries.length === 0) return null;
  return name === OTHERS && values[OTHERS] === undefined ? entries.reduce((sum, [label, value]) => (kept.has(label) ? sum : sum + value), 0) : (values[name] ?? 0);
}

function layersOf(points: readonly MapGraphPoint[]): string[] {
  const sums = new Map<string, number>();
  for (const { values } of points) for (const [label, value] of Object.entries(values)) sums.set(label, (sums.get(label) ?? 0) + value);
  const ranked = [...sums].sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1)).map(([name]) => name);
  return ranked.length <= LAYERS ? ranked : [...ranked.slice(0, LAYERS - 1), OTHERS];
}

/** The top of the axis follows the sum of the layers, not the highest of them. */
function stackAxis(axes: unknown, percent: boolean): unknown {
  return Array.isArray(axes) ? axes.map((axis: Record<string, unknown>) => ({ ...axis, ...(percent ? { max: 100, interval: 25 } : {}) })) : axes;
}
