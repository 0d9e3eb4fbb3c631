import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { withPasswordsOf } from '../../octoperf/hidden-passwords.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { patched } from '../../octoperf/patched-entity.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { virtualUserId } from '../vocabulary/ids.js';
import { JsonPatch, warnings } from '../vocabulary/json-patch.js';
import { virtualUserListing, VirtualUserListing } from '../vocabulary/listings.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { VIRTUAL_USER_MODEL } from './patch-warm-up.js';

const Params = z.object({
  virtualUserId,
  patch: JsonPatch.optional().describe('RFC 6902 operations; pointers from get_virtual_user. A new action needs a fresh UUID as id and "enabled": true.'),
  ops: JsonPatch.optional().describe('Another name of patch.'),
  withoutUndo,
});
const Result = VirtualUserListing.extend({ warnings, ...undoFields });

@ToolController()
export class PatchVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'patch_virtual_user',
    title: 'Patch Virtual User',
    description: 'Edits the actions of a Virtual User by RFC 6902 JSON Patch: all operations or none, checked against the model before it is stored. Read octoperf://schema/vu first; start with test operations so that a shifted index cannot hit another action. undo_change takes it back. Next: sanity_check_virtual_user.',
    effect: 'overwrite',
    wayBack: { copy: 'the Virtual User' },
    params: Params,
    result: Result,
  })
  async patchVirtualUser({ virtualUserId, patch, ops, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const operations = patch ?? ops;
    if (operations === undefined || (patch !== undefined && ops !== undefined)) throw new AgentError('The operations are missing, or given twice.', 'Give them as patch.');
    const current = await this.undo.read('virtual-user', virtualUserId);
    const { entity, warnings } = patched(current, operations, VIRTUAL_USER_MODEL);
    const { answer, undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'patch_virtual_user', entities: [current], withoutUndo },
      () => this.octoperf.call('updateVirtualUser', VirtualUserDescription, { virtualUserId }, { body: withPasswordsOf(entity, current) }));
    return { ...virtualUserListing(answer, await this.projects.workspaceId(answer.projectId), this.links), warnings, ...undo };
  }
}
