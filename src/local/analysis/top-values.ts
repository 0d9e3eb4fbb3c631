import type { ReportItem } from '../../contract/bench-report.js';
import type { MetricId } from '../../contract/metric.js';
import type { TopResult } from '../../contract/report-values.js';
import { orderedActions } from './action-rows.js';
import { sourceCurves } from './line-values.js';
import { sourcesOf, sumBy, type MetricSource } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { evaluateSource } from './summary-values.js';
import { requireItem } from './value-tools.js';

/** Metrics of which less is worse: their worst action has the lowest figure. */
const LESS_IS_WORSE: ReadonlySet<MetricId> = new Set(['HITS_SUCCESSFUL_PERCENT']);

/**
 * The `size` actions that stand out by the one metric of a top item, the highest figure first (for the percentage of successful hits,
 * of which less is worse, the lowest), each with its figure over the whole run or window and its curve over time; equal ones in tree
 * order. Actions of which nothing was measured are not ranked. Refuses other items. The order is our choice: no source states it.
 */
export async function topValues(item: ReportItem, reading: ReportReading): Promise<TopResult> {
  const top = requireItem(item, 'TopReportItem');
  const sources = await sourcesOf(top['@type'], top.metrics, reading);
  const [source] = sources;
  if (source === undefined) return { actionIds: [], curves: [], values: [] };
  const ranked = (await figuresByAction(source)).slice(0, top.size);
  return {
    actionIds: ranked.map(({ actionId }) => actionId),
    curves: await sourceCurves(ranked.map(({ actionId }) => onlyAction(source, actionId))),
    values: ranked.map(({ figure }) => figure),
  };
}

interface Ranked { readonly actionId: string; readonly figure: number }

async function figuresByAction(source: MetricSource): Promise<Ranked[]> {
  const [sums] = await sumBy([source], ({ key }) => key.actionId);
  const ranked = orderedActions([source]).flatMap((actionId) => {
    const figure = evaluateSource(source, sums?.get(actionId));
    return typeof figure === 'number' ? [{ actionId, figure }] : [];
  });
  const worse = LESS_IS_WORSE.has(source.metric.id) ? -1 : 1;
  return ranked.sort((left, right) => worse * (right.figure - left.figure));
}

const onlyAction = (source: MetricSource, actionId: string): MetricSource => ({ ...source, series: source.series?.filter(({ key }) => key.actionId === actionId) });
