import type { Interval, RunFacts } from '../reading/run-facts.js';

/** From this share of the most users on the load counts as constant. */
const FULL_LOAD = 0.9;
/** At the beginning connections are opened and caches are cold: so much of the run, and at least so many intervals, tell nothing. */
const WARM_UP = 0.1;
const WARM_UP_FEWEST = 2;
/** An average of fewer answers than this is chance. */
const HITS_PER_BLOCK = 5;
const BLOCKS_MOST = 60;

/** Intervals put together until each tells something; `avgMs` NaN where nothing answered. */
export interface Block { readonly from: number; readonly to: number; readonly hits: number; readonly errors: number; readonly avgMs: number; readonly users: number | undefined }

/**
 * The longest stretch of constant load, without the warm-up and without the last interval, which the end of the run cuts short. Of a
 * run whose users are not known: all of it.
 */
export function plateauOf({ intervals, peakUsers }: Pick<RunFacts, 'intervals' | 'peakUsers'>): Interval[] {
  const warm = intervals.slice(Math.max(WARM_UP_FEWEST, Math.ceil(intervals.length * WARM_UP)), -1);
  if (peakUsers === undefined) return warm;
  let best: Interval[] = [];
  let current: Interval[] = [];
  for (const interval of warm) {
    current = (interval.users ?? 0) >= peakUsers * FULL_LOAD ? [...current, interval] : [];
    if (current.length > best.length) best = current;
  }
  return best;
}

/** Equal stretches of so many intervals that they hold enough answers each, at most 60 of them; a rest at the end is left out. */
export function blocksOf(intervals: readonly Interval[], intervalMs: number, most = BLOCKS_MOST): Block[] {
  const hits = intervals.reduce((sum, interval) => sum + interval.hits, 0);
  if (hits === 0) return [];
  const size = Math.max(1, Math.ceil(intervals.length / most), Math.ceil((HITS_PER_BLOCK * intervals.length) / hits));
  return Array.from({ length: Math.floor(intervals.length / size) }, (_, index) => together(intervals.slice(index * size, (index + 1) * size), intervalMs));
}

function together(intervals: readonly Interval[], intervalMs: number): Block {
  const answered = intervals.filter(({ avgMs, hits }) => Number.isFinite(avgMs) && hits > 0);
  const weight = answered.reduce((sum, { hits }) => sum + hits, 0);
  const users = intervals.flatMap((interval) => interval.users ?? []);
  return {
    from: intervals[0]?.at ?? 0, to: (intervals.at(-1)?.at ?? 0) + intervalMs,
    hits: intervals.reduce((sum, { hits }) => sum + hits, 0), errors: intervals.reduce((sum, { errors }) => sum + errors, 0),
    avgMs: weight === 0 ? NaN : answered.reduce((sum, { avgMs, hits }) => sum + avgMs * hits, 0) / weight,
    users: users.length === 0 ? undefined : Math.max(...users),
  };
}
