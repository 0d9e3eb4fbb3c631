import { Injectable } from '@nestjs/common';
import type { BenchReport } from '../../../../contract/bench-report.js';
import { expanded } from '../../../analysis/reports/several-runs.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { TrendRuns } from './trend-runs.js';

/** Reads reports as everybody is to see them. Whoever reads a report for its items (pages, prints, data status) reads it here. */
@Injectable()
export class ReportReader {
  constructor(private readonly access: Access, private readonly trends: TrendRuns) {}

  /** The report, a trend report with the runs its selectors take now. 404 where it is missing or hidden from the caller. */
  async read(caller: Account, reportId: string): Promise<BenchReport> {
    return this.whole((await this.access.document(caller, 'benchReport', reportId, 'read')).document);
  }

  /** A stored report as it is read. */
  async whole(stored: BenchReport): Promise<BenchReport> {
    const results = await this.trends.of(stored);
    return results.length === 0 ? stored : expanded(stored, results);
  }
}
