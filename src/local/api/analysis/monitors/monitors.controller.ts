import { Controller } from '@nestjs/common';
import { ReportItem } from '../../../../contract/bench-report.js';
import type { MonitorsTableRow, TextualCounterValue } from '../../../../contract/report-values.js';
import { monitorsTable } from '../../../analysis/monitors-table.js';
import { textualMonitors } from '../../../analysis/textual-monitors.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { Route } from '../../route.js';
import { RunReadings, TimeWindow } from '../run-readings.js';

/** What the monitor connections of a run read: here those of its SLA profiles. */
@Controller()
export class MonitorsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('monitorsTable')
  async table(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<MonitorsTableRow[]> {
    return monitorsTable(item, await this.readings.of(caller, item, window));
  }

  @Route('textualMonitors')
  async texts(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<TextualCounterValue[]> {
    return textualMonitors(item, await this.readings.of(caller, item, window));
  }
}
