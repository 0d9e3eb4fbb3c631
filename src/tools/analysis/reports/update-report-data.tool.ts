import { z } from 'zod';
import { ReportDataStatus } from '../../../contract/report-values.js';
import type { UpdateBenchResultDataTask } from '../../../contract/task.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { submittedTask } from '../../../octoperf/submitted-task.js';
import { reportId } from '../../vocabulary/ids.js';

const Params = z.object({ reportId });
const Result = z.object({
  tasks: z.array(z.object({ benchResultId: z.string(), taskId: z.string() })).describe('One per run; empty where all is up to date.'),
});

@ToolController()
export class UpdateReportDataTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'update_report_data',
    title: 'Update report data',
    description: 'Destructive: rewrites the outdated run data of a report into the current format, which cannot be taken back. Ask the user first. Poll get_task_result of each task every 10 s (15 min at most), then read the values. A FAILED task that names problems met is up to date but incomplete: do not repeat it.',
    effect: 'overwrite',
    wayBack: { none: 'The old format is gone once the run is rewritten; what was measured stays the same.' },
    params: Params,
    result: Result,
  })
  async updateReportData({ reportId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { needsUpdate } = await this.octoperf.call('reportDataStatus', ReportDataStatus, { reportId });
    const tasks: { benchResultId: string; taskId: string }[] = [];
    for (const benchResultId of needsUpdate) {
      const task: UpdateBenchResultDataTask = { '@type': 'UpdateBenchResultDataTask', benchResultId };
      tasks.push({ benchResultId, taskId: await submittedTask(this.octoperf, task, 'Call get_report_data_status to see which runs are being updated.') });
    }
    return { tasks };
  }
}
