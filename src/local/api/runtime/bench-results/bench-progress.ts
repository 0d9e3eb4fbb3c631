import { type BenchResultState, isTerminal } from '../../../../contract/bench-result.js';
import { generatorLine, generatorVerdicts } from '../../../measurements/generator.js';
import type { LocalDatabase } from '../../../storage/local-database.js';
import { asBench, type BenchEntity } from './bench-entity.js';

/** The public states in order; a run moves forward only and never leaves one of the last three (behaviour.md §19, documented). */
const ORDER: readonly BenchResultState[] = ['CREATED', 'PENDING', 'SCALING', 'PREPARING', 'INITIALIZING', 'RUNNING'];
type Change = Pick<BenchEntity, 'startedAt' | 'endedAt' | 'progress' | 'generators'>;

/** Whether a run may go from one state to another. */
export function mayMove(from: string, to: BenchResultState): boolean {
  if (isTerminal(from)) return false;
  return isTerminal(to) || ORDER.indexOf(to) > ORDER.indexOf(from as BenchResultState);
}

/**
 * Moves a run to a state: writes the state, its time into the history and a line into the launch log, together.
 * @returns false (and writes nothing) where the run may not move there or is gone.
 */
export async function moveBench(database: LocalDatabase, benchResultId: string, state: BenchResultState, message: string, change: Change = {}): Promise<boolean> {
  return database.transaction(async (stores) => {
    const stored = await stores.documents.find('benchResult', benchResultId);
    if (stored === undefined || !mayMove(stored.document.state, state)) return false;
    const bench = asBench(stored.document);
    const at = Math.max(Date.now(), Number(bench.lastModified) + 1);
    const moved = { ...bench, ...change, state, lastModified: at, history: [...bench.history, { state, at, message }] };
    if (!(await stores.documents.replace('benchResult', moved, stored.revision))) return false;
    await stores.benchLogs.append(benchResultId, `${state} ${message}`, at);
    if (isTerminal(state)) await stores.benchLogs.unmarkLive(benchResultId);
    return true;
  });
}

/** What the load generators of a run say of themselves: a line each into the launch log, and the field of the run. */
export async function judgeGenerators(database: LocalDatabase, benchResultId: string): Promise<Pick<Change, 'generators'>> {
  const generators = generatorVerdicts(await database.metrics.generators(benchResultId));
  for (const verdict of generators) await database.benchLogs.append(benchResultId, generatorLine(verdict));
  return generators.length === 0 ? {} : { generators };
}
