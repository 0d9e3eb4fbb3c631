import { Controller, Param } from '@nestjs/common';
import type { ReportDataStatus } from '../../../../contract/report-values.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { ReportReader } from '../bench-reports/report-reader.js';
import { DataStatus } from './data-status.js';

/** In which format the runs of a report are. */
@Controller()
export class DataStatusController {
  constructor(private readonly reports: ReportReader, private readonly status: DataStatus) {}

  @Route('reportDataStatus')
  async get(@Caller() caller: Account, @Param('reportId') id: string): Promise<ReportDataStatus> {
    return this.status.of(caller, await this.reports.read(caller, id));
  }
}
