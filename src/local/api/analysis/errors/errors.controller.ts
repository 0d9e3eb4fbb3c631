import { Controller, Param } from '@nestjs/common';
import { ReportItem } from '../../../../contract/bench-report.js';
import type { HttpExchange } from '../../../../contract/http-exchange.js';
import type { BenchError } from '../../../../contract/report-values.js';
import { benchErrors } from '../../../analysis/bench-errors.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { notFound, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { RunReadings, TimeWindow } from '../run-readings.js';

/** Failed samples of runs. */
@Controller()
export class ErrorsController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly readings: RunReadings) {}

  @Route('reportErrors')
  async list(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<BenchError[]> {
    return benchErrors(item, await this.readings.of(caller, item, window));
  }

  /** Request and response of one of them. */
  @Route('errorHttp')
  async exchange(@Caller() caller: Account, @Param('benchResultId') id: string, @Param('actionId') actionId: string, @Param('timestamp') timestamp: string): Promise<HttpExchange> {
    await this.access.document(caller, 'benchResult', id, 'read');
    const at = Number(timestamp);
    const exchange = Number.isSafeInteger(at) ? await this.database.errors.exchange(id, actionId, at) : undefined;
    if (exchange === undefined) throw notFound(`No failed sample of the action ${quoted(actionId)} was kept at ${quoted(timestamp)}. Take both from get_report_errors.`);
    return exchange;
  }
}
