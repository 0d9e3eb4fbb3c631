import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';
import { AnalysisRefusal } from '../analysis-refusal.js';
import { configOf } from '../apdex.js';
import { trendOf } from './several-runs.js';

type Limit = 'maxPercentiles' | 'maxColumns' | 'maxPies' | 'maxStatistics' | 'maxLines';

/** Which limit counts the metrics of an item (behaviour.md §21.12: the five keys are documented, what each counts is read from its name). */
const LIMITS: ReadonlyMap<string, Limit> = new Map([
  ['PercentilesChartReportItem', 'maxPercentiles'],
  ['StatisticTableReportItem', 'maxColumns'],
  ['StatisticTreeReportItem', 'maxColumns'],
  ['PieChartReportItem', 'maxPies'],
  ['SummaryReportItem', 'maxStatistics'],
  ['BarChartReportItem', 'maxStatistics'],
  ['LineChartReportItem', 'maxLines'],
]);

const metricsOf = (item: OpenReportItem | undefined): number => (Array.isArray(item?.['metrics']) ? item['metrics'].length : 0);

/** Refuses metrics that are added beyond a `LimitsReportConfig`; items that were beyond it before stay as they are. */
export function refuseBeyondLimits(report: BenchReport, stored: Pick<BenchReport, 'items'>): void {
  const limits = configOf(report.configs, 'LimitsReportConfig');
  const before = new Map(stored.items.map((item) => [item.id, metricsOf(item)]));
  for (const item of report.items) {
    const key = LIMITS.get(item['@type']);
    const most = key === undefined ? undefined : limits?.[key];
    const count = metricsOf(item);
    if (most === undefined || count <= most || count <= (before.get(item.id) ?? 0)) continue;
    throw new AnalysisRefusal(`The item ${JSON.stringify(item.name)} would have ${count} metrics; the report allows ${most} on a ${item['@type']} (${key ?? ''} of its LimitsReportConfig). Use fewer, a second item, or raise the limit first.`);
  }
}

/** Refuses a time range on a report that reads several runs: it belongs to one (behaviour.md §21.9, documented). One that was there before may stay. */
export function refuseTimeRangeOfSeveral(report: BenchReport, stored: Pick<BenchReport, 'configs'>): void {
  const several = report.benchResultIds.length > 1 || trendOf(report) !== undefined;
  if (!several || configOf(report.configs, 'TimeRangeReportConfig') === undefined || configOf(stored.configs, 'TimeRangeReportConfig') !== undefined) return;
  throw new AnalysisRefusal('A TimeRangeReportConfig belongs to a report of one run; this one reads several. Leave it out, and give from and to where values are read.');
}
