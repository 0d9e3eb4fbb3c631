import { z } from 'zod';
import { User } from '../../contract/account.js';
import { Workspace, WorkspaceRole } from '../../contract/workspace.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut } from '../vocabulary/bounded.js';
import { fitting } from '../vocabulary/fitting.js';
import { inParallel } from '../vocabulary/in-parallel.js';
import { url } from '../vocabulary/listings.js';
import { LONGEST_ROLE, roleOn } from './workspace-role.js';

const Params = z.object({});
const Result = z.object({
  id: z.string(),
  username: z.string().describe('E-mail of the account.'),
  platformAdmin: z.boolean().describe('True: workspace roles do not bind this account.'),
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role: WorkspaceRole, url })),
  ...leftOut,
});

@ToolController()
export class GetCurrentUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_current_user',
    title: 'Get current user',
    description: 'The account behind this connection: id, e-mail, platform-admin flag, role on each workspace. Call it first and tell the user once which account acts. Next: list_projects_by_workspace.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getCurrentUser(): Promise<z.input<typeof Result>> {
    const [{ id, username, platformAdmin }, memberOf] = await Promise.all([
      this.octoperf.call('currentUser', User, {}),
      this.octoperf.call('workspaces', z.array(Workspace), {}),
    ]);
    const { entries } = fitting(memberOf.map((workspace) => ({ id: workspace.id, name: workspace.name, role: LONGEST_ROLE, url: this.links.workspace(workspace.id) })));
    const workspaces = await inParallel(entries, async (entry, index) => ({ ...entry, role: await roleOn(memberOf[index] ?? { id: entry.id }, this.octoperf) }));
    const more = memberOf.length - workspaces.length;
    return { id, username, platformAdmin, workspaces, total: memberOf.length, ...(more > 0 ? { omitted: `${more} more: list_workspaces pages through them` } : {}) };
  }
}
