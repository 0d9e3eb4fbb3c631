import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { assignableRole, memberNamed, username } from './members.js';
import { wayBack } from './way-back.js';

const Params = z.object({ workspaceId, username });
const Result = z.object({ removed: z.boolean(), wayBack });

@ToolController()
export class RemoveWorkspaceMemberTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'remove_workspace_member',
    title: 'Remove workspace member',
    description: 'Destructive: takes one account out of a workspace; the account and what it made survive, add_workspace_member lets it in again. Needs role ADMIN; the last ADMIN cannot go. Confirm with the user first, above all where the account is your own.',
    effect: 'remove',
    wayBack: { by: 'add_workspace_member with the former role, which the answer names: a workspace has no files to keep a copy among' },
    params: Params,
    result: Result,
  })
  async removeWorkspaceMember({ workspaceId, username }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { id: memberId, role, username: email } = await memberNamed(this.octoperf, workspaceId, username);
    await this.octoperf.send('removeMember', { memberId });
    const former = assignableRole.safeParse(role).success ? `role ${role}` : `another role: ${role}, which it had, only the page of the workspace can give`;
    return { removed: true, wayBack: `add_workspace_member with username ${email} and ${former}` };
  }
}
