import type { ActionFigures, Figures } from '../reading/run-facts.js';
import { timesAreDoubtful, generatorFindings } from '../rules/generators.js';
import { ratioAtSameMix } from '../rules/same-mix.js';
import { normalQuantile } from '../statistics/probability.js';
import { holm, proportions, welch } from '../statistics/tests.js';
import { type ErrorKind, errorKinds } from './error-kinds.js';
import { type LoadDifference, loadDifference } from './load-differences.js';
import { type Basis, type MeasuredRun, timesOf } from './measured-run.js';
import { p95Range } from './percentile-range.js';

export const TOLERANCE_PERCENT = 10;
/** A difference of times must also be this large: clocks and machines differ by a few ms. */
const TOLERANCE_MS = 5;
/** Points of percent by which errors must grow. */
const TOLERANCE_ERRORS = 0.005;
export const ALPHA = 0.05;
/** An action with fewer requests in a run is not tested. */
const FEWEST_HITS = 10;

export type Direction = 'WORSE' | 'BETTER' | 'SAME';
/** One figure of both runs; `p` after the correction for all tests made, absent where none was made. */
export interface Delta { readonly baseline: number; readonly candidate: number; readonly direction: Direction; readonly p?: number }

/** One action of both runs, or the whole runs where `actionId` is undefined. */
export interface Compared {
  readonly actionId: string | undefined;
  readonly name: string | undefined;
  readonly avgMs: Delta;
  readonly p95Ms: Delta;
  readonly errorShare: Delta;
  readonly hits: { readonly baseline: number; readonly candidate: number };
  readonly hitsPerSec: { readonly baseline: number; readonly candidate: number };
  readonly basis: Basis;
}

export interface Comparison {
  readonly load: LoadDifference;
  readonly whole: Compared;
  readonly actions: readonly Compared[];
  readonly newActions: readonly string[];
  readonly goneActions: readonly string[];
  readonly newErrors: readonly ErrorKind[];
  readonly goneErrors: readonly ErrorKind[];
  /** Which of the two was measured by an overloaded generator. */
  readonly doubtful: readonly ('baseline' | 'candidate')[];
  /** Change of the average if every action were called equally often. */
  readonly ratioAtSameMix: number;
  readonly tests: number;
}

interface Draft { readonly actionId: string | undefined; readonly name: string | undefined; readonly before: Figures; readonly now: Figures; readonly basis: Basis; readonly timeP: number | undefined; readonly errorP: number | undefined; readonly clumping: readonly [number, number] }

/**
 * Compares a candidate with its baseline, action by action (by id, else by name). A difference counts where it exceeds the tolerance and
 * chance: Welch's test on averages, a test of two shares on errors, corrected together by Holm; for the 95th percentile, ranges that do
 * not overlap. @param tolerancePercent of times, default 10.
 */
export function compare(baseline: MeasuredRun, candidate: MeasuredRun, tolerancePercent = TOLERANCE_PERCENT): Comparison {
  const [before, now] = [baseline.facts, candidate.facts];
  const matched = match(baseline, candidate);
  const pairs = matched.filter((pair): pair is { before: ActionFigures; now: ActionFigures } => pair.before !== undefined && pair.now !== undefined);
  const drafts = [draftOf(baseline, candidate, undefined), ...pairs.map((pair) => draftOf(baseline, candidate, pair))];
  const adjusted = holm(drafts.flatMap(({ timeP, errorP }) => [timeP, errorP].filter((p) => p !== undefined)));
  const z = normalQuantile(ALPHA / Math.max(1, drafts.length));
  let next = 0;
  const compared = drafts.map((draft) => {
    const timeP = draft.timeP === undefined ? undefined : adjusted[next++];
    const errorP = draft.errorP === undefined ? undefined : adjusted[next++];
    return comparedOf(draft, { timeP, errorP, z, tolerance: tolerancePercent / 100 });
  });
  const [whole, ...actions] = compared as [Compared, ...Compared[]];
  const nameBefore = (id: string): string => before.nameOf(id) ?? id;
  const nameNow = (id: string): string => now.nameOf(id) ?? id;
  const [errorsBefore, errorsNow] = [errorKinds(before.errors ?? [], nameBefore), errorKinds(now.errors ?? [], nameNow)];
  return {
    load: loadDifference(before, now), whole, actions, tests: adjusted.length,
    newActions: matched.flatMap((pair) => (pair.before === undefined && pair.now !== undefined ? [nameNow(pair.now.actionId)] : [])),
    goneActions: matched.flatMap((pair) => (pair.now === undefined && pair.before !== undefined ? [nameBefore(pair.before.actionId)] : [])),
    newErrors: [...errorsNow].filter(([key]) => !errorsBefore.has(key)).map(([, kind]) => kind),
    goneErrors: [...errorsBefore].filter(([key]) => !errorsNow.has(key)).map(([, kind]) => kind),
    doubtful: [...(timesAreDoubtful(generatorFindings(before)) ? ['baseline' as const] : []), ...(timesAreDoubtful(generatorFindings(now)) ? ['candidate' as const] : [])],
    ratioAtSameMix: ratioAtSameMix(pairs.map((pair) => ({ actionId: pair.now.actionId, ...pair }))),
  };
}

