import type { ActionFigures, RunFacts } from '../reading/run-facts.js';
import { rounded } from './words.js';

const MOST = 3;
/** An average of fewer hits than this is no ranking. */
const FEWEST_HITS = 5;
const FAILING = 0.01;

export interface WorstAction { readonly actionId: string; readonly name?: string; readonly worstFor: 'errors' | 'time'; readonly hits: number; readonly errorPercent: number; readonly avgMs?: number; readonly p95Ms?: number }

/** Up to three actions to look at: those that fail most often, then the slowest by their 95th percentile. */
export function worstActions({ actions, nameOf }: Pick<RunFacts, 'actions' | 'nameOf'>): WorstAction[] {
  const share = ({ errors, hits }: ActionFigures): number => errors / hits;
  const failing = actions.filter((action) => action.errors > 1 && share(action) >= FAILING).sort((a, b) => b.errors - a.errors);
  const busy = actions.filter(({ hits }) => hits >= FEWEST_HITS);
  const slowest = (busy.length > 0 ? [...busy] : [...actions]).filter(({ p95Ms }) => Number.isFinite(p95Ms)).sort((a, b) => b.p95Ms - a.p95Ms);
  const chosen = [...new Set([...failing.slice(0, MOST - 1), ...slowest])].slice(0, MOST);
  return chosen.map((action) => {
    const name = nameOf(action.actionId);
    return {
      actionId: action.actionId, ...(name === undefined ? {} : { name }), worstFor: failing.includes(action) ? 'errors' : 'time', hits: action.hits, errorPercent: rounded(100 * share(action)),
      ...(Number.isFinite(action.avgMs) ? { avgMs: Math.round(action.avgMs) } : {}), ...(Number.isFinite(action.p95Ms) ? { p95Ms: Math.round(action.p95Ms) } : {}),
    };
  });
}
