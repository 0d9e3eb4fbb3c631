import { z } from 'zod';
import { LineSeries } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { Axis, Curve, curveOf, pointsFor } from './curve.js';
import { metricLabels, MetricLabel } from '../figures.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

const Params = z.object({ reportId, itemId, ...window, maxPoints: z.int().min(2).max(1_000).optional().describe('Most points per series; default up to 60, fewer with many series.') });
const Result = z.object({
  x: Axis.describe('What x is.'),
  series: z.array(Curve.extend({ metric: MetricLabel.optional() })).describe('One per metric of the item.'),
});

@ToolController()
export class GetReportLineChartValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_line_chart_values',
    title: 'Chart values',
    description: 'Curves of a LineChartReportItem (x = epoch ms) or PercentilesChartReportItem (x = 0..100), one per metric, thinned evenly to what an answer holds with the highest point kept. To see when something changed; zoom in with from and to.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportLineChartValues({ reportId, itemId, maxPoints, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_line_chart_values', range);
    const x = item['@type'] === 'PercentilesChartReportItem' ? 'percentile' : 'epoch ms';
    const curves = await this.octoperf.call(x === 'percentile' ? 'percentilesValues' : 'lineValues', LineSeries, {}, { body: item, query });
    const labels = metricLabels(item);
    const most = maxPoints ?? pointsFor(curves.length);
    return { x, series: curves.map((points, index) => ({ metric: labels[index], ...curveOf(points, most, x) })) };
  }
}
