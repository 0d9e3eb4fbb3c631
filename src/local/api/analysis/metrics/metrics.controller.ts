import { Controller, Param } from '@nestjs/common';
import type { z } from 'zod';
import { ReportItem } from '../../../../contract/bench-report.js';
import type { AreaRangeResult, GraphPoint, MapGraphPoint, MetricValues, PieValues, TableEntry, TopResult, TreeEntry } from '../../../../contract/report-values.js';
import type { Measured } from '../../../../contract/wire.js';
import { areaRangeValues } from '../../../analysis/area-range-values.js';
import { globalMetrics } from '../../../analysis/global-metrics.js';
import { lineValues } from '../../../analysis/line-values.js';
import { percentilesValues } from '../../../analysis/percentiles-values.js';
import { pieValues } from '../../../analysis/pie-values.js';
import { stackedValues } from '../../../analysis/stacked-values.js';
import { summaryValues } from '../../../analysis/summary-values.js';
import { tableValues } from '../../../analysis/table-values.js';
import { topValues } from '../../../analysis/top-values.js';
import { treeValues } from '../../../analysis/tree-values.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { Route } from '../../route.js';
import { RunReadings, TimeWindow } from '../run-readings.js';

/** Values of report items: the item itself is the body, the answer is aligned with it (octoperf-rest-api.md §2). */
@Controller()
export class MetricsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('globalMetrics')
  async global(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<z.infer<typeof MetricValues>> {
    return globalMetrics(await this.readings.run(caller, id));
  }

  @Route('summaryValues')
  async summary(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<Measured[]> {
    return summaryValues(item, await this.readings.of(caller, item, window));
  }

  @Route('tableValues')
  async table(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<TableEntry[]> {
    return tableValues(item, await this.readings.of(caller, item, window));
  }

  @Route('lineValues')
  async line(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<GraphPoint[][]> {
    return lineValues(item, await this.readings.of(caller, item, window));
  }

  @Route('percentilesValues')
  async percentiles(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<GraphPoint[][]> {
    return percentilesValues(item, await this.readings.of(caller, item, window));
  }

  @Route('treeValues')
  async tree(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<TreeEntry[]> {
    return treeValues(item, await this.readings.of(caller, item, window));
  }

  @Route('topValues')
  async top(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<TopResult> {
    return topValues(item, await this.readings.of(caller, item, window));
  }

  @Route('pieValues')
  async pie(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<PieValues> {
    return pieValues(item, await this.readings.of(caller, item, window));
  }

  @Route('stackedValues')
  async stacked(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<MapGraphPoint[]> {
    return stackedValues(item, await this.readings.of(caller, item, window));
  }

  @Route('areaRangeValues')
  async areaRange(@Caller() caller: Account, @CheckedBody(ReportItem) item: ReportItem, @CheckedQuery(TimeWindow) window: TimeWindow): Promise<AreaRangeResult> {
    return areaRangeValues(item, await this.readings.of(caller, item, window));
  }
}
