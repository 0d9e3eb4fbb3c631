import type { BenchError } from '../../../../contract/report-values.js';
import type { ActionFigures, Interval, RunFacts } from '../reading/run-facts.js';
import { proportions, wilson } from '../statistics/tests.js';
import type { Finding, Thresholds } from './finding.js';
import { counted, percent, quoted } from './words.js';

/** Above this share of errors a run has failed (scenario-diagnosis skill, documented; behaviour.md §24). */
export const ERROR_LIMIT_PERCENT = 5;
/** From this share on errors are worth a warning; below, they are noise of the network. Our choice. */
const WARN_SHARE = 0.01;
const FEWEST_ERRORS = 3;
/** From so many errors on, a share above the limit is no accident of a small count. */
const MANY_ERRORS = 10;
/** One-sided 97.5 %: an action's share of errors is only said to be above the limit where chance hardly made it so. */
const Z = 1.96;
const SURE = 0.01;
/** Users that count as low load, as a share of the peak. */
const LOW_LOAD = 0.5;

const SUMMARY = { types: ['SummaryReportItem', 'BarChartReportItem', 'LineChartReportItem'], metric: 'ERRORS_PERCENT', then: 'ErrorsReportItem', otherwise: 'get_bench_result' } as const;
const SAMPLES = { types: ['ErrorsReportItem'], otherwise: 'get_bench_result' } as const;

/** The error rate of the run, then the actions that fail far more often than the limit. */
export function errorFindings(facts: RunFacts, { errorPercent = ERROR_LIMIT_PERCENT }: Thresholds): Finding[] {
  const { hits, errors } = facts.figures;
  const share = hits === 0 ? 0 : errors / hits;
  const above = share > errorPercent / 100;
  const sure = errors >= MANY_ERRORS || wilson({ part: errors, whole: hits }, Z).low > errorPercent / 100;
  const whole: Finding[] = above || (share >= WARN_SHARE && errors >= FEWEST_ERRORS)
    ? [{
      rule: 'ERRORS', severity: above && sure ? 'FAIL' : 'WARN', figure: Math.round(share * 10_000) / 100, unit: '%', threshold: errorPercent, shown: SUMMARY,
      what: `${percent(share)} of ${hits} requests failed${worstActions(facts)}${byLoad(facts.intervals)}${above && !sure ? '; too few requests to be sure that it is above the limit' : ''}.`,
    }]
    : [];
  return [...whole, ...actionFindings(facts, errorPercent / 100, above)];
}

/** Actions above the limit that the run as a whole hides; where the run is above it, they are named there. */
function actionFindings(facts: RunFacts, limit: number, told: boolean): Finding[] {
  if (told) return [];
  const failing = failingActions(facts.actions).filter((action) => action.errors >= FEWEST_ERRORS && wilson({ part: action.errors, whole: action.hits }, Z).low > limit);
  const [worst] = failing;
  if (worst === undefined) return [];
  const broken = failing.some((action) => isBroken(action, facts.errors));
  const named = failing.slice(0, 3).map((action) => `${nameOf(facts, action)} (${percent(action.errors / action.hits)} of ${action.hits}${codesOf(action, facts.errors)})`).join(', ');
  return [{
    rule: 'ACTION_ERRORS', severity: broken ? 'FAIL' : 'WARN', figure: Math.round((worst.errors / worst.hits) * 10_000) / 100, unit: '%', threshold: limit * 100, shown: SAMPLES,
    what: `${failing.length === 1 ? 'One action fails' : `${failing.length} actions fail`} while the rest works: ${named}.${broken ? '' : ' Only 4xx answers: a dead link of the recording, or missing data, rather than a site that breaks.'}`,
  }];
}

/** Actions with errors, those that lose most requests first. */
const failingActions = (actions: readonly ActionFigures[]): ActionFigures[] => actions.filter(({ errors }) => errors > 0).sort((a, b) => b.errors - a.errors);

const nameOf = ({ nameOf: name }: RunFacts, { actionId }: ActionFigures): string => quoted(name(actionId) ?? actionId);

function worstActions(facts: RunFacts): string {
  const failing = failingActions(facts.actions);
  if (failing.length === 0) return '';
  const named = failing.slice(0, 2).map((action) => `${nameOf(facts, action)} ${percent(action.errors / action.hits)}${codesOf(action, facts.errors)}`).join(', ');
  return `, in ${counted(failing.length, 'action')}: ${named}`;
}

const keptOf = ({ actionId }: ActionFigures, errors: readonly BenchError[] | undefined): BenchError[] => (errors ?? []).filter((error) => error.actionId === actionId);

/** The distinct codes of the kept samples: kept are a few per code, so none is missing. */
function codesOf(action: ActionFigures, errors: readonly BenchError[] | undefined): string {
  const causes = [...new Set(keptOf(action, errors).map(causeOf))];
  return causes.length === 0 ? '' : `, ${causes.slice(0, 3).join(' and ')}`;
}

/** Three causes that look alike (behaviour.md §21.6). */
function causeOf({ responseCode, assertions }: BenchError): string {
  if (responseCode === '-1') return 'no answer';
  return /^[45]\d\d$/.test(responseCode) ? `HTTP ${responseCode}` : assertions.length > 0 ? 'failed assertions' : `code ${responseCode.slice(0, 20)}`;
}

/** Server errors, no answer, failed assertions; also where no sample tells the cause. */
const isBroken = (action: ActionFigures, errors: readonly BenchError[] | undefined): boolean => {
  const kept = keptOf(action, errors);
  return kept.length === 0 || kept.some(({ responseCode, assertions }) => !responseCode.startsWith('4') || assertions.length > 0);
};

/** Errors at low load point to the function or the Virtual User, errors that grow with load to capacity (behaviour.md §24). */
function byLoad(intervals: readonly Interval[]): string {
  const known = intervals.filter((interval): interval is Interval & { users: number } => interval.users !== undefined && interval.hits > 0);
  const peak = Math.max(0, ...known.map(({ users }) => users));
  const sum = (chosen: typeof known) => ({ part: chosen.reduce((total, { errors }) => total + errors, 0), whole: chosen.reduce((total, { hits }) => total + hits, 0) });
  const low = sum(known.filter(({ users }) => users <= peak * LOW_LOAD));
  const high = sum(known.filter(({ users }) => users > peak * LOW_LOAD));
  if (low.whole < 30 || high.whole < 30) return '; the load did not vary enough to tell errors of the load from errors of the function: compare with a validation';
  const [lowShare, highShare] = [low.part / low.whole, high.part / high.whole];
  if (proportions(low, high) < SURE && highShare > lowShare) return `; ${percent(lowShare)} at low load and ${percent(highShare)} at high load: they grow with the load, so look at capacity`;
  return lowShare >= WARN_SHARE ? `; ${percent(lowShare)} at low load already: the function or the Virtual User, not the load` : '';
}
