import type { ReportItem, ReportItemMetric } from '../../contract/bench-report.js';
import { rowIdOf } from '../../contract/row-id.js';
import type { Measured } from '../../contract/wire.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import { toMeasured } from './metric-definitions.js';
import { sourcesOf, sumBy, type MetricSource } from './metric-sources.js';
import type { ReportReading, RunSeries } from './run-data.js';
import { evaluateSource } from './summary-values.js';

type Statistics = Extract<ReportItem, { computeType: 'NORMAL' | 'DELTA' }>;

/** What a row stands for: an action, in a tree that of one Virtual User. */
export interface ActionRow { readonly virtualUserId: string; readonly actionId: string; readonly values: { value: Measured }[] }

/**
 * Rows of a statistics table or tree in tree order, one per action (`perUser`: and Virtual User) that any of the metrics reads; values
 * aligned with the metrics, `null` where a metric does not read that action. DELTA: each figure minus that of the same metric in the
 * reference run, `null` where one of the two has no data. Refuses metrics that the item cannot show and a DELTA without a second run.
 */
export async function actionRows(item: Statistics, reading: ReportReading, perUser: boolean): Promise<ActionRow[]> {
  const references = item.computeType === 'DELTA' ? referenceMetrics(item) : [];
  const sources = await sourcesOf(item['@type'], [...item.metrics, ...references], reading);
  const cells = await cellsOf(sources, perUser ? userAndAction : actionOnly);
  const own = item.metrics.length;
  const valueAt = (column: number, group: string): Measured => {
    const value = cells[column]?.(group) ?? null;
    return references.length === 0 ? value : difference(value, cells[own + column]?.(group) ?? null);
  };
  return orderedRows(sources.slice(0, own), perUser).map(({ group, virtualUserId, actionId }) => ({
    virtualUserId, actionId, values: item.metrics.map((_metric, column) => ({ value: valueAt(column, group) })),
  }));
}

/** The rows that an item shows: `size` of them, 0 = all. */
export const firstRows = <T>(rows: readonly T[], size: number): readonly T[] => (size === 0 ? rows : rows.slice(0, size));

/** Ids of every action that the sources read, each once, in tree order; by name where the run does not know its tree. */
export const orderedActions = (sources: readonly MetricSource[]): string[] => orderedRows(sources, false).map(({ actionId }) => actionId);

/** The same metrics of the run that all are compared with: the item's own run, else that of its first metric. */
function referenceMetrics(item: Statistics): ReportItemMetric[] {
  const own: unknown = item['benchResultId'];
  const reference = typeof own === 'string' && own !== '' ? own : (item.metrics[0]?.benchResultId ?? '');
  if (item.metrics.every(({ benchResultId }) => benchResultId === reference)) {
    throw new AnalysisRefusal(`computeType DELTA compares runs with a reference run, but every metric of this item reads the reference run ${JSON.stringify(reference)} itself. Add metrics of another run, set the item's benchResultId to the run to compare with, or set computeType to NORMAL.`);
  }
  return item.metrics.map((metric) => ({ ...metric, benchResultId: reference }));
}

function difference(value: Measured, reference: Measured): Measured {
  if (value === null || reference === null) return null;
  return value === 'NaN' || reference === 'NaN' ? 'NaN' : toMeasured(value - reference);
}

const actionOnly = ({ key }: RunSeries): string => key.actionId;
const userAndAction = ({ key }: RunSeries): string => JSON.stringify([key.virtualUserId, key.actionId]);

/** One function per source: the figure of a group, null where the source does not read it. */
async function cellsOf(sources: readonly MetricSource[], groupOf: (series: RunSeries) => string): Promise<((group: string) => Measured)[]> {
  const sums = await sumBy(sources, groupOf);
  return sources.map((source, index) => {
    const read = new Set(source.series?.map(groupOf));
    return (group) => (read.has(group) ? evaluateSource(source, sums[index]?.get(group)) : null);
  });
}

/** Where a row stands: its Virtual User, the root before all else, its place in the tree, its name; a request before its resources, a browser action before its steps. */
interface RowPlace { readonly group: string; readonly virtualUserId: string; readonly actionId: string; readonly order: readonly (number | string)[] }

function orderedRows(sources: readonly MetricSource[], perUser: boolean): RowPlace[] {
  const places = new Map<string, RowPlace>();
  for (const { run, series } of sources) {
    const order = new Map((run.actions ?? []).map(({ actionId }, index) => [actionId, index]));
    for (const one of series ?? []) {
      const group = perUser ? userAndAction(one) : actionOnly(one);
      if (!places.has(group)) places.set(group, { group, virtualUserId: one.key.virtualUserId, actionId: one.key.actionId, order: placeOf(one, order, perUser) });
    }
  }
  return [...places.values()].sort(byPlace);
}

function placeOf({ key: { virtualUserId, virtualUserName, actionId, actionName } }: RunSeries, order: ReadonlyMap<string, number>, perUser: boolean): (number | string)[] {
  const index = order.get(actionId) ?? order.get(rowIdOf(actionId).actionId) ?? Infinity;
  const own = [index, actionName, actionId];
  return perUser ? [order.get(virtualUserId) ?? Infinity, virtualUserName, virtualUserId, actionId === virtualUserId ? 0 : 1, ...own] : own;
}

/** By code unit: the order must not depend on the machine's language. */
const compare = (left: string | number, right: string | number): number => (left === right ? 0 : left < right ? -1 : 1);
function byPlace(left: RowPlace, right: RowPlace): number {
  for (const [level, mine] of left.order.entries()) {
    const decided = compare(mine, right.order[level] ?? '');
    if (decided !== 0) return decided;
  }
  return 0;
}
