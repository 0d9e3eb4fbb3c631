import { z } from 'zod';
import { TopResult } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { actionNames } from '../action-names.js';
import { Figure, metricLabels, MetricLabel, runsOf, short } from '../figures.js';
import { Curve, curveOf } from './curve.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

/** Points that fit one answer, over all curves; and the fewest that draw one. */
const ANSWER_POINTS = 150;
const FEWEST = 4;
const Params = z.object({
  reportId, itemId, ...window,
  maxPoints: z.int().min(2).max(1_000).optional().describe('Most points per curve; default what fits.'),
  offset: z.int().min(0).optional().describe('Skip so many actions.'),
});
const Result = z.object({
  metric: MetricLabel.optional(),
  top: z.array(Curve.extend({
    actionId: z.string(),
    name: z.string().optional().describe('Name of the action today.'),
    value: Figure.optional().describe('by which it is ranked'),
  })).describe('Ranked first first; points: x = epoch ms.'),
  ...leftOut,
});

@ToolController()
export class GetReportTopValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_top_values',
    title: 'Top values',
    description: 'The actions that stand out by the metric of a TopReportItem, the highest first, each with its figure and its curve over time. To find the few that matter, and since when. Next: get_report_errors, or get_report_line_chart_values.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTopValues({ reportId, itemId, maxPoints, offset, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_top_values', range);
    const [{ actionIds, curves, values }, nameOf] = await Promise.all([this.octoperf.call('topValues', TopResult, {}, { body: item, query }), actionNames(this.octoperf, runsOf(item))]);
    const most = maxPoints ?? Math.max(FEWEST, Math.floor(ANSWER_POINTS / Math.max(1, actionIds.length)));
    const ranked = actionIds.map((actionId, index) => {
      const [name, value] = [nameOf(actionId), values?.[index]];
      return { actionId, ...(name === undefined ? {} : { name }), ...(value === undefined ? {} : { value: short(value) }), ...curveOf(curves[index] ?? [], most, 'epoch ms') };
    });
    const { entries, ...rest } = fitting(ranked, { offset });
    return { metric: metricLabels(item)[0], top: entries, total: actionIds.length, ...rest };
  }
}
