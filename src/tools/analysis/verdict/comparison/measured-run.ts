import type { ActionFigures, Figures, Interval, RunFacts } from '../reading/run-facts.js';
import { blocksOf, plateauOf } from '../rules/plateau.js';
import { deviation, sampleOf } from '../statistics/sequence.js';
import type { Sample } from '../statistics/tests.js';

/** Blocks that a run is cut into, and the fewest that can stand for it. */
const BLOCKS = 20;
const FEWEST_BLOCKS = 8;

/** Averages of equal stretches at full load, in order of time; undefined where there are fewer than eight. */
export function blockAverages(intervals: readonly Interval[], intervalMs: number): number[] | undefined {
  const averages = blocksOf(intervals, intervalMs, BLOCKS).map(({ avgMs }) => avgMs).filter(Number.isFinite);
  return averages.length < FEWEST_BLOCKS ? undefined : averages;
}

/** A run as it is compared. `actionBlocks`: block averages of those actions whose curves were read. */
export interface MeasuredRun {
  readonly facts: RunFacts;
  readonly blocks: readonly number[] | undefined;
  readonly actionBlocks: ReadonlyMap<string, readonly number[]>;
  /** How many neighbouring requests tell no more than one would: at least 1. */
  readonly clumping: number;
}

/** @param curves intervals per action, of the same moments as those of the run. */
export function measuredRun(facts: RunFacts, curves: ReadonlyMap<string, readonly Interval[]>): MeasuredRun {
  const stretch = plateauOf(facts);
  const [from, to] = [stretch[0]?.at ?? 0, stretch.at(-1)?.at ?? 0];
  const blocks = blockAverages(stretch, facts.intervalMs);
  const actionBlocks = new Map([...curves].flatMap(([actionId, intervals]) => {
    const found = blockAverages(intervals.filter(({ at }) => at >= from && at <= to), facts.intervalMs);
    return found === undefined ? [] : [[actionId, found] as const];
  }));
  return { facts, blocks, actionBlocks, clumping: clumpingOf(facts.figures, stretch, blocks) };
}

/** Spread of the blocks over what independent requests would have (the design effect of samples in clusters). */
function clumpingOf({ deviationMs }: Figures, stretch: readonly Interval[], blocks: readonly number[] | undefined): number {
  if (blocks === undefined || !(deviationMs > 0)) return 1;
  const hitsPerBlock = stretch.reduce((sum, { hits }) => sum + hits, 0) / blocks.length;
  return Math.max(1, (deviation(blocks) ** 2 * hitsPerBlock) / deviationMs ** 2);
}

export type Basis = 'blocks' | 'requests';

/** The response times of a run, or of one of its actions, as a sample for a test. Blocks where there are some, else single requests counted as clumped. */
export function timesOf(run: MeasuredRun, action: ActionFigures | undefined): { sample: Sample; basis: Basis } {
  const blocks = action === undefined ? run.blocks : run.actionBlocks.get(action.actionId);
  if (blocks !== undefined) return { sample: sampleOf(blocks), basis: 'blocks' };
  return { sample: requestsOf(action ?? run.facts.figures, run.clumping), basis: 'requests' };
}

/** Single requests as a sample: that many fewer as they clump together. */
export const requestsOf = ({ avgMs, deviationMs, hits }: Figures, clumping: number): Sample => ({ mean: avgMs, deviation: deviationMs, count: hits / clumping });
