import type { Figures } from '../reading/run-facts.js';

/** Between which values, in ms, a 95th percentile lies. */
export interface Range { readonly low: number; readonly high: number }

const P = 0.95;

/**
 * How exactly a 95th percentile is known from so many independent requests: its rank is off by `z` binomial standard errors, and the
 * value at a rank is read between the known percentiles (90, 95, 99, highest). Where the rank falls below the 90th it is taken from a
 * line through the average. NaN on both sides where nothing was measured.
 */
export function p95Range({ avgMs, p90Ms, p95Ms, p99Ms, maxMs }: Figures, requests: number, z: number): Range {
  const off = z * Math.sqrt((P * (1 - P)) / Math.max(1, requests));
  const known = ([[0.5, Math.min(avgMs, p90Ms)], [0.9, p90Ms], [0.95, p95Ms], [0.99, p99Ms], [1, maxMs]] as const).filter(([, value]) => Number.isFinite(value));
  return { low: at(known, P - off), high: at(known, P + off) };
}

/** The value at a rank 0..1, on the line between its neighbours; the outermost ones hold beyond. */
function at(known: readonly (readonly [rank: number, value: number])[], rank: number): number {
  const above = known.findIndex(([at]) => at >= rank);
  if (above < 0) return known.at(-1)?.[1] ?? NaN;
  const [right, left] = [known[above], known[above - 1]];
  if (right === undefined || left === undefined) return right?.[1] ?? NaN;
  return left[1] + ((right[1] - left[1]) * (rank - left[0])) / (right[0] - left[0]);
}
