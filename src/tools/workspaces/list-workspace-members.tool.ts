import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { workspaceId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { MemberListing, memberListing, membersOf } from './members.js';

const Params = z.object({ workspaceId, ...narrowing });
const Result = z.object({ members: z.array(MemberListing), ...leftOut, url });

@ToolController()
export class ListWorkspaceMembersTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_workspace_members',
    title: 'List workspace members',
    description: 'Who may enter a workspace: account e-mail and role (ADMIN all; TESTER all in projects; TEST_EXECUTOR runs but edits no Virtual User; VIEWER reads; CUSTOM promises nothing). Look here before the tools that change members.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listWorkspaceMembers({ workspaceId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const named = (await membersOf(this.octoperf, workspaceId)).map((member) => ({ ...member, name: member.username }));
    const { entries, ...rest } = narrowed(named, narrow, memberListing);
    return { members: entries, ...rest, url: this.links.workspace(workspaceId) };
  }
}
