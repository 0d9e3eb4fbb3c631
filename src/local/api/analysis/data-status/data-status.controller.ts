import { Controller, Param } from '@nestjs/common';
import type { ReportDataStatus } from '../../../../contract/report-values.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { DataStatus } from './data-status.js';

/** In which format the runs of a report are. */
@Controller()
export class DataStatusController {
  constructor(private readonly access: Access, private readonly status: DataStatus) {}

  @Route('reportDataStatus')
  async get(@Caller() caller: Account, @Param('reportId') id: string): Promise<ReportDataStatus> {
    return this.status.of(caller, (await this.access.document(caller, 'benchReport', id, 'read')).document);
  }
}
