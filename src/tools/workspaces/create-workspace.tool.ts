import { z } from 'zod';
import { Workspace } from '../../contract/workspace.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceListing, WorkspaceListing } from './workspace-listing.js';

const Params = z.object({
  name: EntityName.describe('Name, at most 80 characters.'),
  description: EntityDescription.default('').describe('What it is for, at most 2000 characters.'),
});

@ToolController()
export class CreateWorkspaceTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_workspace',
    title: 'Create workspace',
    description: 'Creates a workspace, a place for projects that only its members see; you become its one ADMIN. No tool can delete it: ask the user whether an existing one (list_workspaces) will do. Next: create_project, or add_workspace_member.',
    effect: 'create',
    wayBack: { none: 'No tool deletes a workspace; an administrator does, on its page.' },
    params: Params,
    result: WorkspaceListing,
  })
  async createWorkspace({ name, description }: z.output<typeof Params>): Promise<z.input<typeof WorkspaceListing>> {
    const now = Date.now();
    const body = { id: '', userId: '', name, description, created: now, lastModified: now };
    return workspaceListing(await this.octoperf.call('createWorkspace', Workspace, {}, { body }), this.links);
  }
}
