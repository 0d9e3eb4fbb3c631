import { Controller } from '@nestjs/common';
import { ReportItem } from '../../../../contract/bench-report.js';
import type { Insight } from '../../../../contract/report-values.js';
import { insightValues } from '../../../analysis/insights/insight-values.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { Route } from '../../route.js';
import { RunReadings, TimeWindow } from '../run-readings.js';

/** Findings of runs. */
@Controller()
export class InsightsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('reportInsights')
  async list(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<Insight[]> {
    return insightValues(item, await this.readings.of(caller, item, window));
  }
}
