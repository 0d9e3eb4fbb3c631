import type { ReportItem, ReportItemMetric } from '../../src/contract/bench-report.js';
import type { MetricFilter, MetricId } from '../../src/contract/metric.js';

/** One widget as a page asks for it. */
export interface Widget { readonly name: string; readonly path: string; readonly item: ReportItem }

const HIT: MetricFilter = { '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' };
const COLUMNS: readonly MetricId[] = ['RESPONSE_TIME_AVG', 'RESPONSE_TIME_MIN', 'RESPONSE_TIME_MAX', 'RESPONSE_TIME_STD', 'RESPONSE_TIME_PERCENTILE_90', 'RESPONSE_TIME_PERCENTILE_95', 'HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'ERRORS_PERCENT', 'THROUGHPUT_TOTAL'];

/** One of every kind of widget that is computed from measures, and those that cost most. `actions` = ids to narrow to. */
export function widgetsOf(benchResultId: string, actions: readonly string[]): Widget[] {
  const of = (id: MetricId, filters: MetricFilter[] = [HIT], type: ReportItemMetric['type'] = 'BASIC'): ReportItemMetric => ({ id, type, benchResultId, filters, configs: [] });
  const only = (id: MetricId, term: string): ReportItemMetric => of(id, [{ '@type': 'SingleTermFilter', field: 'actionPath', term }]);
  const named = { id: 'i', name: 'n' };
  const line = (...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'LineChartReportItem', ...named, metrics });
  const [one = ''] = actions;
  return [
    { name: 'Summary', path: '/analysis/metrics/summary', item: { '@type': 'SummaryReportItem', ...named, metrics: [...COLUMNS.map((id) => of(id)), of('RESPONSE_TIME_APDEX')] } },
    { name: 'Bar chart', path: '/analysis/metrics/summary', item: { '@type': 'BarChartReportItem', ...named, metrics: [of('HITS_TOTAL'), of('USERLOAD', [], 'LOAD')] } },
    { name: 'Table, 11 columns', path: '/analysis/metrics/table', item: { '@type': 'StatisticTableReportItem', ...named, computeType: 'NORMAL', size: 0, metrics: COLUMNS.map((id) => of(id)) } },
    { name: 'Tree, 11 columns', path: '/analysis/metrics/tree', item: { '@type': 'StatisticTreeReportItem', ...named, computeType: 'NORMAL', size: 0, metrics: COLUMNS.map((id) => of(id, [])) } },
    { name: 'Top 5', path: '/analysis/metrics/top', item: { '@type': 'TopReportItem', ...named, size: 5, metrics: [of('RESPONSE_TIME_AVG')] } },
    { name: 'Top 5 by 95th percentile', path: '/analysis/metrics/top', item: { '@type': 'TopReportItem', ...named, size: 5, metrics: [of('RESPONSE_TIME_PERCENTILE_95')] } },
    { name: 'Pie of codes', path: '/analysis/metrics/pie', item: { '@type': 'PieChartReportItem', ...named, metrics: [of('HTTP_RESPONSE_CODES', [HIT], 'WEB')] } },
    { name: 'Line: users and hit rate', path: '/analysis/metrics/line', item: line(of('USERLOAD', [], 'LOAD'), of('HITS_RATE')) },
    { name: 'Line: average and 95th percentile', path: '/analysis/metrics/line', item: line(of('RESPONSE_TIME_AVG'), of('RESPONSE_TIME_PERCENTILE_95')) },
    { name: 'Line: averages of 10 actions', path: '/analysis/metrics/line', item: line(...actions.slice(0, 10).map((action) => only('RESPONSE_TIME_AVG', action))) },
    { name: 'Line: 95th percentile of one action', path: '/analysis/metrics/line', item: line(only('RESPONSE_TIME_PERCENTILE_95', one)) },
    { name: 'Stacked codes', path: '/analysis/metrics/stacked', item: { '@type': 'StackedChartReportItem', ...named, mode: 'ABSOLUTE', metrics: [of('HTTP_RESPONSE_CODES', [HIT], 'WEB')] } },
    { name: 'Area range', path: '/analysis/metrics/area-range', item: { '@type': 'AreaRangeChartReportItem', ...named, referenceType: 'SUMMARY', rangeType: 'RAW', metrics: [of('RESPONSE_TIME_AVG'), of('RESPONSE_TIME_AVG')] } },
    { name: 'Percentiles of response times', path: '/analysis/metrics/percentiles', item: { '@type': 'PercentilesChartReportItem', ...named, metrics: [of('RESPONSE_TIME_AVG')] } },
    { name: 'Percentiles of the hit rate', path: '/analysis/metrics/percentiles', item: { '@type': 'PercentilesChartReportItem', ...named, metrics: [of('HITS_RATE')] } },
    { name: 'Insights', path: '/analysis/insights', item: { '@type': 'InsightsReportItem', ...named, benchResultId, thresholds: {} } },
    { name: 'Threshold alarms', path: '/analysis/threshold-alarms', item: { '@type': 'ThresholdAlarmReportItem', ...named, benchResultId } },
    { name: 'Monitors', path: '/analysis/monitors-table', item: { '@type': 'MonitorsTableReportItem', ...named, benchResultId } },
    { name: 'Errors', path: '/analysis/errors', item: { '@type': 'ErrorsReportItem', ...named, benchResultId, filters: [] } },
  ];
}
