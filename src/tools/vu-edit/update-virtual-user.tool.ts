import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { virtualUserId } from '../vocabulary/ids.js';
import { virtualUserListing, VirtualUserListing } from '../vocabulary/listings.js';
import { tags } from '../vocabulary/tags.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({
  virtualUserId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  tags: tags.optional().describe('Replaces the whole set of tags.'),
  withoutUndo,
});
const Result = VirtualUserListing.extend(undoFields);

@ToolController()
export class UpdateVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_virtual_user',
    title: 'Update Virtual User',
    description: 'Changes name, description or tags of a Virtual User; its actions stay as they are (for those: patch_virtual_user). undo_change takes it back.',
    effect: 'edit',
    wayBack: { copy: 'the Virtual User' },
    params: Params,
    result: Result,
  })
  async updateVirtualUser({ virtualUserId, withoutUndo, ...changes }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0) throw new AgentError('There is nothing to change.', 'Give name, description or tags.');
    const current = await this.undo.read('virtual-user', virtualUserId);
    const { answer, undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'update_virtual_user', entities: [current], withoutUndo },
      () => this.octoperf.call('updateVirtualUser', VirtualUserDescription, { virtualUserId }, { body: { ...current, ...given } }));
    return { ...virtualUserListing(answer, await this.projects.workspaceId(answer.projectId), this.links), ...undo };
  }
}
