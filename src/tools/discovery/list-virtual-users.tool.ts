import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { virtualUserListing, VirtualUserListing } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ virtualUsers: z.array(VirtualUserListing), ...leftOut });

@ToolController()
export class ListVirtualUsersTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_virtual_users',
    title: 'List Virtual Users',
    description: 'Virtual Users (recorded user journeys) of a project, without their actions. Next: sanity_check_virtual_user, validate_virtual_user, or get_virtual_user for the actions.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listVirtualUsers({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('virtualUserDescriptions', z.array(VirtualUserDescription), { projectId })]);
    const { entries, ...rest } = narrowed(all, narrow, (virtualUser) => virtualUserListing(virtualUser, workspaceId, this.links));
    return { virtualUsers: entries, ...rest };
  }
}
