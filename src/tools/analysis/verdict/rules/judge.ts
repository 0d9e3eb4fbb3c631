import { isTerminal } from '../../../../contract/bench-result.js';
import type { RunFacts } from '../reading/run-facts.js';
import { alarmFindings, slaJudgesTimes } from './alarms.js';
import { type Confidence, confidenceOf, notJudged } from './confidence.js';
import { errorFindings } from './errors.js';
import type { Finding, RuleName, Severity, Thresholds } from './finding.js';
import { generatorFindings, timesAreDoubtful } from './generators.js';
import { hintFindings } from './hints.js';
import { saturationFindings } from './saturation.js';
import { errorBurstFindings, throughputFindings } from './series.js';
import { thresholdFindings } from './thresholds.js';

export type Verdict = 'PASS' | 'WARN' | 'FAIL' | 'NOT_JUDGED';

/** What a run is judged to be, and why: the load generators first, then what fails it, then what warns. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly conclusion: string;
  /** The run did not reach its end: the figures are of a part. */
  readonly partial: boolean;
  readonly findings: readonly Finding[];
  readonly confidence: Confidence;
  readonly notJudged: readonly string[];
}

/** What was found by reading more than the facts: a slowdown with its actions, a comparison with a baseline. */
export interface Further { readonly slowdown?: Finding | undefined; readonly baseline?: readonly Finding[] | undefined }

const RANK: Readonly<Record<Severity, number>> = { FAIL: 0, WARN: 1, INFO: 2 };
/** Within one severity, what explains the others comes first. */
const ORDER: readonly RuleName[] = ['STATE', 'GENERATOR', 'SLA', 'THRESHOLD', 'ERRORS', 'ACTION_ERRORS', 'BASELINE', 'SLOWDOWN', 'SATURATION', 'ERROR_BURST', 'THROUGHPUT_DROP', 'NOT_MODIFIED', 'CONNECT_TIME'];

/** Judges a run by everything that is known of it. Pure: reads nothing. docs/verdicts.md states every rule. */
export function judge(facts: RunFacts, thresholds: Thresholds, { slowdown, baseline = [] }: Further = {}): Judgement {
  const confidence = confidenceOf(facts);
  if (facts.figures.hits === 0) return unmeasured(facts, confidence);
  const state = stateFindings(facts);
  const generators = generatorFindings(facts);
  const timesLimited = slaJudgesTimes(facts) || [thresholds.avgMs, thresholds.p95Ms, thresholds.p99Ms].some((limit) => limit !== undefined);
  const slow = slowdown === undefined ? throughputFindings(facts) : [timesLimited && slowdown.severity === 'FAIL' ? { ...slowdown, severity: 'WARN' as const } : slowdown];
  const measured = [
    ...alarmFindings(facts), ...thresholdFindings(facts, thresholds), ...errorFindings(facts, thresholds), ...baseline, ...slow, ...saturationFindings(facts), ...errorBurstFindings(facts), ...hintFindings(facts),
  ];
  const doubtful = timesAreDoubtful(generators);
  const believed = doubtful ? measured.map((finding) => (finding.ofTimes === true && finding.severity === 'FAIL' ? { ...finding, severity: 'WARN' as const } : finding)) : measured;
  const sorted = believed.sort((a, b) => RANK[a.severity] - RANK[b.severity] || ORDER.indexOf(a.rule) - ORDER.indexOf(b.rule));
  const findings = [...state, ...generators, ...sorted];
  const partial = facts.run.state !== 'FINISHED';
  const verdict = isTerminal(facts.run.state) ? worstOf(findings) : 'NOT_JUDGED';
  return { verdict, partial, findings, confidence, conclusion: concluded(verdict, findings, facts, doubtful), notJudged: notJudged(facts, { times: timesLimited || baseline.length > 0 }) };
}

const worstOf = (findings: readonly Finding[]): Verdict => (findings.some(({ severity }) => severity === 'FAIL') ? 'FAIL' : findings.some(({ severity }) => severity === 'WARN') ? 'WARN' : 'PASS');

function concluded(verdict: Verdict, findings: readonly Finding[], { run, figures }: RunFacts, doubtful: boolean): string {
  const decisive = findings.find(({ severity }) => severity === (verdict === 'PASS' ? 'INFO' : verdict)) ?? findings.find(({ severity }) => severity !== 'INFO');
  const others = findings.filter((finding) => finding !== decisive && finding.severity !== 'INFO').length;
  const more = others === 0 ? '' : ` (${others} more below)`;
  if (verdict === 'NOT_JUDGED') return `NOT_JUDGED: the run is ${run.state}; ${decisive === undefined ? 'nothing is wrong so far' : `so far: ${decisive.what}`}`;
  if (doubtful) return `${verdict}: ${decisive?.rule === 'GENERATOR' || decisive === undefined ? '' : `${decisive.what} `}${findings.find(({ rule }) => rule === 'GENERATOR')?.what ?? ''}${more}`;
  if (verdict === 'PASS') return `PASS: ${figures.errors === 0 ? 'no errors' : `${figures.errors} errors`} in ${figures.hits} requests, no anomaly, the generators kept up as far as known.`;
  return `${verdict}: ${decisive?.what ?? ''}${more}`;
}

function stateFindings({ run, message }: RunFacts): Finding[] {
  if (run.state !== 'ABORTED' && run.state !== 'ERROR') return [];
  const why = message === undefined ? '' : ` (${message.slice(0, 150)})`;
  return [{ rule: 'STATE', severity: 'WARN', what: `The run ended ${run.state}${why}: only the part before is measured.`, shown: { types: [], otherwise: 'list_bench_result_files' } }];
}

/** A run without a single sample: nothing can be said but why. */
function unmeasured({ run, message, unread }: RunFacts, confidence: Confidence): Judgement {
  const why = message === undefined ? '' : ` It says: ${message.slice(0, 200)}`;
  const over = isTerminal(run.state);
  const what = over ? `The run ended ${run.state} and measured nothing.${why}` : `The run is ${run.state} and has measured nothing yet.`;
  return {
    verdict: 'NOT_JUDGED', partial: run.state !== 'FINISHED', conclusion: `NOT_JUDGED: ${what}`, confidence, notJudged: unread.length === 0 ? [] : [`Not offered by this OctoPerf: ${unread.join(', ')}.`],
    findings: over ? [{ rule: 'STATE', severity: 'WARN', what, shown: { types: [], otherwise: run.state === 'ERROR' ? 'get_bench_result' : 'list_bench_result_files' } }] : [],
  };
}
