import { z } from 'zod';
import { ReportDataStatus } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { reportId } from '../../vocabulary/ids.js';

const Params = z.object({ reportId });
const Result = z.object({
  upToDate: z.array(z.string()), needsUpdate: z.array(z.string()), updating: z.array(z.string()),
  unknown: z.array(z.string()).describe('Cannot be read, usually deleted.'),
});

@ToolController()
export class GetReportDataStatusTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_data_status',
    title: 'Get report data status',
    description: 'Runs of a report by the format of their data. Values of runs in needsUpdate are refused: ask the user, then call update_report_data. While runs are in updating, ask again every 10 s.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportDataStatus({ reportId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    return this.octoperf.call('reportDataStatus', ReportDataStatus, { reportId });
  }
}
