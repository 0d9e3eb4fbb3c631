import { Injectable } from '@nestjs/common';
import type { BenchReport, CheckedBenchReport } from '../../../../contract/bench-report.js';
import { refuseBeyondLimits, refuseTimeRangeOfSeveral } from '../../../analysis/reports/report-settings.js';
import { collapsed, runsNamedIn, trendOf } from '../../../analysis/reports/several-runs.js';
import type { Account } from '../../../storage/identity-store.js';
import type { Stores } from '../../../storage/stores.js';
import { Access, missing } from '../../access.js';
import { Entities } from '../../entities.js';
import { newId } from '../../ids.js';
import { badRequest, conflict, quoted } from '../../refusals.js';
import { TrendRuns } from './trend-runs.js';

/** Most `benchResultIds` of a report (behaviour.md §25.4, documented). */
const RUNS_MAX = 4;

/** Stores reports: as they are read, without what reading adds. */
@Injectable()
export class ReportWriter {
  constructor(private readonly access: Access, private readonly entities: Entities, private readonly trends: TrendRuns) {}

  /**
   * Writes a report over the stored one; a trend report as it was read loses what was repeated for the matched runs. 400 where it would
   * read other runs or move, 409 where somebody else wrote in between.
   */
  async replace(caller: Account, id: string, body: CheckedBenchReport): Promise<BenchReport> {
    const { document, revision } = await this.access.document(caller, 'benchReport', id, 'edit');
    refuseOtherRuns(document, body);
    const report = await this.storable(body, document);
    const unchanged = async ({ documents }: Stores): Promise<void> => {
      if (!(await documents.hold('benchReport', id))) throw missing('benchReport', id);
      if ((await documents.find('benchReport', id))?.revision !== revision) throw conflict('Somebody else changed the report at the same moment. Read it again and repeat the change.');
    };
    return this.entities.replace('benchReport', caller, id, report, 'edit', unchanged);
  }

  /** A new report over runs of one project; this is also how a deleted one comes back. */
  async create(caller: Account, body: CheckedBenchReport): Promise<BenchReport> {
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    const report = await this.storable(body, { ...body, items: [] });
    return this.entities.create('benchReport', caller, report, { workspaceId, parentId: body.projectId }, (stores) => requireRuns(stores, body));
  }

  /** The report without what reading adds, and with an id for every new item. */
  private async storable(body: CheckedBenchReport, stored: BenchReport): Promise<BenchReport> {
    refuseSecondOfAType(body);
    const isTrend = trendOf(body) !== undefined || trendOf(stored) !== undefined;
    if (trendOf(body) !== undefined && body.benchResultIds.length > 1) throw badRequest('A TrendReportConfig belongs to a report of one run, its reference; this one compares several. Leave it out.');
    const report: BenchReport = isTrend ? collapsed<BenchReport>(body, stored) : body;
    refuseBeyondLimits(report, stored);
    refuseTimeRangeOfSeveral(report, stored);
    const readable = new Set([...body.benchResultIds, ...runsNamedIn(stored.items), ...(await this.trends.of(body)).map(({ benchResultId }) => benchResultId)]);
    const stranger = runsNamedIn(report.items).find((id) => !readable.has(id));
    if (stranger !== undefined) throw badRequest(`An item names the run ${quoted(stranger)}, which the report does not read. Use one of ${body.benchResultIds.map(quoted).join(', ')}.`);
    return { ...report, items: withIds(report.items) };
  }
}

/** The runs of a report are given when it is made. */
function refuseOtherRuns({ benchResultIds }: BenchReport, body: BenchReport): void {
  if (JSON.stringify(body.benchResultIds) !== JSON.stringify(benchResultIds)) throw badRequest(`The field benchResultIds is ${JSON.stringify(benchResultIds)} and cannot be changed. Send it back as it was read, or make another report.`);
}

/** Only the first of two settings of one type would ever be read. */
function refuseSecondOfAType({ configs }: BenchReport): void {
  const types = configs.map((config) => config['@type']);
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw badRequest(`The report has two settings of the type ${quoted(twice)}: replace the one that is there, at /configs/${types.indexOf(twice)}.`);
}

/** 400 for an id that two items have: `copy` in a patch makes such. */
function withIds(items: BenchReport['items']): BenchReport['items'] {
  const seen = new Set<string>();
  return items.map((item) => {
    if (seen.has(item.id)) throw badRequest(`Two items have the id ${quoted(item.id)}: give the new one an empty id, the server assigns one.`);
    const id = item.id === '' ? newId() : item.id;
    seen.add(id);
    return { ...item, id };
  });
}

/** Inside a transaction: 404 where a run of the report is not in its project; until it ends none of them is erased. */
export async function requireRuns({ documents }: Stores, { projectId, benchResultIds }: Pick<BenchReport, 'projectId' | 'benchResultIds'>): Promise<void> {
  if (benchResultIds.length > RUNS_MAX || new Set(benchResultIds).size < benchResultIds.length) throw badRequest(`A report reads 1 to ${RUNS_MAX} different runs.`);
  for (const id of benchResultIds) {
    await documents.hold('benchResult', id);
    if ((await documents.find('benchResult', id))?.parentId !== projectId) throw missing('benchResult', id);
  }
}
