import { z } from 'zod';
import { ScheduledJob } from '../../contract/scheduled-job.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { ScheduledJobListing, scheduledJobListing } from './scheduled-job-listing.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ jobs: z.array(ScheduledJobListing), ...leftOut });

@ToolController()
export class ListScheduledJobsByProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_scheduled_jobs_by_project',
    title: 'List scheduled jobs of a project',
    description: 'Every scheduled job of a project, disabled ones included: what runs, when, next time and latest firing. A nextRun in the past is a broken job. Next: disable_scheduled_job, enable_scheduled_job; get_bench_report of a lastRun.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listScheduledJobsByProject({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('scheduledJobs', z.array(ScheduledJob), { projectId })]);
    const { entries, ...rest } = narrowed(all, narrow, (job) => scheduledJobListing(job, workspaceId, this.links));
    return { jobs: entries, ...rest };
  }
}
