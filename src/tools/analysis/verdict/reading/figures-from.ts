import type { LineSeries, TableEntry } from '../../../../contract/report-values.js';
import type { Measured } from '../../../../contract/wire.js';
import type { z } from 'zod';
import type { ActionFigures, Figures, Interval } from './run-facts.js';

/** A curve of hits is taken for counts where it adds up to the hits of the run within this share; it could be cumulative elsewhere. */
const SLACK = 0.1;

const number = (value: Measured | undefined): number => (typeof value === 'number' ? value : NaN);
const count = (value: Measured | undefined): number => (typeof value === 'number' ? value : 0);

/** The values of `FIGURES`, in its order. */
export function figuresFrom(values: readonly (Measured | undefined)[]): Figures {
  const [hits, hitsPerSec, errors, avgMs, deviationMs, p90Ms, p95Ms, p99Ms, maxMs, connectMs] = values;
  return {
    hits: count(hits), hitsPerSec: count(hitsPerSec), errors: count(errors), avgMs: number(avgMs), deviationMs: number(deviationMs),
    p90Ms: number(p90Ms), p95Ms: number(p95Ms), p99Ms: number(p99Ms), maxMs: number(maxMs), connectMs: number(connectMs),
  };
}

/** Rows of a table of `FIGURES` in which something happened. */
export const actionsFrom = (rows: readonly TableEntry[]): ActionFigures[] =>
  rows.map(({ actionId, values }) => ({ actionId, ...figuresFrom(values.map(({ value }) => value)) })).filter(({ hits }) => hits > 0);

type Series = z.infer<typeof LineSeries>;

/**
 * The curves of `CURVES` side by side, in order of time. Users hold until their next point. Counts are those of the hit curve where it
 * adds up to `hits`, else rate times interval.
 */
export function intervalsFrom([users = [], hits = [], rates = [], errors = [], averages = []]: Series, total: number): { intervals: Interval[]; intervalMs: number } {
  const moments = [...new Set([...hits, ...rates, ...averages].map(({ x }) => x))].sort((a, b) => a - b);
  const steps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0)).sort((a, b) => a - b);
  const intervalMs = steps[Math.floor(steps.length / 2)] ?? 0;
  const at = (series: Series[number]): Map<number, Measured> => new Map(series.map(({ x, y }) => [x, y]));
  const [hitsAt, ratesAt, errorsAt, averagesAt] = [at(hits), at(rates), at(errors), at(averages)];
  const sum = hits.reduce((so, { y }) => so + count(y), 0);
  const counted = Math.abs(sum - total) <= total * SLACK;
  const usersAt = holding(users);
  const intervals = moments.map((moment) => ({
    at: moment, users: usersAt(moment), errors: count(errorsAt.get(moment)), avgMs: number(averagesAt.get(moment)),
    hits: counted ? count(hitsAt.get(moment)) : (count(ratesAt.get(moment)) * intervalMs) / 1000,
  }));
  return { intervals, intervalMs };
}

/** The value of a curve at a moment: that of its last point before; undefined of an empty curve. */
function holding(series: Series[number]): (moment: number) => number | undefined {
  const points = [...series].sort((a, b) => a.x - b.x);
  return (moment) => {
    if (points.length === 0) return undefined;
    return count(points.findLast(({ x }) => x <= moment)?.y);
  };
}
