import type { Agent } from './agent.js';

/** What the arguments of a report tool are taken from. */
export interface Reported { readonly projectId: string; readonly workspaceId: string; readonly benchResultId: string; readonly reportId: string; readonly items: readonly { '@type': string; id: string }[] }

type Asked = readonly [tool: string, of: string, from: string | ((reported: Reported) => Record<string, unknown>)];

/** Every tool that reads reports and what is asked of it: the type of an item, or the arguments. A tool more is a line more. */
const REPORT_TOOLS: readonly Asked[] = [
  ['list_bench_reports_by_project', 'one report', ({ projectId }) => ({ projectId })],
  ['get_run_verdict', 'one run', ({ benchResultId }) => ({ benchResultId })],
  ['compare_bench_results', 'a run with itself', ({ benchResultId }) => ({ baselineBenchResultId: benchResultId, candidateBenchResultId: benchResultId })],
  ['get_bench_report', 'the default report', ({ reportId }) => ({ reportId })],
  ['get_report_data_status', 'one report', ({ reportId }) => ({ reportId })],
  ['get_report_summary_values', 'Summary', 'SummaryReportItem'],
  ['get_report_table_values', '300 actions', 'StatisticTableReportItem'],
  ['get_report_tree_values', '300 actions', 'StatisticTreeReportItem'],
  ['get_report_top_values', 'five actions', 'TopReportItem'],
  ['get_report_pie_values', 'response codes', 'PieChartReportItem'],
  ['get_report_line_chart_values', 'a curve', 'LineChartReportItem'],
  ['get_report_stacked_chart_values', 'a curve', 'StackedChartReportItem'],
  ['get_report_area_range_values', 'a curve', 'AreaRangeChartReportItem'],
  ['get_report_insights', 'all insights', 'InsightsReportItem'],
  ['get_report_errors', 'failed samples', 'ErrorsReportItem'],
  ['get_report_threshold_alarms', 'alarms', 'ThresholdAlarmReportItem'],
  ['get_report_textual_monitors', 'texts', 'TextualMonitorReportItem'],
  ['get_report_monitors_table_values', 'monitors', 'MonitorsTableReportItem'],
  ['list_bench_load_generators', 'one generator', ({ benchResultId }) => ({ benchResultId })],
  ['get_report_item_allow_select', 'a table', ({ reportId, items }) => ({ reportId, itemId: items.find((item) => item['@type'] === 'StatisticTableReportItem')?.id })],
  ['list_report_templates', 'none', ({ projectId }) => ({ projectId })],
];

/** Items that the default report lacks, of one run: added to it, so that their tools have something to read. */
function missingItems(benchResultId: string): Record<string, unknown>[] {
  const metric = (id: string, type = 'BASIC'): Record<string, unknown> => ({ id, type, benchResultId, filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }], configs: [] });
  return [
    { '@type': 'StatisticTreeReportItem', computeType: 'NORMAL', size: 0, metrics: [metric('RESPONSE_TIME_AVG'), metric('ERRORS_TOTAL'), metric('HITS_TOTAL')] },
    { '@type': 'StackedChartReportItem', mode: 'ABSOLUTE', metrics: [metric('HTTP_RESPONSE_CODES', 'WEB')] },
    { '@type': 'AreaRangeChartReportItem', referenceType: 'HISTOGRAM', rangeType: 'RAW', metrics: [metric('RESPONSE_TIME_AVG'), metric('LATENCY_AVG')] },
    { '@type': 'InsightsReportItem', benchResultId, thresholds: {} },
    { '@type': 'TextualMonitorReportItem', benchResultId, filters: [] },
    { '@type': 'MonitorsTableReportItem', benchResultId },
  ];
}

/**
 * The calls that can be made on a report of this server: tools that it does not serve, and items that its backend does not keep, are left
 * out. Adds the missing items to the report over REST.
 */
export async function reportCalls(agent: Agent, origin: string, reported: Omit<Reported, 'items'>): Promise<[tool: string, of: string, args: Record<string, unknown>][]> {
  const { tools } = (await agent.client.listTools()) as { tools: { name: string }[] };
  const served = new Set(tools.map(({ name }) => name));
  await addItems(agent, origin, reported);
  const { items } = await agent.call<{ items: { '@type': string; id: string }[] }>('get_bench_report', { reportId: reported.reportId });
  return REPORT_TOOLS.filter(([tool]) => served.has(tool)).flatMap(([tool, of, from]) => {
    if (typeof from !== 'string') return [[tool, of, from({ ...reported, items })] as [string, string, Record<string, unknown>]];
    const itemId = items.find((item) => item['@type'] === from)?.id;
    return itemId === undefined ? [] : [[tool, of, { reportId: reported.reportId, itemId }] as [string, string, Record<string, unknown>]];
  });
}

async function addItems(agent: Agent, origin: string, { reportId, benchResultId }: Omit<Reported, 'items'>): Promise<void> {
  const path = `${origin}/analysis/bench-reports/${reportId}`;
  const headers = { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' };
  const report = (await (await fetch(path, { headers })).json()) as { items: { '@type': string; id: string }[] };
  const lacking = missingItems(benchResultId).filter((item) => !report.items.some((known) => known['@type'] === item['@type']));
  await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ ...report, items: [...report.items, ...lacking.map((item, index) => ({ id: `added-${index}`, name: 'Added', ...item }))] }) });
}
