import { z } from 'zod';
import { Insight } from '../../../contract/report-values.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { actionNames } from '../action-names.js';
import { runsOf } from '../figures.js';
import { shownInsight, ShownInsight, worstFirst } from './shown-insight.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

const Params = z.object({
  reportId, itemId, ...window,
  insightId: z.string().max(100).optional().describe('Only this insight, with its report items in full: to add them with patch_bench_report.'),
});
const Result = z.object({ insights: z.array(ShownInsight), ...leftOut });

@ToolController()
export class GetReportInsightsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_insights',
    title: 'Insights',
    description: 'Findings of an InsightsReportItem, the worst first: response times, errors, load, throughput, each with level and value. Under 50 users or 20 minutes NOT_ENOUGH_DATA says how little they rest on. Next: the item under more or inspect, get_report_top_values, get_report_errors.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportInsights({ reportId, itemId, insightId, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_insights', range);
    const [all, nameOf] = await Promise.all([this.octoperf.call('reportInsights', z.array(Insight), {}, { body: item, query }), actionNames(this.octoperf, runsOf(item))]);
    const asked = insightId === undefined ? all : all.filter(({ id }) => id === insightId);
    if (insightId !== undefined && asked.length === 0) throw new AgentError(`There is no insight "${insightId.slice(0, 60)}" about this run.`, `Ask for one of ${all.map(({ id }) => id).join(', ') || 'none: nothing was measured'}.`);
    const { entries, ...rest } = fitting(asked.sort(worstFirst).map((insight) => shownInsight(insight, nameOf, insightId !== undefined)));
    return { insights: entries, total: all.length, ...rest };
  }
}
