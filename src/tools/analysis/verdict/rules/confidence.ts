import type { RunFacts } from '../reading/run-facts.js';
import { FEWEST_BLOCKS } from './series.js';
import { blocksOf, plateauOf } from './plateau.js';
import { counted } from './words.js';

const FEW_HITS = 100;
/** A 99th percentile rests on the slowest hundredth. */
const HITS_OF_P99 = 1000;
const SHORT_SEC = 60;
/** Below these a run says little about a long day (scenario-diagnosis skill, documented: the not-enough-data notice of the insights). */
const LONG_SEC = 20 * 60;
const MANY_USERS = 50;

export interface Confidence { readonly level: 'HIGH' | 'MEDIUM' | 'LOW'; readonly why: string }

/** How much the run can prove: LOW where it is too short or has too few requests for its figures, HIGH from 20 minutes and 50 users on. */
export function confidenceOf(facts: RunFacts): Confidence {
  const { figures, durationSec, peakUsers } = facts;
  const seconds = Math.round(durationSec);
  if (figures.hits < FEW_HITS) return { level: 'LOW', why: `only ${counted(figures.hits, 'request')}: percentiles are single requests` };
  if (seconds < SHORT_SEC) return { level: 'LOW', why: `only ${seconds} s long: shows whether it works and breaks at once, not how it bears the load` };
  if (seconds < LONG_SEC || (peakUsers !== undefined && peakUsers < MANY_USERS)) return { level: 'MEDIUM', why: `${Math.round(seconds / 60)} min with ${peakUsers ?? 'an unknown number of'} users: below 20 min and 50 users leaks, pools and caches are not tested` };
  return { level: 'HIGH', why: `${Math.round(seconds / 60)} min, ${figures.hits} requests` };
}

/** What was not judged and why, a sentence each. */
export function notJudged(facts: RunFacts, judgedBy: { readonly times: boolean }): string[] {
  const { figures, unread } = facts;
  const constant = blocksOf(plateauOf(facts), facts.intervalMs).filter(({ avgMs }) => Number.isFinite(avgMs)).length;
  return [
    ...(judgedBy.times ? [] : ['Whether the response times are good enough: there is no SLA profile and no threshold on them. Give thresholds (p95Ms) or a baseline, or attach an SLA profile.']),
    ...(constant < FEWEST_BLOCKS ? ['Changes during the run: too little time at constant load, or too few requests in it.'] : []),
    ...(figures.hits > 0 && figures.hits < HITS_OF_P99 ? [`The 99th percentile: of ${figures.hits} requests it is the slowest few.`] : []),
    ...(unread.length === 0 ? [] : [`Not offered by this OctoPerf, so not looked at: ${unread.join(', ')}.`]),
  ];
}
