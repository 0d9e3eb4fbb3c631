import { z } from 'zod';
import type { GraphPoint } from '../../../contract/report-values.js';
import { Figure, short } from '../figures.js';

const Point = z.object({ x: z.number(), y: Figure });
type ShownPoint = z.input<typeof Point>;

/** One curve of a chart as it is answered. */
export const Curve = z.object({
  points: z.array(Point),
  highest: Point.optional().describe('The highest point of all, where points were left out.'),
  omitted: z.string().optional(),
});

/** What x counts: the moments of a run, or percent of its samples. */
export const Axis = z.enum(['epoch ms', 'percentile']);
export type Axis = z.output<typeof Axis>;

/** Points that fit one answer, over all curves; and the fewest and most that one curve gets. */
const ANSWER_POINTS = 220;
const FEWEST = 10;
const MOST = 60;
/** The percentiles that people ask for: never thinned away. */
const LANDMARKS: ReadonlySet<number> = new Set([50, 75, 90, 95, 99]);

/** How many points each of so many curves gets unless the agent says how many. */
export const pointsFor = (curves: number): number => Math.min(MOST, Math.max(FEWEST, Math.floor(ANSWER_POINTS / Math.max(1, curves))));

/** At most `most` points (2 or more), evenly spread, the first and the last among them; says what was left out. */
export function curveOf(points: readonly GraphPoint[], most: number, axis: Axis): z.input<typeof Curve> {
  const shown = points.map(({ x, y }) => ({ x, y: short(y) }));
  if (shown.length <= most) return { points: shown };
  const landmarks = axis === 'percentile' && most >= FEWEST ? shown.flatMap(({ x }, index) => (LANDMARKS.has(x) ? [index] : [])) : [];
  const kept = new Set([...landmarks, ...spread(shown.length, most - landmarks.length)]);
  const left = `${shown.length - kept.size} of ${shown.length} points`;
  if (axis === 'percentile') return { points: shown.filter((_, index) => kept.has(index)), omitted: `${left}: raise maxPoints` };
  const highest = shown.reduce((best, point) => (heightOf(point) > heightOf(best) ? point : best));
  return {
    points: shown.filter((_, index) => kept.has(index)),
    ...(typeof highest.y === 'number' ? { highest } : {}),
    omitted: `${left}: narrow with from and to, or raise maxPoints`,
  };
}

/** `most` indices of a list of that length, the ends among them. */
export function spread(length: number, most: number): number[] {
  const step = (length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * step));
}

const heightOf = ({ y }: ShownPoint): number => (typeof y === 'number' ? y : -Infinity);
