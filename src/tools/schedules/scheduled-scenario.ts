import { z } from 'zod';
import { type JobTrigger, ScheduledJob } from '../../contract/scheduled-job.js';
import { EntityName } from '../../contract/wire.js';
import type { DeepLinks } from '../../octoperf/deep-links.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import type { ProjectLocator } from '../../octoperf/project-locator.js';
import { StoredEntity } from '../../octoperf/undo-kinds.js';
import { scenarioId, templateId } from '../vocabulary/ids.js';
import { type ScheduledJobListing, scheduledJobListing } from './scheduled-job-listing.js';

/** Parameters of both ways to schedule. */
export const scheduling = {
  scenarioId,
  name: EntityName.describe('Name of the job, its runs and their reports.'),
  templateId: templateId.optional().describe('Report template that shapes the reports, from list_report_templates; default: the standard report.'),
};
type Wanted = z.output<z.ZodObject<typeof scheduling>>;
interface Services { readonly octoperf: OctoperfClient; readonly projects: ProjectLocator; readonly links: DeepLinks }

/** Arms a job. Everything that can fail is read before: once it is armed, the answer must get through. */
export async function scheduledScenario({ octoperf, projects, links }: Services, { scenarioId, name, templateId }: Wanted, trigger: JobTrigger): Promise<z.input<typeof ScheduledJobListing>> {
  const { projectId } = await octoperf.call('scenario', StoredEntity, { scenarioId });
  const workspaceId = await projects.workspaceId(projectId);
  const body = { id: '', userId: '', projectId, scenarioId, name, description: '', ...(templateId === undefined ? {} : { templateId }), enabled: true, trigger };
  return scheduledJobListing(await octoperf.call('createScheduledJob', ScheduledJob, {}, { body }), workspaceId, links);
}
