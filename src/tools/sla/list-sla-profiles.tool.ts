import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { ListedProfile, SlaProfileListing, slaProfileListing } from './sla-profile-listing.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ profiles: z.array(SlaProfileListing), ...leftOut });

@ToolController()
export class ListSlaProfilesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_sla_profiles',
    title: 'List SLA profiles',
    description: 'SLA profiles of a project: the metrics each constrains and how many bands it has. The bands: get_sla_profile. A profile judges nothing until attach_sla_profile_to_virtual_user.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listSlaProfiles({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('slaProfiles', z.array(ListedProfile), { projectId })]);
    const { entries, ...rest } = narrowed(all, narrow, (profile) => slaProfileListing(profile, this.links.slaProfile(workspaceId, projectId, profile.id)));
    return { profiles: entries, ...rest };
  }
}
