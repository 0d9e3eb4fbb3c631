import type { HarEntry } from './har-entry.js';

/** Shorter pauses are the browser's own, not the user's. Our choice. */
const SHORTEST_PAUSE_MS = 100;

/** Entries in the order they were sent; in file order where not every entry tells its time. */
export function inTimeOrder(entries: readonly HarEntry[]): HarEntry[] {
  if (entries.some((entry) => entry.startedAt === undefined)) return [...entries];
  return [...entries].sort((left, right) => (left.startedAt ?? 0) - (right.startedAt ?? 0) || left.index - right.index);
}

/**
 * Milliseconds nothing was going on before each entry: from the end of everything earlier to its start, never negative.
 * 0 for the first entry and where times are missing.
 */
export function gapsBefore(entries: readonly HarEntry[]): number[] {
  let quietSince: number | undefined;
  return entries.map(({ startedAt, durationMs }) => {
    if (startedAt === undefined) return 0;
    const gap = quietSince === undefined ? 0 : Math.max(0, startedAt - quietSince);
    quietSince = Math.max(quietSince ?? 0, startedAt + durationMs);
    return gap;
  });
}

/** The pause to replay for a gap: whole milliseconds, 0 below a tenth of a second, at most `maxThinktimeMs` (behaviour.md §9.2.6). */
export function pauseOf(gapMs: number, maxThinktimeMs: number | undefined): number {
  const pause = gapMs < SHORTEST_PAUSE_MS ? 0 : Math.round(gapMs);
  return maxThinktimeMs === undefined ? pause : Math.min(pause, maxThinktimeMs);
}
