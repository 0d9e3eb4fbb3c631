import type { ReportItem } from '../../contract/bench-report.js';
import type { TableEntry } from '../../contract/report-values.js';
import { actionRows, firstRows } from './action-rows.js';
import type { ReportReading } from './run-data.js';
import { requireItem } from './value-tools.js';

/**
 * Rows of a statistics table, one per action that any of the metrics reads over all its Virtual Users; values aligned with
 * `item.metrics`, `null` where a metric does not read that action. Tree order where the run knows its actions, else by name. `size` 0 =
 * all rows. DELTA = differences to the reference run: negative = lower. Refuses other items and a DELTA of one run.
 */
export async function tableValues(item: ReportItem, reading: ReportReading): Promise<TableEntry[]> {
  const table = requireItem(item, 'StatisticTableReportItem');
  return firstRows(await actionRows(table, reading, false), table.size).map(({ actionId, values }) => ({ actionId, values }));
}
