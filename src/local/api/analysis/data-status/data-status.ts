import { Injectable } from '@nestjs/common';
import { type BenchReport, DATA_STATUS, type ListedBenchReport, ReportItem } from '../../../../contract/bench-report.js';
import type { ReportDataStatus } from '../../../../contract/report-values.js';
import { benchResultIdsOf } from '../../../analysis/value-tools.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { DataUpdates } from './data-updates.js';

/** Which runs of reports are in the present format (behaviour.md §21.5). */
@Injectable()
export class DataStatus {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly updates: DataUpdates) {}

  /** Every run of a report, sorted; one that is gone or somebody else's is `unknown`. */
  async of(caller: Account, report: BenchReport): Promise<ReportDataStatus> {
    const status: ReportDataStatus = { upToDate: [], needsUpdate: [], updating: [], unknown: [] };
    const ids = runsOf(report);
    const outdated = new Set(await this.database.metricFormat.outdated(ids));
    for (const id of ids) {
      const readable = await this.access.document(caller, 'benchResult', id, 'read').then(() => true, () => false);
      const place = !readable ? 'unknown' : this.updates.isRunning(id) ? 'updating' : outdated.has(id) ? 'needsUpdate' : 'upToDate';
      status[place].push(id);
    }
    return status;
  }

  /** The reports of a list, marked where a run of theirs is not in the present format. */
  async marked(reports: readonly BenchReport[]): Promise<ListedBenchReport[]> {
    const outdated = new Set(await this.database.metricFormat.outdated(reports.flatMap(runsOf)));
    return reports.map((report) => {
      const ids = runsOf(report);
      const waits = ids.some((id) => outdated.has(id) && !this.updates.isRunning(id));
      if (waits) return { ...report, dataStatus: DATA_STATUS.needsUpdate };
      return ids.some((id) => this.updates.isRunning(id)) ? { ...report, dataStatus: DATA_STATUS.updating } : report;
    });
  }
}

/** The runs of the report and those that its items read, each once. */
function runsOf({ benchResultIds, items }: BenchReport): string[] {
  const read = items.flatMap((item) => {
    const known = ReportItem.safeParse(item);
    return known.success ? benchResultIdsOf(known.data) : [];
  });
  return [...new Set([...benchResultIds, ...read])];
}