/** Actions of both runs side by side: the same id, else the same name where only one action of each run bears it. */
function match({ facts: before }: MeasuredRun, { facts: now }: MeasuredRun): { before?: ActionFigures; now?: ActionFigures }[] {
  const same = new Set(now.actions.map(({ actionId }) => actionId).filter((id) => before.actions.some(({ actionId }) => actionId === id)));
  const byName = (facts: typeof before): Map<string, ActionFigures[]> => {
    const names = new Map<string, ActionFigures[]>();
    for (const action of facts.actions.filter(({ actionId }) => !same.has(actionId))) names.set(facts.nameOf(action.actionId) ?? action.actionId, [...(names.get(facts.nameOf(action.actionId) ?? action.actionId) ?? []), action]);
    return names;
  };
  const [namedBefore, namedNow] = [byName(before), byName(now)];
  const ids = new Map(before.actions.map((action) => [action.actionId, action]));
  const found = now.actions.map((action) => {
    const name = now.nameOf(action.actionId) ?? action.actionId;
    const [other, ...more] = namedBefore.get(name) ?? [];
    const partner = same.has(action.actionId) ? ids.get(action.actionId) : more.length === 0 && namedNow.get(name)?.length === 1 ? other : undefined;
    return partner === undefined ? { now: action } : { before: partner, now: action };
  });
  const used = new Set(found.map(({ before: partner }) => partner));
  return [...found, ...before.actions.filter((action) => !used.has(action)).map((action) => ({ before: action }))];
}

function draftOf(baseline: MeasuredRun, candidate: MeasuredRun, pair: { before: ActionFigures; now: ActionFigures } | undefined): Draft {
  const [before, now] = [pair?.before ?? baseline.facts.figures, pair?.now ?? candidate.facts.figures];
  const [left, right] = [timesOf(baseline, pair?.before), timesOf(candidate, pair?.now)];
  const enough = Math.min(before.hits, now.hits) >= FEWEST_HITS;
  const timed = enough && Number.isFinite(left.sample.mean + right.sample.mean);
  return {
    actionId: pair?.now.actionId, name: pair === undefined ? undefined : (candidate.facts.nameOf(pair.now.actionId) ?? baseline.facts.nameOf(pair.before.actionId)),
    before, now, basis: left.basis === 'blocks' && right.basis === 'blocks' ? 'blocks' : 'requests', clumping: [baseline.clumping, candidate.clumping],
    timeP: timed ? welch(left.sample, right.sample) : undefined,
    errorP: enough && before.errors + now.errors > 0 ? proportions({ part: before.errors, whole: before.hits }, { part: now.errors, whole: now.hits }) : undefined,
  };
}

interface Limits { readonly timeP: number | undefined; readonly errorP: number | undefined; readonly z: number; readonly tolerance: number }

function comparedOf({ actionId, name, before, now, basis, clumping }: Draft, { timeP, errorP, z, tolerance }: Limits): Compared {
  const beyond = (from: number, to: number): boolean => Math.abs(to - from) > Math.max(TOLERANCE_MS, from * tolerance);
  const directed = (from: number, to: number, counts: boolean): Direction => (!counts ? 'SAME' : to > from ? 'WORSE' : 'BETTER');
  const [left, right] = [p95Range(before, before.hits / clumping[0], z), p95Range(now, now.hits / clumping[1], z)];
  const apart = left.high < right.low || right.high < left.low;
  const share = ({ errors, hits }: Figures): number => (hits === 0 ? 0 : errors / hits);
  const [errorsBefore, errorsNow] = [share(before), share(now)];
  return {
    actionId, name, basis, hits: { baseline: before.hits, candidate: now.hits }, hitsPerSec: { baseline: before.hitsPerSec, candidate: now.hitsPerSec },
    avgMs: { baseline: before.avgMs, candidate: now.avgMs, direction: directed(before.avgMs, now.avgMs, timeP !== undefined && timeP < ALPHA && beyond(before.avgMs, now.avgMs)), ...(timeP === undefined ? {} : { p: timeP }) },
    p95Ms: { baseline: before.p95Ms, candidate: now.p95Ms, direction: directed(before.p95Ms, now.p95Ms, Math.min(before.hits, now.hits) >= FEWEST_HITS && apart && beyond(before.p95Ms, now.p95Ms)) },
    errorShare: { baseline: errorsBefore, candidate: errorsNow, direction: directed(errorsBefore, errorsNow, errorP !== undefined && errorP < ALPHA && Math.abs(errorsNow - errorsBefore) >= TOLERANCE_ERRORS), ...(errorP === undefined ? {} : { p: errorP }) },
  };
}
