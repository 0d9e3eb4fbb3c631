import { Injectable } from '@nestjs/common';
import type { BenchReport, ReportItem, TrendReportConfig } from '../../../../contract/bench-report.js';
import { NAME_MAX } from '../../../../contract/wire.js';
import { DEFAULT_APDEX } from '../../../analysis/apdex.js';
import { comparisonItems, trendItems } from '../../../analysis/reports/several-run-items.js';
import type { Stored } from '../../../storage/document-store.js';
import type { Account } from '../../../storage/identity-store.js';
import type { BenchResult } from '../../../../contract/bench-result.js';
import { Access } from '../../access.js';
import { Entities } from '../../entities.js';
import { newId } from '../../ids.js';
import { badRequest, quoted } from '../../refusals.js';
import { asBench } from '../../runtime/bench-results/bench-entity.js';
import { requireRuns } from './report-writer.js';
import { isComparable } from './trend-runs.js';

/** Runs of a comparison, and how they are called by default (behaviour.md §25.4, documented). */
const [FEWEST, LABELS] = [2, ['Run A', 'Run B', 'Run C', 'Run D']] as const;

export interface Comparison { readonly benchResultIds: readonly string[]; readonly names?: readonly string[] | undefined; readonly name?: string | undefined }

/** Makes reports over several runs: trends, whose runs are found at every read, and comparisons, whose runs are given. */
@Injectable()
export class SeveralRunReports {
  constructor(private readonly access: Access, private readonly entities: Entities) {}

  /** A trend report around its reference run, which has to be over; 400 where it is not, or a selector selects by nothing. */
  async trend(caller: Account, reference: string, { name, config }: { name?: string | undefined; config: TrendReportConfig }): Promise<BenchReport> {
    const [run] = await this.runs(caller, [reference]);
    for (const selector of config.selectors) {
      if (selector['@type'] === 'TrendReportTagsSelector' && selector.tags.length === 0) throw badRequest('A TrendReportTagsSelector needs at least one tag.');
      if (selector['@type'] === 'TrendReportNameSelector' && selector.search === '') throw badRequest('A TrendReportNameSelector needs a search text.');
    }
    const { results: _results, ...stored } = config;
    return this.store(caller, run, { name: name ?? `Trend of ${asBench(run.document).name}`, benchResultIds: [reference], configs: [stored], items: trendItems(reference) });
  }

  /** A report that compares 2 to 4 runs of one project, in the order given. 400 where they cannot be compared. */
  async comparison(caller: Account, { benchResultIds, names = [], name }: Comparison): Promise<BenchReport> {
    if (benchResultIds.length < FEWEST || benchResultIds.length > LABELS.length) throw badRequest(`A comparison takes ${FEWEST} to ${LABELS.length} runs; there are ${benchResultIds.length}.`);
    if (new Set(benchResultIds).size < benchResultIds.length) throw badRequest('A run is named twice: name each once.');
    if (names.length > 0 && names.length !== benchResultIds.length) throw badRequest(`There are ${benchResultIds.length} runs and ${names.length} names: give one name per run, or none.`);
    const [first, ...others] = await this.runs(caller, benchResultIds);
    const elsewhere = others.find(({ parentId }) => parentId !== first.parentId);
    if (elsewhere !== undefined) throw badRequest(`The run ${quoted(elsewhere.document.id)} is in another project than ${quoted(first.document.id)}: compare runs of one project.`);
    const labels = LABELS.slice(0, benchResultIds.length).map((label, index) => (names[index] ?? '').trim() === '' ? label : (names[index] ?? '').trim());
    const items = comparisonItems(benchResultIds.map((benchResultId, index) => ({ benchResultId, label: labels[index] ?? '' })));
    return this.store(caller, first, { name: name ?? `Comparison of ${labels.join(', ')}`, benchResultIds: [...benchResultIds], configs: [{ '@type': 'ComparisonReportConfig', names: labels }], items });
  }

  /** The runs, of which the caller may make reports; 400 where one has nothing to show. */
  private async runs(caller: Account, ids: readonly string[]): Promise<[Stored<BenchResult>, ...Stored<BenchResult>[]]> {
    const found: Stored<BenchResult>[] = [];
    for (const id of ids) {
      const stored = await this.access.document(caller, 'benchResult', id, 'edit');
      if (!isComparable(asBench(stored.document))) throw badRequest(`The run ${quoted(id)} is ${stored.document.state}${asBench(stored.document).mode === 'CHECK' ? ' and a validation' : ''}: only tests that are FINISHED or ABORTED can be compared.`);
      found.push(stored);
    }
    return found as [Stored<BenchResult>, ...Stored<BenchResult>[]];
  }

  private async store(caller: Account, { parentId, workspaceId }: Stored<BenchResult>, parts: Pick<BenchReport, 'name' | 'benchResultIds' | 'configs'> & { items: ReportItem[] }): Promise<BenchReport> {
    const report: BenchReport = {
      id: '', userId: '', projectId: parentId, description: '', tags: [], ...parts,
      name: parts.name.slice(0, NAME_MAX),
      configs: [{ '@type': 'ApdexReportConfig', ...DEFAULT_APDEX }, ...parts.configs],
      items: parts.items.map((item) => ({ ...item, id: newId() })),
    };
    return this.entities.create('benchReport', caller, report, { workspaceId, parentId }, (stores) => requireRuns(stores, report));
  }
}
