import { z } from 'zod';
import { ScheduledJob } from '../../contract/scheduled-job.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { jobId } from '../vocabulary/ids.js';
import { ScheduledJobListing, scheduledJobListing } from './scheduled-job-listing.js';

const Params = z.object({ jobId });

@ToolController()
export class DisableScheduledJobTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'disable_scheduled_job',
    title: 'Disable a scheduled job',
    description: 'Pauses a job: it stays in the list and runs no more; a run under way goes on (for that: stop_bench_result). Answers the job. Way back: enable_scheduled_job.',
    effect: 'edit',
    wayBack: { by: 'enable_scheduled_job' },
    params: Params,
    result: ScheduledJobListing,
  })
  async disableScheduledJob({ jobId }: z.output<typeof Params>): Promise<z.input<typeof ScheduledJobListing>> {
    const job = await this.octoperf.call('disableScheduledJob', ScheduledJob, { jobId });
    return scheduledJobListing(job, await this.projects.workspaceId(job.projectId), this.links);
  }
}
