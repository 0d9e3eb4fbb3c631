import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { memberNamed, username } from './members.js';

const Params = z.object({ workspaceId, username });
const Result = z.object({ removed: z.boolean() });

@ToolController()
export class RemoveWorkspaceMemberTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'remove_workspace_member',
    title: 'Remove workspace member',
    description: 'Destructive: takes one account out of a workspace; the account and what it made survive, add_workspace_member lets it in again. Needs role ADMIN; the last ADMIN cannot go. Confirm with the user first, above all where the account is your own.',
    effect: 'remove',
    params: Params,
    result: Result,
  })
  async removeWorkspaceMember({ workspaceId, username }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { id: memberId } = await memberNamed(this.octoperf, workspaceId, username);
    await this.octoperf.send('removeMember', { memberId });
    return { removed: true };
  }
}
