import type { ReportItem } from '../../contract/bench-report.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import { hasMetrics } from './metric-rules.js';

/** Which tool reads the values of an item type (bench-reports skill, documented; behaviour.md §21); types without one are read from the report. */
const VALUE_TOOLS: Readonly<Record<ReportItem['@type'], string | undefined>> = {
  SummaryReportItem: 'get_report_summary_values',
  BarChartReportItem: 'get_report_summary_values',
  StatisticTableReportItem: 'get_report_table_values',
  StatisticTreeReportItem: 'get_report_tree_values',
  TopReportItem: 'get_report_top_values',
  PieChartReportItem: 'get_report_pie_values',
  LineChartReportItem: 'get_report_line_chart_values',
  PercentilesChartReportItem: 'get_report_line_chart_values',
  StackedChartReportItem: 'get_report_stacked_chart_values',
  AreaRangeChartReportItem: 'get_report_area_range_values',
  InsightsReportItem: 'get_report_insights',
  ErrorsReportItem: 'get_report_errors',
  ThresholdAlarmReportItem: 'get_report_threshold_alarms',
  TextualMonitorReportItem: 'get_report_textual_monitors',
  MonitorsTableReportItem: 'get_report_monitors_table_values',
  LoadGeneratorsChartReportItem: 'list_bench_load_generators',
  LoadGeneratorsTreeReportItem: 'list_bench_load_generators',
  TextReportItem: undefined,
  SynopsisReportItem: undefined,
  TrendConfigReportItem: undefined,
};

/** The item, known to be of one of the types; refuses any other by naming the tool that reads it (behaviour.md §21.3). */
export function requireItem<T extends ReportItem['@type']>(item: ReportItem, ...types: readonly T[]): Extract<ReportItem, { '@type': T }> {
  if (isOneOf(item, types)) return item;
  const tool = VALUE_TOOLS[item['@type']];
  const way = tool === undefined ? 'It has no values: read it with get_bench_report' : `Read it with ${tool}`;
  throw new AnalysisRefusal(`The values of a ${item['@type']} are not read as those of a ${types.join(' or ')}. ${way}.`);
}

function isOneOf<T extends ReportItem['@type']>(item: ReportItem, types: readonly T[]): item is Extract<ReportItem, { '@type': T }> {
  return types.some((type) => type === item['@type']);
}

/** Ids of the runs that an item reads, each once: those of its metrics, and its own (a DELTA table's reference run). */
export function benchResultIdsOf(item: ReportItem): string[] {
  const own = typeof item['benchResultId'] === 'string' ? [item['benchResultId']] : [];
  return [...new Set([...(hasMetrics(item) ? item.metrics.map(({ benchResultId }) => benchResultId) : []), ...own])];
}
