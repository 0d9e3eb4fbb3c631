import type { Agent } from './agent.js';
import { costOf, tokensOf } from './token-count.js';

/** One call of a journey and what its answer costs. */
export interface Step { readonly tool: string; readonly tokens: number; readonly characters: number }
interface Widget { tool: string; url?: string; then?: { tool: string; itemId: string }; [id: string]: unknown }

/**
 * "How did my last run go, and why?" as an agent asks it: the reports, the verdict on the newest, the widget of the first reason that fails it, and where
 * requests failed a sample and its exchange. Follows what the answers say and nothing else. Throws where a tool refuses.
 */
export async function howDidItGo(agent: Agent, projectId: string): Promise<Step[]> {
  const steps: Step[] = [];
  const ask = async <T>(tool: string, args: Record<string, unknown>): Promise<T> => {
    const { text, data, isError } = await agent.raw(tool, args);
    if (isError) throw new Error(`${tool}: ${text}`);
    const cost = costOf(text);
    steps.push({ tool, tokens: tokensOf(cost), characters: cost.characters });
    return data as T;
  };
  const { reports } = await ask<{ reports: { id: string }[] }>('list_bench_reports_by_project', { projectId });
  const { reasons, run } = await ask<{ reasons: { severity: string; widget: Widget }[]; run: { reportId: string } }>('get_run_verdict', { reportId: reports[0]?.id });
  // What fails a run is looked into first; that the generator was busy needs no second look.
  const first = (reasons.find(({ severity }) => severity === 'FAIL') ?? reasons[0])?.widget;
  if (first === undefined) return steps;
  const { tool, url: _page, then, ...args } = first;
  const shown = await ask<{ errors?: Sample[] }>(tool, args);
  const told = then === undefined ? shown : await ask<{ errors?: Sample[] }>(then.tool, { reportId: run.reportId, itemId: then.itemId });
  const [sample] = told.errors ?? [];
  if (sample !== undefined) await ask('fetch_bench_error_http', { benchResultId: sample.benchResultId, actionId: sample.actionId, timestamp: sample.timestamp });
  return steps;
}
interface Sample { benchResultId: string; actionId: string; timestamp: number }
