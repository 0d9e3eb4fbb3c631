import { z } from 'zod';
import { Project } from '../../contract/project.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { workspaceId } from '../vocabulary/ids.js';
import { projectListing, ProjectListing } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({ workspaceId, ...narrowing });
const Result = z.object({ projects: z.array(ProjectListing), ...leftOut });

@ToolController()
export class ListProjectsByWorkspaceTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_projects_by_workspace',
    title: 'List projects of a workspace',
    description: 'Design projects of a workspace. A project holds Virtual Users, scenarios, correlation rules and reports. Next: list_virtual_users, list_scenarios_by_project, list_bench_reports_by_project.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listProjectsByWorkspace({ workspaceId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('projects', z.array(Project), { workspaceId, type: 'DESIGN' });
    const { entries, ...rest } = narrowed(all.filter((project) => project.type === 'DESIGN'), narrow, (project) => projectListing(project, this.links));
    return { projects: entries, ...rest };
  }
}
