import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { jobId } from '../vocabulary/ids.js';

const Params = z.object({ jobId });
const Result = z.object({ deleted: z.boolean() });

@ToolController()
export class DeleteScheduledJobTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'delete_scheduled_job',
    title: 'Delete a scheduled job',
    description: 'Destructive: deletes a job for good; its past runs and their reports stay. Confirm with the user first. To pause it: disable_scheduled_job. No undo, so that nothing re-arms spending by itself: schedule the scenario anew.',
    effect: 'remove',
    wayBack: { none: 'A copy that puts it back would arm spending unasked; schedule the scenario anew, with what list_scheduled_jobs_by_project tells.' },
    params: Params,
    result: Result,
  })
  async deleteScheduledJob({ jobId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    await this.octoperf.send('deleteScheduledJob', { jobId });
    return { deleted: true };
  }
}
