import { z } from 'zod';
import { PieValues } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { metricLabels, MetricLabel, short } from '../figures.js';
import { shownLabel } from './shown-label.js';
import { valuesRequest } from './values-request.js';

/** Labels that fit one answer, over all pies. */
const ANSWER_LABELS = 80;
const Params = z.object({ reportId, itemId });
const Result = z.object({
  pies: z.array(z.object({
    metric: MetricLabel.optional(),
    total: z.number().describe('0 and no labels = nothing measured'),
    labels: z.array(z.object({ label: z.string(), value: z.number(), percent: z.number() })).describe('Largest first.'),
    omitted: z.string().optional(),
  })).describe('One per metric of the item: in a comparison one per run.'),
});

@ToolController()
export class GetReportPieValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_pie_values',
    title: 'Pie values',
    description: 'Slices of a PieChartReportItem: response codes, methods or media types with their count (or bytes) and percentage, exact. To see which codes failed requests got, or what the traffic consists of. Next: get_report_errors.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportPieValues({ reportId, itemId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_pie_values');
    const pies = await this.octoperf.call('pieValues', PieValues, {}, { body: item, query });
    const labels = metricLabels(item);
    const most = Math.max(1, Math.floor(ANSWER_LABELS / Math.max(1, pies.length)));
    return { pies: pies.map((pie, index) => ({ metric: labels[index], ...slicesOf(pie, most) })) };
  }
}

type Pie = z.input<typeof Result>['pies'][number];

/** The largest slices; what the small ones add up to is said. */
function slicesOf(pie: PieValues[number], most: number): Pie {
  const slices = Object.entries(pie).sort(([, left], [, right]) => right - left);
  const total = slices.reduce((sum, [, value]) => sum + value, 0);
  const rest = slices.slice(most);
  return {
    total,
    labels: slices.slice(0, most).map(([label, value]) => ({ label: shownLabel(label), value, percent: Number(short(total === 0 ? 0 : (100 * value) / total)) })),
    ...(rest.length === 0 ? {} : { omitted: `${rest.length} smaller labels of ${rest.reduce((sum, [, value]) => sum + value, 0)} in all: narrow the metric with filters` }),
  };
}
