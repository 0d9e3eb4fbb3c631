import type { ActionFigures } from '../reading/run-facts.js';

const FEWEST_HITS = 3;

/** How one action did in two stretches of a run, or in two runs; ms. */
export interface Pair { readonly actionId: string; readonly before: ActionFigures; readonly now: ActionFigures }

/** Actions measured in both, with enough answers in each. */
export function pairsOf(before: readonly ActionFigures[], now: readonly ActionFigures[]): Pair[] {
  const later = new Map(now.map((action) => [action.actionId, action]));
  return before.flatMap((action) => {
    const other = later.get(action.actionId);
    return other === undefined || Math.min(action.hits, other.hits) < FEWEST_HITS || !Number.isFinite(action.avgMs + other.avgMs) ? [] : [{ actionId: action.actionId, before: action, now: other }];
  });
}

/**
 * By how much the average response time changed if each action had been called equally often: a global average moves by itself when
 * users come to other pages. 1 = not at all, 2 = doubled; NaN where no action is in both.
 */
export function ratioAtSameMix(pairs: readonly Pair[]): number {
  const sum = (of: (pair: Pair) => number): number => pairs.reduce((total, pair) => total + of(pair) * (pair.before.hits + pair.now.hits), 0);
  return sum(({ now }) => now.avgMs) / sum(({ before }) => before.avgMs);
}

/** The pairs that add most to a slowdown, first the one that adds the most time; only those that slow down by the factor. */
export function slowedMost(pairs: readonly Pair[], factor: number): Pair[] {
  const added = ({ before, now }: Pair): number => (now.avgMs - before.avgMs) * now.hits;
  return pairs.filter(({ before, now }) => now.avgMs >= before.avgMs * factor).sort((a, b) => added(b) - added(a));
}
