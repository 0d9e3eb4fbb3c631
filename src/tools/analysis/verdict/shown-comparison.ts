import { z } from 'zod';
import { untrusted } from '../../../mcp/index.js';
import { cutText } from '../../vocabulary/cut-text.js';
import { Figure, short } from '../figures.js';
import type { Compared, Comparison, Delta } from './comparison/compare.js';
import type { ErrorKind } from './comparison/error-kinds.js';
import { type Decision, slowerThings } from './comparison/gate.js';
import type { MeasuredRun } from './comparison/measured-run.js';

/** What one answer holds of each list. */
const ACTIONS_MOST = 8;
const ERRORS_MOST = 4;
const NAMES_MOST = 10;
const NAME_MAX = 60;
const MESSAGE_MAX = 100;

const Change = z.object({ baseline: Figure, candidate: Figure, change: z.string().describe('Relative, or in points of percent.'), p: z.number().optional().describe('Chance of such a difference between equal runs, after correction for all tests.') });
const Whole = { avgMs: Change, p95Ms: Change, errorPercent: Change, hits: Change };
const Run = z.object({ benchResultId: z.string(), state: z.string(), users: z.number().optional(), durationSec: z.number(), hits: z.number() });
const ErrorShown = z.object({ action: z.string(), code: z.string(), message: z.string() });

/** What compare_bench_results answers. */
export const ComparisonAnswer = z.object({
  gate: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']).describe('For CI: FAIL is a regression; INCONCLUSIVE: these runs cannot tell.'),
  regression: z.boolean().describe('True where gate is FAIL.'),
  conclusion: z.string(),
  loadDiffers: z.array(z.string()).optional().describe('Where told, times are not comparable as they are.'),
  baseline: Run, candidate: Run,
  global: z.object({ ...Whole, hitsPerSec: Change }),
  actions: z.array(z.object({ actionId: z.string(), name: z.string().optional(), verdict: z.array(z.enum(['SLOWER', 'SLOWER_P95', 'MORE_ERRORS', 'FASTER', 'FASTER_P95', 'FEWER_ERRORS'])), ...Whole })).describe('Only those that changed, worst first.'),
  unchangedActions: z.int(),
  omitted: z.string().optional(),
  newActions: z.array(z.string()).optional(), goneActions: z.array(z.string()).optional(),
  newErrors: z.array(ErrorShown).optional(), goneErrors: z.array(ErrorShown).optional(),
  method: z.string(),
  notes: z.array(z.string()).optional(),
});

interface Runs { readonly before: MeasuredRun; readonly now: MeasuredRun; readonly tolerancePercent: number }

/** A comparison as it is answered: what changed, in order of what matters, and how it was told from chance. */
export function shownComparison(comparison: Comparison, { gate, conclusion }: Decision, runs: Runs): z.input<typeof ComparisonAnswer> {
  const { load, whole, newActions, goneActions, newErrors, goneErrors } = comparison;
  const slower = new Set(slowerThings(comparison, runs.tolerancePercent));
  const changed = comparison.actions.filter((action) => verdictsOf(action).length > 0).sort((a, b) => Number(isWorse(b)) - Number(isWorse(a)) || Number(slower.has(b)) - Number(slower.has(a)) || weightOf(b) - weightOf(a));
  const notes = notesOf(comparison, runs);
  return {
    gate, regression: gate === 'FAIL', conclusion: cutText(conclusion, 500).text, ...(load.words.length > 0 ? { loadDiffers: [...load.words] } : {}),
    baseline: runOf(runs.before), candidate: runOf(runs.now),
    global: { ...figuresOf(whole), hitsPerSec: changeOf({ ...whole.hitsPerSec, direction: 'SAME' }) },
    actions: changed.slice(0, ACTIONS_MOST).map((action) => ({ actionId: action.actionId ?? '', ...(action.name === undefined ? {} : { name: cutText(action.name, NAME_MAX).text }), verdict: verdictsOf(action), ...figuresOf(action) })),
    unchangedActions: comparison.actions.length - changed.length,
    ...(changed.length > ACTIONS_MOST ? { omitted: `${changed.length - ACTIONS_MOST} more actions that changed less` } : {}),
    ...(newActions.length > 0 ? { newActions: names(newActions) } : {}), ...(goneActions.length > 0 ? { goneActions: names(goneActions) } : {}),
    ...(newErrors.length > 0 ? { newErrors: errors(newErrors, runs.now) } : {}), ...(goneErrors.length > 0 ? { goneErrors: errors(goneErrors, runs.before) } : {}),
    method: methodOf(comparison, runs), ...(notes.length > 0 ? { notes } : {}),
  };
}

