import { isTerminal } from '../../../../contract/bench-result.js';
import { AgentError } from '../../../../errors/agent-error.js';
import type { OctoperfClient } from '../../../../octoperf/octoperf-client.js';
import { measuredRun, type MeasuredRun } from '../comparison/measured-run.js';
import { actionCurves } from './action-curves.js';
import { readRun, readState } from './read-run.js';
import type { RunFacts } from './run-facts.js';

/** A run with all that a comparison needs. Refuses one that is not over, and one that measured nothing. @param role baseline or candidate, for the refusal. */
export async function readMeasured(octoperf: OctoperfClient, benchResultId: string, role: 'baseline' | 'candidate'): Promise<MeasuredRun> {
  const state = await readState(octoperf, benchResultId);
  if (!isTerminal(state.run.state)) throw new AgentError(`The ${role} "${benchResultId}" is not over (${state.run.state}): its figures still change.`, 'wait_for_bench until terminal is true, then compare.', { retry: 'later' });
  return withCurves(octoperf, await readRun(octoperf, state), role);
}

/** The same from facts that were read already. */
export async function withCurves(octoperf: OctoperfClient, facts: RunFacts, role: 'baseline' | 'candidate'): Promise<MeasuredRun> {
  if (facts.figures.hits === 0) throw new AgentError(`The ${role} "${facts.run.id}" ended ${facts.run.state} and measured nothing.`, 'Take another run: list_bench_reports_by_project names the runs of each report.');
  return measuredRun(facts, await actionCurves(octoperf, facts));
}
