import { z } from 'zod';
import { WorkspaceMember } from '../../contract/workspace.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { assignableRole, memberListing, MemberListing, memberNamed, username } from './members.js';
import { wayBack } from './way-back.js';

const Params = z.object({ workspaceId, username, role: assignableRole.describe('Replaces the present role.') });
const Result = MemberListing.extend({ wayBack: wayBack.optional() });

@ToolController()
export class SetWorkspaceMemberRoleTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'set_workspace_member_role',
    title: 'Set workspace member role',
    description: 'Destructive: replaces the role of one member. Needs role ADMIN. A workspace keeps at least one ADMIN, and an account stays ADMIN somewhere. Confirm with the user first, above all where the account is your own (get_current_user): nothing else stops you from locking yourself out.',
    effect: 'overwrite',
    wayBack: { by: 'set_workspace_member_role with the former role, which the answer names: a workspace has no files to keep a copy among' },
    params: Params,
    result: Result,
  })
  async setWorkspaceMemberRole({ workspaceId, username, role }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const member = await memberNamed(this.octoperf, workspaceId, username);
    if (member.role === role) return memberListing(member);
    const updated = await this.octoperf.call('updateMember', WorkspaceMember, { memberId: member.id }, { body: { ...member, role } });
    return { ...memberListing(updated), wayBack: assignableRole.safeParse(member.role).success ? `set_workspace_member_role with role ${member.role}` : `None by a tool: the role was ${member.role}, which only the page of the workspace can give.` };
  }
}
