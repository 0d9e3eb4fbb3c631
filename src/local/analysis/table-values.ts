import type { ReportItem } from '../../contract/bench-report.js';
import type { TableEntry } from '../../contract/report-values.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import { sourcesOf, sumBy, type MetricSource } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { evaluateSource } from './summary-values.js';
import { requireItem } from './value-tools.js';

/** Suffix of the row that holds the embedded resources of a request (bench-reports skill, documented). */
const RESOURCES = '.resources';
/** Suffix of the row of a step of a browser action (behaviour.md §21.7, documented). */
const STEP = /\{"label":.*\}$/s;

/**
 * Rows of a statistics table, one per action that any of the metrics reads; values aligned with `item.metrics`, `null` where
 * a metric does not read that action. Tree order where the run knows its actions, else by name. `size` 0 = all rows.
 */
export async function tableValues(item: ReportItem, reading: ReportReading): Promise<TableEntry[]> {
  const table = requireItem(item, 'StatisticTableReportItem');
  if (table.computeType === 'DELTA') {
    throw new AnalysisRefusal('computeType DELTA compares the runs of a trend report with its reference run; this report reads one run. Set computeType to NORMAL.');
  }
  const sources = await sourcesOf(table['@type'], table.metrics, reading);
  const sums = await sumBy(sources, ({ key }) => key.actionId);
  const read = sources.map(({ series }) => new Set(series?.map(({ key }) => key.actionId)));
  const rows = orderedActions(sources);
  return (table.size === 0 ? rows : rows.slice(0, table.size)).map((actionId) => ({
    actionId,
    values: sources.map((source, index) => ({ value: read[index]?.has(actionId) === true ? evaluateSource(source, sums[index]?.get(actionId)) : null })),
  }));
}

/** Where a row stands: its place in the tree, then its name; a request comes before its embedded resources, a browser action before its steps. */
interface RowPlace { readonly actionId: string; readonly index: number; readonly name: string }

/** Ids of every action read, each once, in the order of the rows. */
function orderedActions(sources: readonly MetricSource[]): string[] {
  const places = new Map<string, RowPlace>();
  for (const { run, series } of sources) {
    const order = new Map((run.actions ?? []).map(({ actionId }, index) => [actionId, index]));
    for (const { key: { actionId, actionName } } of series ?? []) {
      if (places.has(actionId)) continue;
      const index = order.get(actionId) ?? order.get(withoutSuffix(actionId)) ?? Infinity;
      places.set(actionId, { actionId, index, name: actionName });
    }
  }
  return [...places.values()].sort(byPlace).map(({ actionId }) => actionId);
}

const withoutSuffix = (actionId: string): string => (actionId.endsWith(RESOURCES) ? actionId.slice(0, -RESOURCES.length) : actionId.replace(STEP, ''));
/** By code unit: the order must not depend on the machine's language. */
const compare = (left: string | number, right: string | number): number => (left === right ? 0 : left < right ? -1 : 1);
const byPlace = (left: RowPlace, right: RowPlace): number => compare(left.index, right.index) || compare(left.name, right.name) || compare(left.actionId, right.actionId);
