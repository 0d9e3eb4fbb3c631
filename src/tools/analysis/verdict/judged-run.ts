import { isTerminal } from '../../../contract/bench-result.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { compare, TOLERANCE_PERCENT } from './comparison/compare.js';
import { decide } from './comparison/gate.js';
import { readMeasured, withCurves } from './reading/compared-runs.js';
import { actionFigures, readRun, type readState } from './reading/read-run.js';
import { refusedOnly } from './reading/refused-only.js';
import type { RunFacts } from './reading/run-facts.js';
import { baselineFindings } from './rules/baseline.js';
import type { Finding, Thresholds } from './rules/finding.js';
import { type Judgement, judge } from './rules/judge.js';
import { pairsOf, ratioAtSameMix, slowedMost } from './rules/same-mix.js';
import { gravityOf, type Slowdown, slowdownOf } from './rules/series.js';
import { ms, quoted } from './rules/words.js';

/** A slowdown at the same mix of actions is smaller than this: users came to slower pages, and the pages did not get slower. */
const SAME = 1.15;
const NAMED = 2;

export interface Judged extends Judgement { readonly facts: RunFacts }

/** Reads and judges a run. With a baseline, that run is read and compared as well; without one it is judged by itself. */
export async function judged(octoperf: OctoperfClient, state: Awaited<ReturnType<typeof readState>>, { thresholds, baseline }: { thresholds: Thresholds; baseline?: string | undefined }): Promise<Judged> {
  const facts = await readRun(octoperf, state);
  const further = facts.figures.hits === 0 ? {} : { slowdown: await explained(octoperf, facts, slowdownOf(facts)), baseline: baseline === undefined ? undefined : await against(octoperf, facts, baseline) };
  return { ...judge(facts, thresholds, further), facts };
}

/** The slowdown with the actions that make it, read from the tables of both stretches; undefined where only the mix of actions changed. */
async function explained(octoperf: OctoperfClient, { run, kind, nameOf }: RunFacts, slowdown: Slowdown | undefined): Promise<Finding | undefined> {
  if (slowdown === undefined) return undefined;
  const { finding, normal, slow, ratio } = slowdown;
  const [before, now] = await Promise.all([normal, slow].map((window) => actionFigures(octoperf, run.id, kind, { from: Math.floor(window.from), to: Math.ceil(window.to) }).catch(refusedOnly)));
  const pairs = pairsOf(before ?? [], now ?? []);
  if (pairs.length > 0 && ratioAtSameMix(pairs) < Math.min(SAME, ratio)) return undefined;
  const slowed = slowedMost(pairs, SAME);
  const named = slowed.slice(0, NAMED).map((pair) => `${quoted((nameOf(pair.actionId) ?? pair.actionId).slice(0, 60))} ${ms(pair.before.avgMs)} → ${ms(pair.now.avgMs)}`).join(', ');
  const who = named === '' ? '' : slowed.length === pairs.length && pairs.length > 1 ? `; all ${pairs.length} actions, most of all ${named}` : `; ${slowed.length} of ${pairs.length} actions: ${named}`;
  // Users wait for pages, not for averages: one action that gets far slower weighs as much as all of them.
  const grave = finding.severity === 'FAIL' || slowed.some((pair) => gravityOf(pair.before.avgMs, pair.now.avgMs) === 'FAIL');
  return { ...finding, severity: grave ? 'FAIL' : 'WARN', what: `${finding.what}${who}.` };
}

async function against(octoperf: OctoperfClient, facts: RunFacts, baseline: string): Promise<Finding[]> {
  if (!isTerminal(facts.run.state)) return [];
  const [left, right] = await Promise.all([readMeasured(octoperf, baseline, 'baseline'), withCurves(octoperf, facts, 'candidate')]);
  const comparison = compare(left, right);
  return baselineFindings(decide(comparison, { sameRun: baseline === facts.run.id, tolerancePercent: TOLERANCE_PERCENT }), comparison);
}
