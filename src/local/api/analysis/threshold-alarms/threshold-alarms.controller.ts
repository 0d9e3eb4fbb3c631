import { Controller, Param } from '@nestjs/common';
import type { ReportItem } from '../../../../contract/bench-report.js';
import { alarmsOfRun, type SlaAlarm, thresholdAlarms } from '../../../analysis/threshold-alarms.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { Route } from '../../route.js';
import { RunReadings, TimeWindow } from '../run-readings.js';
import { AlarmsItem } from './alarms-item.js';

/** Breaches of the SLA profiles that a run was judged by, also while it goes on: CI plugins stop a run at the first one. */
@Controller()
export class ThresholdAlarmsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('thresholdAlarms')
  async list(@Caller() caller: Account, @CheckedBody(AlarmsItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<SlaAlarm[]> {
    return thresholdAlarms(item, await this.readings.of(caller, item, window));
  }

  /** As older Jenkins plugins ask: the run is in the path, and the item in the body says nothing more. */
  @Route('thresholdAlarmsOfRun')
  async ofRun(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<SlaAlarm[]> {
    return alarmsOfRun(await this.readings.run(caller, id));
  }
}
