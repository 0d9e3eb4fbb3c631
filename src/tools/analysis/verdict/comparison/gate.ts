import { ms, percent, quoted } from '../rules/words.js';
import type { Compared, Comparison, Delta } from './compare.js';

/** INCONCLUSIVE: what was measured cannot carry a yes or a no. */
export type Gate = 'PASS' | 'FAIL' | 'INCONCLUSIVE';
export interface Decision { readonly gate: Gate; readonly conclusion: string }

/** Shares of the requests may shift by so much before a global percentile is said to move by itself. */
const SAME_MIX = 0.05;
const NAMED = 2;

/** Whether a candidate may pass. More load or an overloaded generator excuses what got worse, less load devalues what did not. */
export function decide(comparison: Comparison, { sameRun, tolerancePercent }: { sameRun: boolean; tolerancePercent: number }): Decision {
  if (sameRun) return { gate: 'PASS', conclusion: 'No difference: baseline and candidate are the same run.' };
  const { load, doubtful, whole, actions, tests } = comparison;
  const slower = slowerThings(comparison, tolerancePercent);
  const failing = [whole, ...actions].filter(({ errorShare }) => errorShare.direction === 'WORSE');
  const faster = actions.filter(({ avgMs }) => avgMs.direction === 'BETTER');
  const fewer = whole.errorShare.direction === 'BETTER';
  const found = [
    ...(failing.length > 0 ? [`more errors: ${named(failing, ({ errorShare }) => shares(errorShare))}`] : []),
    ...(slower.length > 0 ? [`slower: ${named(slower, timesOf)}`] : []),
    ...(fewer ? [`fewer errors: ${shares(whole.errorShare)}`] : []),
    ...(faster.length > 0 ? [`faster: ${named(faster, ({ avgMs }) => times('average', avgMs))}`] : []),
  ];
  const caveats = [
    ...(load.words.length > 0 ? [`the load differs (${load.words.join(', ')}), so times are not to be compared as they are`] : []),
    ...(doubtful.length > 0 ? [`the load generator of the ${doubtful.join(' and the ')} was the bottleneck, so its times are not to be trusted`] : []),
  ];
  const gate = gateOf({ slower: slower.length > 0, failing: failing.length > 0, heavier: load.heavier, lighter: load.lighter, doubtful: doubtful.length > 0, tested: tests > 0 });
  const what = found.length > 0 ? found.join('; ') : tests === 0 ? 'too few requests to compare' : 'no difference beyond chance and tolerance';
  const text = [...caveats, what].join('; ');
  return { gate, conclusion: `${gate}: ${text.charAt(0).toUpperCase()}${text.slice(1)}.` };
}

interface Facts { readonly slower: boolean; readonly failing: boolean; readonly heavier: boolean; readonly lighter: boolean; readonly doubtful: boolean; readonly tested: boolean }

function gateOf({ slower, failing, heavier, lighter, doubtful, tested }: Facts): Gate {
  if (failing && !heavier) return 'FAIL';
  if (slower && !heavier && !doubtful) return 'FAIL';
  return failing || slower || lighter || doubtful || !tested ? 'INCONCLUSIVE' : 'PASS';
}

/** Actions that got slower; the run as a whole only where it is not the other mix of actions that moved it. */
export function slowerThings({ whole, actions, ratioAtSameMix }: Comparison, tolerancePercent: number): Compared[] {
  const slower = actions.filter(({ avgMs, p95Ms }) => avgMs.direction === 'WORSE' || p95Ms.direction === 'WORSE').sort((a, b) => addedTime(b) - addedTime(a));
  const average = whole.avgMs.direction === 'WORSE' && ratioAtSameMix > 1 + tolerancePercent / 100;
  const tail = whole.p95Ms.direction === 'WORSE' && isSameMix(whole, actions);
  return average || tail ? [...slower, whole] : slower;
}

const addedTime = ({ avgMs, hits }: Compared): number => (avgMs.candidate - avgMs.baseline) * hits.candidate;

function isSameMix({ hits }: Compared, actions: readonly Compared[]): boolean {
  return actions.every((action) => Math.abs(action.hits.baseline / Math.max(1, hits.baseline) - action.hits.candidate / Math.max(1, hits.candidate)) <= SAME_MIX);
}

function named(things: readonly Compared[], figure: (thing: Compared) => string): string {
  // The actions say more than the whole run does, so it is named only where no action is.
  const chosen = things.some(({ actionId }) => actionId !== undefined) ? things.filter(({ actionId }) => actionId !== undefined) : things;
  const more = chosen.length > NAMED ? ` and ${chosen.length - NAMED} more` : '';
  return chosen.slice(0, NAMED).map((thing) => `${thing.actionId === undefined ? 'the whole run' : quoted((thing.name ?? thing.actionId).slice(0, 60))} ${figure(thing)}`).join(', ') + more;
}

const timesOf = ({ avgMs, p95Ms }: Compared): string => (avgMs.direction === 'WORSE' ? times('average', avgMs) : times('p95', p95Ms));
const times = (what: string, { baseline, candidate }: Delta): string => `${what} ${ms(baseline)} → ${ms(candidate)} (${signed(100 * (candidate / baseline - 1))} %)`;
const shares = ({ baseline, candidate }: Delta): string => `${percent(baseline)} → ${percent(candidate)}`;
const signed = (value: number): string => `${value > 0 ? '+' : ''}${Math.round(value)}`;
