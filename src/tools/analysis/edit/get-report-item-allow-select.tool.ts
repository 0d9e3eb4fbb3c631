import { z } from 'zod';
import { ItemAllowSelect } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { reportItem } from '../report-item.js';

const Params = z.object({ reportId, itemId });
const Result = z.object({
  sampleTypes: z.array(z.string()).describe('What `type` of a metric may be.'),
  metricIdsBySampleType: z.record(z.string(), z.array(z.string())).describe('What `id` may be, by type.'),
  tagKeyConstraints: z.record(z.string(), z.object({
    required: z.boolean(),
    allowedValues: z.array(z.string()).describe('The only values; empty = what get_report_tag_values answers.'),
    single: z.boolean().describe('At most one value.'),
    dependsOn: z.array(z.string()).describe('Keys that must be filtered on beside it.'),
  })).describe('What `field` of a filter may be.'),
});

@ToolController()
export class GetReportItemAllowSelectTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_item_allow_select',
    title: 'What an item may show',
    description: 'Metrics and filters that an item of a report accepts: sample types, metric ids by type, and the tag keys of filters with their constraints. First step of changing an item. Next: get_report_tag_values, patch_bench_report, validate_report_item.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportItemAllowSelect(address: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item } = await reportItem(this.octoperf, address);
    return this.octoperf.call('itemAllowSelect', ItemAllowSelect, {}, { body: item });
  }
}
