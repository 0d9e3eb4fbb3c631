import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { StoredEntity } from '../../octoperf/undo-kinds.js';
import { virtualUserId } from '../vocabulary/ids.js';
import { virtualUserListing, VirtualUserListing } from '../vocabulary/listings.js';
import { tags } from '../vocabulary/tags.js';

const Params = z.object({
  virtualUserId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  tags: tags.optional().describe('Replaces the whole set of tags.'),
});

@ToolController()
export class UpdateVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_virtual_user',
    title: 'Update Virtual User',
    description: 'Changes name, description or tags of a Virtual User; its actions stay as they are (for those: patch_virtual_user). Answers the Virtual User after the change.',
    effect: 'edit',
    params: Params,
    result: VirtualUserListing,
  })
  async updateVirtualUser({ virtualUserId, ...changes }: z.output<typeof Params>): Promise<z.input<typeof VirtualUserListing>> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0) throw new AgentError('There is nothing to change.', 'Give name, description or tags.');
    const current = await this.octoperf.call('virtualUser', StoredEntity, { virtualUserId });
    const changed = await this.octoperf.call('updateVirtualUser', VirtualUserDescription, { virtualUserId }, { body: { ...current, ...given } });
    return virtualUserListing(changed, await this.projects.workspaceId(changed.projectId), this.links);
  }
}
