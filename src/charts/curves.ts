import type { GraphPoint } from '../contract/report-values.js';
import type { ChartInput } from './chart-input.js';
import { namedMetrics } from './metric-names.js';

/** One curve of a chart. `x` of its points in epoch ms, in ms since its run began, or in percent. */
export interface Curve { readonly name: string; readonly unit: string; readonly run: string; readonly colour?: string | undefined; readonly points: readonly GraphPoint[] }

/** What the x axis of a chart counts. */
export type Across = 'clock' | 'elapsed' | 'percentile';

/** The curves of a chart over time; those of several runs are each counted from the start of their run. */
export interface CurveSet { readonly curves: readonly Curve[]; readonly across: Across }

/** Names and units of the item's metrics, given to the curves in the same order. */
export function curvesOf({ item, labels = {} }: ChartInput, series: readonly (readonly GraphPoint[])[]): Curve[] {
  const metrics = namedMetrics(item, labels);
  return series.map((points, index) => {
    const metric = metrics[index];
    return { name: metric?.name ?? `Series ${index + 1}`, unit: metric?.unit ?? '', run: metric?.run ?? '', colour: metric?.colour, points };
  });
}

/** Lays the curves of several runs on each other; leaves those of one run as they are. */
export function aligned(curves: readonly Curve[], starts: Readonly<Record<string, number>> = {}): CurveSet {
  const runs = new Set(curves.map(({ run }) => run));
  if (runs.size < 2) return { curves, across: 'clock' };
  const begins = new Map([...runs].map((run) => [run, starts[run] ?? firstOf(curves.filter((curve) => curve.run === run))]));
  return { across: 'elapsed', curves: curves.map((curve) => ({ ...curve, points: curve.points.map((point) => ({ ...point, x: point.x - (begins.get(curve.run) ?? 0) })) })) };
}

const firstOf = (curves: readonly Curve[]): number => Math.min(...curves.flatMap(({ points }) => points.slice(0, 1).map(({ x }) => x)));

/** A jump of more than so many intervals is a hole. */
const HOLE = 1.5;
/** Share of the steps that must be whole intervals before a missing one is called a hole: figures taken at odd moments have none. */
const REGULAR = 0.8;

/**
 * The interval at which all curves were taken, ms; undefined where they were not taken at regular ones. An interval without a
 * point means that nothing was measured in it, which must not be drawn as a straight line across.
 */
export function intervalOf(curves: readonly Curve[]): number | undefined {
  const steps = curves.flatMap(({ points }) => points.slice(1).map(({ x }, index) => x - (points[index]?.x ?? x))).filter((step) => step > 0);
  const least = steps.reduce((min, step) => Math.min(min, step), Infinity);
  if (steps.length === 0) return undefined;
  const whole = steps.filter((step) => Math.abs(step / least - Math.round(step / least)) < 0.05).length;
  return whole / steps.length >= REGULAR ? least : undefined;
}

/** The points with a null where intervals are missing, so that the line breaks there. */
export function withHoles(points: readonly GraphPoint[], interval: number | undefined): readonly Pick<GraphPoint, 'x' | 'y'>[] {
  if (interval === undefined) return points;
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    return before !== undefined && point.x - before.x > interval * HOLE ? [{ x: before.x + interval, y: null }, point] : [point];
  });
}
