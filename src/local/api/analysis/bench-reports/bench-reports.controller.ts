import { Controller, Param } from '@nestjs/common';
import type { z } from 'zod';
import { type BenchReport, CheckedBenchReport, ComparisonReportRequest, type ListedBenchReport, TrendReportRequest } from '../../../../contract/bench-report.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Route } from '../../route.js';
import { DataStatus } from '../data-status/data-status.js';
import { ReportReader } from './report-reader.js';
import { ReportWriter } from './report-writer.js';
import { SeveralRunReports } from './several-run-reports.js';

/** Bench reports: which figures of which runs are looked at, and how. */
@Controller()
export class BenchReportsController {
  constructor(
    private readonly database: LocalDatabase,
    private readonly access: Access,
    private readonly reader: ReportReader,
    private readonly writer: ReportWriter,
    private readonly severalRuns: SeveralRunReports,
    private readonly status: DataStatus,
  ) {}

  /** As they are stored: the runs of a trend report are looked for where one report is read. */
  @Route('benchReports')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<ListedBenchReport[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.status.marked(await this.database.documents.listByParent('benchReport', projectId));
  }

  @Route('benchReport')
  async get(@Caller() caller: Account, @Param('reportId') id: string): Promise<BenchReport> {
    return this.reader.read(caller, id);
  }

  @Route('createBenchReport')
  async create(@Caller() caller: Account, @CheckedBody(CheckedBenchReport, { asNew: true }) body: CheckedBenchReport): Promise<BenchReport> {
    return this.reader.whole(await this.writer.create(caller, body));
  }

  @Route('createTrendReport')
  async trend(@Caller() caller: Account, @Param('benchResultId') id: string, @CheckedBody(TrendReportRequest) body: z.infer<typeof TrendReportRequest>): Promise<BenchReport> {
    return this.reader.whole(await this.severalRuns.trend(caller, id, body));
  }

  @Route('createComparisonReport')
  async comparison(@Caller() caller: Account, @CheckedBody(ComparisonReportRequest) body: z.infer<typeof ComparisonReportRequest>): Promise<BenchReport> {
    return this.severalRuns.comparison(caller, body);
  }

  @Route('updateBenchReport')
  async update(@Caller() caller: Account, @Param('reportId') id: string, @CheckedBody(CheckedBenchReport) body: CheckedBenchReport): Promise<BenchReport> {
    return this.reader.whole(await this.writer.replace(caller, id, body));
  }

  /** The runs stay (octoperf-rest-api.md §4.7). */
  @Route('deleteBenchReport')
  async delete(@Caller() caller: Account, @Param('reportId') id: string): Promise<void> {
    await this.access.document(caller, 'benchReport', id, 'edit');
    if (!(await this.database.documents.delete('benchReport', id))) throw missing('benchReport', id);
  }
}
