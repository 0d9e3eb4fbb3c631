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
export class EnableScheduledJobTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'enable_scheduled_job',
    title: 'Enable a scheduled job',
    description: 'Re-arms a disabled job: its REAL runs start again, and each spends credits. Confirm with the user first, naming account, scenario and next run. The next run is worked out from now on; what was missed is not made up for. An enabled job stays as it is. Way back: disable_scheduled_job.',
    effect: 'arm',
    wayBack: { by: 'disable_scheduled_job; there was nothing to keep a copy of' },
    params: Params,
    result: ScheduledJobListing,
  })
  async enableScheduledJob({ jobId }: z.output<typeof Params>): Promise<z.input<typeof ScheduledJobListing>> {
    const job = await this.octoperf.call('enableScheduledJob', ScheduledJob, { jobId });
    return scheduledJobListing(job, await this.projects.workspaceId(job.projectId), this.links);
  }
}
