import { Controller, Param } from '@nestjs/common';
import type { BenchReport, ListedBenchReport } from '../../../../contract/bench-report.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { DataStatus } from '../data-status/data-status.js';

/** Bench reports: which figures of a run are looked at, and how. */
@Controller()
export class BenchReportsController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly status: DataStatus) {}

  @Route('benchReports')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<ListedBenchReport[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.status.marked(await this.database.documents.listByParent('benchReport', projectId));
  }

  @Route('benchReport')
  async get(@Caller() caller: Account, @Param('reportId') id: string): Promise<BenchReport> {
    return (await this.access.document(caller, 'benchReport', id, 'read')).document;
  }
}
