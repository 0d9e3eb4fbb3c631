import { z } from 'zod';
import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';
import { runsOf } from '../figures.js';
import { valueToolOf } from '../report-item.js';
import type { Shown } from './rules/finding.js';

/** The call that shows what a reason says: of an item of the report where one fits, else of the run. */
export const Widget = z.object({
  tool: z.string(), reportId: z.string().optional(), itemId: z.string().optional(), benchResultId: z.string().optional(), baselineBenchResultId: z.string().optional(), candidateBenchResultId: z.string().optional(),
  from: z.number().optional().describe('epoch ms'), to: z.number().optional(), url: z.url().describe('Page, for the user.'),
  then: z.object({ tool: z.string(), itemId: z.string() }).optional().describe('What tells why, of the same report.'),
}).describe('Call this to see it: tool with the ids beside it.');

/** Where widgets are looked for: the report of a run, if it has one, and the pages of both. */
export interface Place { readonly benchResultId: string; readonly baseline: string | undefined; readonly report: BenchReport | undefined; readonly reportUrl: string | undefined; readonly runUrl: string }

const Metrics = z.looseObject({ metrics: z.array(z.looseObject({ id: z.string(), filters: z.array(z.looseObject({ term: z.string().optional() })).nullish() })).default([]) });
const WINDOWED: ReadonlySet<string> = new Set(['get_report_line_chart_values', 'get_report_threshold_alarms']);

/** The widget for a reason. Types are in order of preference; a metric, where one is wanted, must be in the item. */
export function widgetFor(shown: Shown, { benchResultId, baseline, report, reportUrl, runUrl }: Place): z.input<typeof Widget> {
  const items = (report?.items ?? []).filter((item) => runsOf(item).includes(benchResultId));
  const found = itemFor(shown, items);
  if (report !== undefined && reportUrl !== undefined && found !== undefined) {
    const { tool, item } = found;
    if (tool === 'list_bench_load_generators') return { tool, benchResultId, url: reportUrl };
    const window = WINDOWED.has(tool) && shown.from !== undefined && shown.to !== undefined ? { from: Math.floor(shown.from), to: Math.ceil(shown.to) } : {};
    return { tool, reportId: report.id, itemId: item.id, ...window, url: reportUrl, ...afterwards(shown.then, items) };
  }
  if (shown.otherwise === 'compare_bench_results' && baseline !== undefined) return { tool: shown.otherwise, baselineBenchResultId: baseline, candidateBenchResultId: benchResultId, url: reportUrl ?? runUrl };
  return { tool: shown.otherwise, benchResultId, url: reportUrl ?? runUrl };
}

function afterwards(type: string | undefined, items: readonly OpenReportItem[]): { then?: { tool: string; itemId: string } } {
  const found = type === undefined ? undefined : itemFor({ types: [type], otherwise: 'get_bench_result' }, items);
  return found === undefined ? {} : { then: { tool: found.tool, itemId: found.item.id } };
}

function itemFor({ types, metric }: Shown, items: readonly OpenReportItem[]): { tool: string; item: OpenReportItem } | undefined {
  for (const type of types) {
    const tool = valueToolOf(type);
    const fitting = items.filter((item) => item['@type'] === type && (metric === undefined || Metrics.safeParse(item).data?.metrics.some(({ id }) => id === metric) === true));
    // Among several, the one of requests: containers hold the time of their own requests.
    const item = fitting.find((candidate) => JSON.stringify(candidate).includes('"Hit"')) ?? fitting[0];
    if (tool !== undefined && item !== undefined) return { tool, item };
  }
  return undefined;
}
