import { z } from 'zod';
import { SummaryValues } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { Figure, metricLabels, MetricLabel, short } from '../figures.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

const Params = z.object({ reportId, itemId, ...window });
const Result = z.object({
  values: z.array(Figure).describe('values[i] belongs to metrics[i].'),
  metrics: z.array(MetricLabel),
});

@ToolController()
export class GetReportSummaryValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_summary_values',
    title: 'Summary values',
    description: 'Figures of a SummaryReportItem or BarChartReportItem, one per metric, with unit and filters. The first thing to read of a run. Next: get_report_table_values to see which action is slow or failing.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportSummaryValues({ reportId, itemId, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_summary_values', range);
    const values = await this.octoperf.call('summaryValues', SummaryValues, {}, { body: item, query });
    return { values: values.map(short), metrics: metricLabels(item) };
  }
}
