import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { slaProfileId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { ListedProfile } from './sla-profile-listing.js';

const Params = z.object({ slaProfileId });
const Result = z.object({
  id: z.string(),
  projectId: z.string(),
  name: z.string(),
  thresholds: z.array(z.looseObject({ metric: z.string(), thresholds: z.array(z.unknown()) })).describe('Groups with their bands, as stored: octoperf://schema/sla-profile'),
  url,
});

@ToolController()
export class GetSlaProfileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_sla_profile',
    title: 'Get SLA profile',
    description: 'One SLA profile whole: every metric with its graded bands (severity, range, how long). Read it before patch_sla_profile: its pointers, such as /thresholds/0/thresholds/1/severity, come from here.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getSlaProfile({ slaProfileId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { id, projectId, name, thresholds } = await this.octoperf.call('slaProfile', ListedProfile, { slaProfileId });
    return { id, projectId, name, thresholds, url: this.links.slaProfile(await this.projects.workspaceId(projectId), projectId, id) };
  }
}
