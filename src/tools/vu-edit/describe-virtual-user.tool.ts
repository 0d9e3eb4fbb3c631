import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { virtualUserId } from '../vocabulary/ids.js';
import { virtualUserListing, VirtualUserListing } from '../vocabulary/listings.js';

const Params = z.object({ virtualUserId });

@ToolController()
export class DescribeVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'describe_virtual_user',
    title: 'Describe Virtual User',
    description: 'One Virtual User in short: name, type, dates and the link to its page. Call it after an upload, which answers an id without link. Next: sanity_check_virtual_user, then validate_virtual_user.',
    effect: 'read',
    params: Params,
    result: VirtualUserListing,
  })
  async describeVirtualUser({ virtualUserId }: z.output<typeof Params>): Promise<z.input<typeof VirtualUserListing>> {
    const virtualUser = await this.octoperf.call('virtualUser', VirtualUserDescription, { virtualUserId });
    return virtualUserListing(virtualUser, await this.projects.workspaceId(virtualUser.projectId), this.links);
  }
}
