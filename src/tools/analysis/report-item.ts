import { BenchReport, type OpenReportItem } from '../../contract/bench-report.js';
import { AgentError } from '../../errors/agent-error.js';
import { toolSpec } from '../../mcp/tool-spec.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

const NAMED_MAX = 30;

/** Which tool reads the values of an item (bench-reports skill, documented; behaviour.md §21.2). Types without values are `undefined`. */
const VALUE_TOOLS: ReadonlyMap<string, string | undefined> = new Map([
  ['SummaryReportItem', 'get_report_summary_values'],
  ['BarChartReportItem', 'get_report_summary_values'],
  ['StatisticTableReportItem', 'get_report_table_values'],
  ['StatisticTreeReportItem', 'get_report_tree_values'],
  ['TopReportItem', 'get_report_top_values'],
  ['PieChartReportItem', 'get_report_pie_values'],
  ['LineChartReportItem', 'get_report_line_chart_values'],
  ['PercentilesChartReportItem', 'get_report_line_chart_values'],
  ['StackedChartReportItem', 'get_report_stacked_chart_values'],
  ['AreaRangeChartReportItem', 'get_report_area_range_values'],
  ['InsightsReportItem', 'get_report_insights'],
  ['ErrorsReportItem', 'get_report_errors'],
  ['ThresholdAlarmReportItem', 'get_report_threshold_alarms'],
  ['TextualMonitorReportItem', 'get_report_textual_monitors'],
  ['MonitorsTableReportItem', 'get_report_monitors_table_values'],
  ['LoadGeneratorsChartReportItem', 'list_bench_load_generators'],
  ['LoadGeneratorsTreeReportItem', 'list_bench_load_generators'],
  ['TextReportItem', undefined],
  ['SynopsisReportItem', undefined],
  ['TrendConfigReportItem', undefined],
]);

/** Where an item stands, as a value tool is told. */
export interface ItemAddress { readonly reportId: string; readonly itemId: string }

/** Reads a report and finds one of its items; refuses an unknown id by listing the items. */
export async function reportItem(octoperf: OctoperfClient, { reportId, itemId }: ItemAddress): Promise<{ report: BenchReport; item: OpenReportItem }> {
  const report = await octoperf.call('benchReport', BenchReport, { reportId });
  const item = report.items.find(({ id }) => id === itemId);
  if (item === undefined) throw new AgentError(`The report "${report.name}" has no item with the id "${itemId}".`, `Its items: ${report.items.slice(0, NAMED_MAX).map(described).join(', ') || 'none'}.`);
  return { report, item };
}

/** The same for a tool that reads some types only; refuses what `requireReader` refuses. */
export async function readableItem(octoperf: OctoperfClient, address: ItemAddress, tool: string): Promise<OpenReportItem> {
  const { item } = await reportItem(octoperf, address);
  requireReader(item, tool);
  return item;
}

/** Refuses an item whose values another tool reads, by naming that tool (behaviour.md §21.3). */
export function requireReader(item: OpenReportItem, tool: string): void {
  if (VALUE_TOOLS.get(item['@type']) !== tool) throw new AgentError(`${described(item)} cannot be read with ${tool}.`, wayTo(item));
}

/** The tool that reads the values of an item of that type, where this server has it. */
export function valueToolOf(type: string): string | undefined {
  const reader = VALUE_TOOLS.get(type);
  return reader !== undefined && toolSpec(reader) !== undefined ? reader : undefined;
}

function wayTo(item: OpenReportItem): string {
  const type = item['@type'];
  const reader = valueToolOf(type);
  if (reader === 'list_bench_load_generators') return `Call ${reader} with the benchResultId ${JSON.stringify(item['benchResultId'] ?? '')}.`;
  if (reader !== undefined) return `Call ${reader} with the same reportId and itemId.`;
  if (VALUE_TOOLS.has(type) && VALUE_TOOLS.get(type) === undefined) return 'It has no values: what it shows stands in get_bench_report.';
  return 'No tool of this server reads that type yet: give the user the url of get_bench_report, or read another item.';
}

const described = ({ '@type': type, id, name }: OpenReportItem): string => `"${id}" (${type} "${name}")`;
