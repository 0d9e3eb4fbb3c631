import type { GraphPoint, ItemValues, MapGraphPoint, TopResult } from '../contract/report-values.js';
import type { Measured } from '../contract/wire.js';
import type { ChartInput, ChartLabels } from './chart-input.js';
import { type Curve, curvesOf } from './curves.js';
import { figureText } from './figures.js';
import { metricTitle, type NamedMetric, namedMetrics } from './metric-names.js';

/** Series worded in full; the others are counted. */
const WORDED = 6;
const LANDMARKS = [50, 90, 95, 99];

/** A chart in a few sentences, for people who do not see it: what it shows, and each series' range, end and peak. */
export function chartSummary(input: ChartInput): string {
  const { item, values, labels = {} } = input;
  const parts = partsOf(input, values, labels);
  const shown = parts.slice(0, WORDED);
  const more = parts.length - shown.length;
  const said = shown.length === 0 ? 'No data' : shown.join('. ');
  return `${item.name === undefined || item.name === '' ? 'Chart' : item.name}: ${said}.${more > 0 ? ` And ${more} more series.` : ''}`;
}

function partsOf(input: ChartInput, values: ItemValues, labels: ChartLabels): string[] {
  const metrics = namedMetrics(input.item, labels);
  switch (values.kind) {
    case 'curves': return curvesOf(input, values.curves).map(input.item['@type'] === 'PercentilesChartReportItem' ? percentilesPart : curvePart);
    case 'top': return topParts(values.top, metrics[0], labels);
    case 'figures': return values.figures.map((figure, index) => `${metrics[index]?.name ?? 'figure'} ${figureText(figure, metrics[index]?.unit ?? '')}`);
    case 'pie': return values.pies.map((pie, index) => sharesPart(metrics[index]?.name ?? 'Pie', pie, metrics[index]?.unit ?? ''));
    case 'stacked': return [sharesPart(metrics[0]?.name ?? 'Stack', sumOf(values.points), metrics[0]?.unit ?? '')];
    case 'area': return [...curvesOf(input, [values.area.curve, values.area.reference]).map(curvePart), `Root mean square of their distance ${figureText(values.area.rmse, input.item['rangeType'] === 'PERCENTAGE' ? '%' : (metrics[0]?.unit ?? ''))}`];
    case 'generators': return values.curves.map(({ name, unit, points }) => curvePart({ name, unit, points, run: '' }));
    case 'table': case 'tree': case 'insights': case 'errors': case 'alarms': case 'texts': case 'monitors': case 'none': return [];
  }
}

const numbers = (points: readonly GraphPoint[]): { x: number; y: number }[] => points.flatMap(({ x, y }) => (typeof y === 'number' ? [{ x, y }] : []));

function curvePart({ name, unit, points }: Curve): string {
  const known = numbers(points);
  const last = known.at(-1);
  if (last === undefined) return `${name}: no data`;
  const high = known.reduce((best, point) => (point.y > best.y ? point : best));
  const low = known.reduce((best, point) => (point.y < best.y ? point : best));
  if (high.y === low.y) return `${name}: ${figureText(high.y, unit)} throughout`;
  return `${name}: ${figureText(low.y, unit)} to ${figureText(high.y, unit)} (peak at ${clock(high.x)}), ${figureText(last.y, unit)} at the end`;
}

const clock = (x: number): string => (Number.isFinite(x) && Math.abs(x) < 8.64e15 ? `${new Date(x).toISOString().slice(11, 19)} UTC` : String(x));

function percentilesPart({ name, unit, points }: Curve): string {
  const at = new Map<number, Measured>(points.map(({ x, y }) => [x, y]));
  const worded = LANDMARKS.flatMap((percent) => (typeof at.get(percent) === 'number' ? [`p${percent} ${figureText(at.get(percent) ?? null, unit)}`] : []));
  return worded.length === 0 ? `${name}: no data` : `${name}: ${worded.join(', ')}`;
}

function topParts({ actionIds, curves }: TopResult, metric: NamedMetric | undefined, { actions = {} }: ChartLabels): string[] {
  return curves.map((points, index) => {
    const id = actionIds[index] ?? '';
    return curvePart({ name: `${index + 1}. ${actions[id] ?? id} (${metric?.name ?? metricTitle('')})`, unit: metric?.unit ?? '', run: '', points });
  });
}

function sharesPart(name: string, shares: Readonly<Record<string, number>>, unit: string): string {
  const whole = Object.values(shares).reduce((sum, value) => sum + value, 0);
  if (whole <= 0) return `${name}: no data`;
  const ranked = Object.entries(shares).sort(([, left], [, right]) => right - left);
  const worded = ranked.slice(0, WORDED).map(([label, value]) => `${label} ${figureText((100 * value) / whole, '%')} (${figureText(value, unit)})`);
  return `${name}: ${worded.join(', ')}${ranked.length > WORDED ? ` and ${ranked.length - WORDED} more` : ''}`;
}

function sumOf(points: readonly MapGraphPoint[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { values } of points) for (const [label, value] of Object.entries(values)) sums[label] = (sums[label] ?? 0) + value;
  return sums;
}