function verdictsOf({ avgMs, p95Ms, errorShare }: Compared): ('SLOWER' | 'SLOWER_P95' | 'MORE_ERRORS' | 'FASTER' | 'FASTER_P95' | 'FEWER_ERRORS')[] {
  return [
    ...(errorShare.direction === 'SAME' ? [] : [errorShare.direction === 'WORSE' ? 'MORE_ERRORS' as const : 'FEWER_ERRORS' as const]),
    ...(avgMs.direction === 'SAME' ? [] : [avgMs.direction === 'WORSE' ? 'SLOWER' as const : 'FASTER' as const]),
    ...(p95Ms.direction === 'SAME' || p95Ms.direction === avgMs.direction ? [] : [p95Ms.direction === 'WORSE' ? 'SLOWER_P95' as const : 'FASTER_P95' as const]),
  ];
}

const isWorse = ({ avgMs, p95Ms, errorShare }: Compared): boolean => [avgMs, p95Ms, errorShare].some(({ direction }) => direction === 'WORSE');
const weightOf = ({ avgMs, hits }: Compared): number => Math.abs(avgMs.candidate - avgMs.baseline) * hits.candidate;

function figuresOf({ avgMs, p95Ms, errorShare, hits }: Compared) {
  const share = { ...errorShare, baseline: 100 * errorShare.baseline, candidate: 100 * errorShare.candidate };
  return { avgMs: changeOf(avgMs), p95Ms: changeOf(p95Ms), errorPercent: { ...changeOf(share), change: `${signed(share.candidate - share.baseline)} points` }, hits: changeOf({ ...hits, direction: 'SAME' }) };
}

function changeOf({ baseline, candidate, p }: Delta): z.input<typeof Change> {
  const shown = (value: number): z.input<typeof Figure> => (Number.isFinite(value) ? short(Math.round(value * 100) / 100) : 'NaN');
  const relative = baseline > 0 && Number.isFinite(candidate) ? `${signed(100 * (candidate / baseline - 1))} %` : baseline === candidate ? '0 %' : 'n/a';
  return { baseline: shown(baseline), candidate: shown(candidate), change: relative, ...(p === undefined ? {} : { p: Number(p.toPrecision(2)) }) };
}

function signed(value: number): string {
  const digits = Math.round(value * 10) / 10;
  return `${digits > 0 ? '+' : ''}${digits === 0 ? 0 : digits}`;
}

function names(all: readonly string[]): string[] {
  const shown = all.slice(0, NAMES_MOST).map((name) => cutText(name, NAME_MAX).text);
  return all.length > NAMES_MOST ? [...shown, `… ${all.length - NAMES_MOST} more`] : shown;
}

const errors = (kinds: readonly ErrorKind[], { facts }: MeasuredRun): z.input<typeof ErrorShown>[] => kinds.slice(0, ERRORS_MOST).map(({ actionId, code, message }) => ({
  action: cutText(facts.nameOf(actionId) ?? actionId, NAME_MAX).text, code, message: message === '' ? '' : untrusted(cutText(message, MESSAGE_MAX).text),
}));

function runOf({ facts: { run, peakUsers, durationSec, figures } }: MeasuredRun): z.input<typeof Run> {
  return { benchResultId: run.id, state: run.state, ...(peakUsers === undefined ? {} : { users: peakUsers }), durationSec: Math.round(durationSec), hits: figures.hits };
}

function methodOf({ whole, actions, tests }: Comparison, { before, now, tolerancePercent }: Runs): string {
  const byBlocks = actions.filter(({ basis }) => basis === 'blocks').length;
  const blocks = whole.basis === 'blocks' ? `${before.blocks?.length ?? 0} and ${now.blocks?.length ?? 0} block averages at full load` : 'single requests (too short for blocks)';
  return `Averages: Welch's t-test on ${blocks}${actions.length === 0 ? '' : ` (${byBlocks} of ${actions.length} actions by their own blocks, the others by requests with their clumping taken out)`}; errors: test of two shares; Holm over ${tests} tests at 5 %; p95: ranges that do not overlap. Counts if beyond ${tolerancePercent} % and 5 ms, errors beyond 0.5 points.`;
}

function notesOf({ newErrors, goneErrors, ratioAtSameMix, whole }: Comparison, { before, now }: Runs): string[] {
  const partial = [['baseline', before], ['candidate', now]].flatMap(([role, run]) => ((run as MeasuredRun).facts.run.state === 'FINISHED' ? [] : [`The ${role as string} ended ${(run as MeasuredRun).facts.run.state}: it is a part of a run.`]));
  const more = Math.max(newErrors.length, goneErrors.length) > ERRORS_MOST ? [`${newErrors.length} kinds of errors are new and ${goneErrors.length} are gone; the first ${ERRORS_MOST} are shown.`] : [];
  const raw = whole.avgMs.candidate / whole.avgMs.baseline;
  const mix = Math.abs(raw - ratioAtSameMix) > 0.1 ? [`Actions were called in another proportion: at the same proportion the average changed by ${signed(100 * (ratioAtSameMix - 1))} %.`] : [];
  const project = before.facts.run.designProjectId === now.facts.run.designProjectId ? [] : ['The runs are of different projects: actions are matched by name.'];
  return [...partial, ...mix, ...more, ...project];
}
