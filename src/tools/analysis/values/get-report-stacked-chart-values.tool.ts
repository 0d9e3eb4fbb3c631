import { z } from 'zod';
import { MapGraphPoint } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { metricLabels, MetricLabel, textOf } from '../figures.js';
import { StackedLayers, stackedLayers } from './stacked-layers.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

const Params = z.object({ reportId, itemId, ...window, maxPoints: z.int().min(2).max(1_000).optional().describe('Most points; default what fits.') });
const Result = z.object({ metric: MetricLabel.optional(), mode: z.string().describe('ABSOLUTE = counts or bytes per interval, PERCENT = of the interval'), ...StackedLayers.shape });

@ToolController()
export class GetReportStackedChartValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_stacked_chart_values',
    title: 'Stacked chart values',
    description: 'Layers of a StackedChartReportItem over time: response codes, methods or media types per interval, in counts or percent, with the highest value of each label. To see when a code appeared. Zoom in with from and to. Next: get_report_errors.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportStackedChartValues({ reportId, itemId, maxPoints, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_stacked_chart_values', range);
    const points = await this.octoperf.call('stackedValues', z.array(MapGraphPoint), {}, { body: item, query });
    return { metric: metricLabels(item)[0], mode: textOf(item['mode']), ...stackedLayers(points, maxPoints) };
  }
}
