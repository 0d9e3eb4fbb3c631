import { z } from 'zod';
import { Workspace } from '../../contract/workspace.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { inParallel } from '../vocabulary/in-parallel.js';
import { url } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { LONGEST_ROLE, roleOn } from './workspace-role.js';

const Params = z.object(narrowing);
const Result = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), description: z.string().optional(), role: z.string().describe('Your role: ADMIN, TESTER, TEST_EXECUTOR, VIEWER, or CUSTOM (promises nothing)'), url })),
  ...leftOut,
});

@ToolController()
export class ListWorkspacesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_workspaces',
    title: 'List workspaces',
    description: 'Workspaces you belong to, with your role on each. Start here: most tools need an id found below a workspace. Next: list_projects_by_workspace.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listWorkspaces(params: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('workspaces', z.array(Workspace), {});
    const { entries, ...rest } = narrowed(all, params, (workspace) => ({
      id: workspace.id,
      name: workspace.name,
      ...(workspace.description === '' ? {} : { description: workspace.description }),
      role: LONGEST_ROLE,
      url: this.links.workspace(workspace.id),
    }));
    // One more call each, where the list does not tell the role: only for those that are shown.
    const byId = new Map(all.map((workspace) => [workspace.id, workspace]));
    const workspaces = await inParallel(entries, async (entry) => ({ ...entry, role: await roleOn(byId.get(entry.id) ?? { id: entry.id }, this.octoperf) }));
    return { workspaces, ...rest };
  }
}
