import { z } from 'zod';
import { WorkspaceMember } from '../../contract/workspace.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { assignableRole, memberListing, MemberListing, membersOf, username } from './members.js';

const Params = z.object({ workspaceId, username, role: assignableRole.default('VIEWER').describe('What the account may do there.') });

@ToolController()
export class AddWorkspaceMemberTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'add_workspace_member',
    title: 'Add workspace member',
    description: 'Lets an account that already exists into a workspace, as VIEWER unless told otherwise. No invitation: nothing is mailed, an unknown e-mail is refused. Needs role ADMIN. Confirm e-mail and role with the user first.',
    effect: 'edit',
    wayBack: { by: 'remove_workspace_member' },
    params: Params,
    result: MemberListing,
  })
  async addWorkspaceMember({ workspaceId, username, role }: z.output<typeof Params>): Promise<z.input<typeof MemberListing>> {
    const present = (await membersOf(this.octoperf, workspaceId)).find((member) => member.username.toLowerCase() === username.toLowerCase());
    if (present === undefined) return memberListing(await this.octoperf.call('addMember', WorkspaceMember, {}, { body: { id: '', workspaceId, username, role } }));
    if (present.role === role) return memberListing(present);
    throw new AgentError(`${JSON.stringify(username)} is a member already, with role ${present.role}.`, 'Call set_workspace_member_role to give another role.');
  }
}
