import type { ReportItem } from '../../contract/bench-report.js';
import type { TreeEntry } from '../../contract/report-values.js';
import { actionRows, firstRows } from './action-rows.js';
import type { ReportReading } from './run-data.js';
import { requireItem } from './value-tools.js';

/**
 * Rows of a statistics tree: those of a table, told apart by the Virtual User that played the action. Virtual User by Virtual User, each
 * beginning with its root container (its whole iteration, think times included), then in tree order. Refuses what a table refuses.
 */
export async function treeValues(item: ReportItem, reading: ReportReading): Promise<TreeEntry[]> {
  const tree = requireItem(item, 'StatisticTreeReportItem');
  return firstRows(await actionRows(tree, reading, true), tree.size).map((row) => ({ ...row }));
}
