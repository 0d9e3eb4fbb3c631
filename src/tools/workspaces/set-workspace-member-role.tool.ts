import { z } from 'zod';
import { WorkspaceMember } from '../../contract/workspace.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { assignableRole, memberListing, MemberListing, memberNamed, username } from './members.js';

const Params = z.object({ workspaceId, username, role: assignableRole.describe('Replaces the present role.') });

@ToolController()
export class SetWorkspaceMemberRoleTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'set_workspace_member_role',
    title: 'Set workspace member role',
    description: 'Destructive: replaces the role of one member. Needs role ADMIN. A workspace keeps at least one ADMIN, and an account stays ADMIN somewhere. Confirm with the user first, above all where the account is your own (get_current_user): nothing else stops you from locking yourself out.',
    effect: 'overwrite',
    params: Params,
    result: MemberListing,
  })
  async setWorkspaceMemberRole({ workspaceId, username, role }: z.output<typeof Params>): Promise<z.input<typeof MemberListing>> {
    const member = await memberNamed(this.octoperf, workspaceId, username);
    if (member.role === role) return memberListing(member);
    return memberListing(await this.octoperf.call('updateMember', WorkspaceMember, { memberId: member.id }, { body: { ...member, role } }));
  }
}
