import type { RunFacts } from '../reading/run-facts.js';
import { mean } from '../statistics/sequence.js';
import type { Finding } from './finding.js';
import { ms, rounded } from './words.js';

/** Steps that the users are put into, and how much each must hold. */
const STEPS = 8;
const FEWEST_STEPS = 5;
const HITS_PER_STEP = 20;
/** Behind the knee: so many more users, hardly more hits, and that much slower answers. */
const MORE_USERS = 1.3;
const HARDLY_MORE_HITS = 1.1;
const SLOWER = 1.3;

interface Step { readonly users: number; readonly hitsPerSec: number; readonly avgMs: number; readonly hits: number }

/**
 * The load from which more users bring no more hits but slower answers: the site (or something on the way) is full. Read from the
 * intervals by number of users, so it needs a load that rises. Not named where a step holds too few requests.
 */
export function saturationFindings({ intervals, intervalMs, peakUsers, durationSec }: RunFacts): Finding[] {
  const steps = stepsOf(intervals.slice(1, -1), intervalMs, peakUsers ?? 0);
  const top = steps.at(-1);
  if (steps.length < FEWEST_STEPS || top === undefined || durationSec <= 0) return [];
  const best = Math.max(...steps.map(({ hitsPerSec }) => hitsPerSec));
  const knee = steps.find(({ hitsPerSec }) => hitsPerSec * HARDLY_MORE_HITS >= best);
  if (knee === undefined || top.users < knee.users * MORE_USERS || top.avgMs < knee.avgMs * SLOWER) return [];
  const [first] = steps;
  // Below the knee hits must have grown with the users, or there was no climb to end.
  if (first === undefined || first === knee || knee.hitsPerSec < first.hitsPerSec * MORE_USERS) return [];
  return [{
    rule: 'SATURATION', severity: 'WARN', ofTimes: true, figure: rounded(knee.users), unit: 'users', threshold: peakUsers ?? top.users,
    what: `Saturated from about ${Math.round(knee.users)} users on: more users bring no more than ${rounded(best)} hits/s, and answers slow down from ${ms(knee.avgMs)} to ${ms(top.avgMs)} at ${Math.round(top.users)} users.`,
    shown: { types: ['LineChartReportItem'], metric: 'USERLOAD', otherwise: 'get_bench_result' },
  }];
}

/** Intervals with about as many users put together, in order of users; steps with too few requests are left out. */
function stepsOf(intervals: RunFacts['intervals'], intervalMs: number, peak: number): Step[] {
  if (peak < 2 || intervalMs === 0) return [];
  const groups = new Map<number, RunFacts['intervals'][number][]>();
  for (const interval of intervals) {
    const users = interval.users ?? 0;
    if (users <= 0 || !Number.isFinite(interval.avgMs)) continue;
    const step = Math.min(STEPS - 1, Math.floor((users / peak) * STEPS));
    groups.set(step, [...(groups.get(step) ?? []), interval]);
  }
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => {
    const hits = group.reduce((sum, interval) => sum + interval.hits, 0);
    return { users: mean(group.map(({ users = 0 }) => users)), hits, hitsPerSec: (1000 * hits) / (group.length * intervalMs), avgMs: group.reduce((sum, interval) => sum + interval.avgMs * interval.hits, 0) / Math.max(1, hits) };
  }).filter(({ hits }) => hits >= HITS_PER_STEP);
}
