import { z } from 'zod';
import { cutText } from '../../vocabulary/cut-text.js';
import { Figure, short } from '../figures.js';
import type { Judged } from './judged-run.js';
import { worstActions } from './rules/worst-actions.js';
import { type Place, Widget, widgetFor } from './widgets.js';

/** More reasons than this are not read; characters that one may take. */
const REASONS_MOST = 5;
const TEXT_MAX = 420;
const NAME_MAX = 60;

const Reason = z.object({
  severity: z.enum(['FAIL', 'WARN', 'INFO']), rule: z.string(), what: z.string(),
  figure: z.number().optional(), unit: z.string().optional(), threshold: z.number().optional().describe('What figure was held against, same unit.'), widget: Widget,
});

/** What get_run_verdict answers. */
export const VerdictAnswer = z.object({
  verdict: z.enum(['PASS', 'WARN', 'FAIL', 'NOT_JUDGED']),
  conclusion: z.string().describe('One line.'),
  partial: z.boolean().optional().describe('True: the run did not reach its end, or not yet.'),
  run: z.object({ benchResultId: z.string(), reportId: z.string().optional(), state: z.string(), url: z.url() }),
  figures: z.object({ hits: z.number(), hitsPerSec: Figure, errorPercent: Figure, avgMs: Figure, p95Ms: Figure, p99Ms: Figure, peakUsers: z.number().optional(), durationSec: z.number(), of: z.string().optional() }).optional(),
  reasons: z.array(Reason).describe('Load generators first, then worst first.'),
  omitted: z.string().optional(),
  worstActions: z.array(z.object({ actionId: z.string(), name: z.string().optional(), worstFor: z.enum(['errors', 'time']), hits: z.number(), errorPercent: z.number(), avgMs: z.number().optional(), p95Ms: z.number().optional() })),
  confidence: z.object({ level: z.enum(['LOW', 'MEDIUM', 'HIGH']), why: z.string() }),
  notJudged: z.array(z.string()).optional().describe('What this verdict does not say, and why.'),
  next: z.string(),
});

const cut = (text: string, most: number): string => {
  const { text: kept, left } = cutText(text, most);
  return left === 0 ? kept : `${kept}…`;
};
const figure = (value: number): z.input<typeof Figure> => (Number.isFinite(value) ? short(Math.round(value * 100) / 100) : 'NaN');

/** A judgement as it is answered: few words, each reason with the call that shows it. */
export function shownVerdict({ verdict, conclusion, partial, findings, confidence, notJudged, facts }: Judged, place: Place): z.input<typeof VerdictAnswer> {
  const shown = findings.slice(0, REASONS_MOST);
  const { figures, kind, run, peakUsers, durationSec } = facts;
  const reasons = shown.map(({ severity, rule, what, figure: value, unit, threshold, shown: wish }) => ({
    severity, rule, what: cut(what, TEXT_MAX), ...(value === undefined ? {} : { figure: value }), ...(unit === undefined ? {} : { unit }), ...(threshold === undefined ? {} : { threshold }), widget: widgetFor(wish, place),
  }));
  return {
    verdict, conclusion: cut(conclusion, TEXT_MAX), ...(partial ? { partial } : {}),
    run: { benchResultId: run.id, ...(place.report === undefined ? {} : { reportId: place.report.id }), state: run.state, url: place.reportUrl ?? place.runUrl },
    ...(figures.hits === 0 ? {} : { figures: {
      hits: figures.hits, hitsPerSec: figure(figures.hitsPerSec), errorPercent: figure((100 * figures.errors) / figures.hits), avgMs: figure(figures.avgMs), p95Ms: figure(figures.p95Ms), p99Ms: figure(figures.p99Ms),
      ...(peakUsers === undefined ? {} : { peakUsers }), durationSec: Math.round(durationSec), ...(kind === 'Hit' ? {} : { of: 'containers and browser actions: the run made no plain HTTP requests' }),
    } }),
    reasons,
    ...(findings.length > shown.length ? { omitted: `${findings.length - shown.length} lesser reasons` } : {}),
    worstActions: figures.hits === 0 ? [] : worstActions(facts).map((action) => ({ ...action, ...(action.name === undefined ? {} : { name: cut(action.name, NAME_MAX) }) })),
    confidence, ...(notJudged.length > 0 ? { notJudged: [...notJudged] } : {}),
    next: nextStep(verdict, run.state, reasons[0]?.widget.tool),
  };
}

function nextStep(verdict: Judged['verdict'], state: string, tool: string | undefined): string {
  if (verdict === 'NOT_JUDGED' && !['FINISHED', 'ABORTED', 'ERROR'].includes(state)) return 'wait_for_bench until terminal is true, then ask again.';
  if (verdict === 'NOT_JUDGED') return 'list_bench_docker_logs and list_bench_result_files say why nothing was measured.';
  return verdict === 'PASS' ? 'Tell the user what notJudged leaves open; compare_bench_results with an earlier run.' : `Tell the user the conclusion; to see why, ${tool ?? 'the tool'} as in the widget of the first reason. Procedure: octoperf://skills/scenario-diagnosis.`;
}
