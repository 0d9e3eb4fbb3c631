import type { RunFacts } from '../reading/run-facts.js';
import { rounded } from '../rules/words.js';

/** By how much users and duration may differ before two runs are of different load. Our choice. */
const USERS = 0.1;
const DURATION = 0.25;

/** How the load of a candidate differs from that of its baseline; `heavier` and `lighter` by users. */
export interface LoadDifference { readonly words: readonly string[]; readonly heavier: boolean; readonly lighter: boolean }

/** Compares what was asked for, users and duration; the hit rate follows from it and from the site, so it is a result, not a load. */
export function loadDifference(baseline: RunFacts, candidate: RunFacts): LoadDifference {
  const [before, now] = [baseline.peakUsers, candidate.peakUsers];
  const known = before !== undefined && now !== undefined && before > 0;
  const ratio = known ? now / before : 1;
  const lasted = baseline.durationSec > 0 ? candidate.durationSec / baseline.durationSec : 1;
  const words = [
    ...(known && Math.abs(ratio - 1) > USERS ? [`${now} users instead of ${before}`] : []),
    ...(Math.abs(lasted - 1) > DURATION ? [`${rounded(candidate.durationSec)} s instead of ${rounded(baseline.durationSec)} s`] : []),
  ];
  return { words, heavier: ratio > 1 + USERS, lighter: ratio < 1 - USERS };
}
