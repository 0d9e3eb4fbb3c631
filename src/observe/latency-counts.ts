/** Neighbouring bounds differ by 10 %, so a percentile is at most 5 % away from what was measured. */
const RATIO = Math.log(1.1);
const FIRST_MS = 0.1;
/** Up to about a day; whatever is longer counts as that. */
const LAST = 215;

/** Counts of times by their order of magnitude: small, and two of them can be added. Keys are bounds, 0 to 215. */
export type LatencyCounts = Map<number, number>;

export function countLatency(counts: LatencyCounts, ms: number): void {
  const bound = ms <= FIRST_MS ? 0 : Math.min(LAST, Math.ceil(Math.log(ms / FIRST_MS) / RATIO));
  counts.set(bound, (counts.get(bound) ?? 0) + 1);
}

export function addLatencies(to: LatencyCounts, from: ReadonlyMap<number, number>): void {
  for (const [bound, count] of from) to.set(bound, (to.get(bound) ?? 0) + count);
}

/** The time below which a share of the calls was answered, in milliseconds; 0 where there were none. @param share 0 to 1. */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let left = Math.max(1, Math.ceil(total * share));
  for (const [bound, count] of [...counts].sort(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return middleOf(bound);
  }
  return 0;
}

/** Between its bound and the one below. */
function middleOf(bound: number): number {
  const upper = FIRST_MS * Math.exp(bound * RATIO);
  const ms = bound === 0 ? upper : (upper + upper / Math.exp(RATIO)) / 2;
  return Number(ms.toPrecision(3));
}
