import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { reportId } from '../../vocabulary/ids.js';
import { sampleType } from './sample-type.js';

const Params = z.object({ reportId, sampleType });
const Result = z.object({ tagKeys: z.array(z.string()).describe('What `field` of a filter may be; empty = nothing of that type was measured.') });

@ToolController()
export class GetReportTagKeysTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_tag_keys',
    title: 'Filter keys of a report',
    description: 'Tag keys by which the runs of a report can be filtered, for metrics of one sample type: those under which something was measured. Next: get_report_tag_values for their values.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTagKeys({ reportId, sampleType }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { benchResultIds } = await this.octoperf.call('benchReport', BenchReport, { reportId });
    return { tagKeys: await this.octoperf.call('reportTagKeys', z.array(z.string()), {}, { body: { benchResultIds, sampleType } }) };
  }
}
