import { Injectable } from '@nestjs/common';
import type { BenchReport } from '../../../../contract/bench-report.js';
import { epochMs } from '../../../../contract/wire.js';
import { type CandidateRun, selectedRuns } from '../../../analysis/reports/run-selection.js';
import { trendOf, type TrendResult } from '../../../analysis/reports/several-runs.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Stores } from '../../../storage/stores.js';
import { asBench, type BenchEntity } from '../../runtime/bench-results/bench-entity.js';

/** States of a run that has something to show (behaviour.md §25.4, documented of comparisons). */
const SHOWN_STATES: ReadonlySet<string> = new Set(['FINISHED', 'ABORTED']);

/** Whether a report over several runs may show that run: a test, not a validation, that is over and was played. */
export const isComparable = ({ mode, state }: BenchEntity): boolean => mode === 'STANDARD' && SHOWN_STATES.has(state);

/** Ids of the runs of a project that are the reference of a trend report: they are kept as long as it is (behaviour.md §25.2, documented). */
export async function trendReferences({ documents }: Pick<Stores, 'documents'>, projectId: string): Promise<Set<string>> {
  const reports = await documents.listByParent('benchReport', projectId);
  return new Set(reports.filter((report) => trendOf(report) !== undefined).flatMap(({ benchResultIds: [reference] }) => reference ?? []));
}

/** Finds the runs that a trend report shows, anew at every read (behaviour.md §25.2, documented). */
@Injectable()
export class TrendRuns {
  constructor(private readonly database: LocalDatabase) {}

  /** The reference first, then the runs its selectors take, oldest first. Empty for a report that is no trend report. */
  async of(report: BenchReport): Promise<TrendResult[]> {
    const trend = trendOf(report);
    const [reference = ''] = report.benchResultIds;
    if (trend === undefined) return [];
    const { documents } = this.database;
    const [benches, reports] = await Promise.all([documents.listByParent('benchResult', report.projectId), documents.listByParent('benchReport', report.projectId)]);
    const shown = benches.map(asBench).filter((bench) => bench.id === reference || isComparable(bench));
    const candidates = await Promise.all(shown.map((bench) => this.candidate(bench, reports)));
    const ofReference = candidates.filter(({ id }) => id === reference);
    return [...ofReference, ...selectedRuns(candidates, reference, trend)].map(({ id, name, created }) => ({
      benchResultId: id, created, reference: id === reference,
      label: trend.labels?.[id] ?? `${name}, ${new Date(created).toISOString().slice(0, 16).replace('T', ' ')}`,
    }));
  }

  /** What selectors look at. The tags of a run are those its scenario had, and those of the reports that show it alone. */
  private async candidate(bench: BenchEntity, reports: readonly BenchReport[]): Promise<CandidateRun> {
    const own = reports.filter((report) => report.benchResultIds.length === 1 && report.benchResultIds[0] === bench.id && trendOf(report) === undefined);
    const { name, tags } = await this.launched(bench);
    return { id: bench.id, name: bench.name, scenarioName: name, tags: [...tags, ...own.flatMap((report) => report.tags)], created: epochMs(bench.created) ?? 0 };
  }

  /** The scenario of a run as it was at launch; one that was imported has none, and counts by its own name. */
  private async launched({ name, scenarioName, scenarioTags, resultProjectId }: BenchEntity): Promise<{ name: string; tags: readonly string[] }> {
    if (scenarioName !== undefined) return { name: scenarioName, tags: scenarioTags ?? [] };
    const frozen = resultProjectId === '' ? undefined : await this.database.documents.find('frozenRun', resultProjectId);
    return { name: frozen?.document.scenario.name ?? name, tags: frozen?.document.scenario.tags ?? [] };
  }
}
