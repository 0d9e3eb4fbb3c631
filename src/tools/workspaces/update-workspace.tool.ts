import { z } from 'zod';
import { Workspace } from '../../contract/workspace.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { wayBack } from './way-back.js';
import { workspaceListing, WorkspaceListing } from './workspace-listing.js';

const Result = WorkspaceListing.extend({ wayBack });
const Params = z.object({
  workspaceId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
});

@ToolController()
export class UpdateWorkspaceTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_workspace',
    title: 'Update workspace',
    description: 'Renames or re-describes a workspace; members, projects and providers stay as they are. Needs role ADMIN on it.',
    effect: 'edit',
    wayBack: { by: 'update_workspace with the former words, which the answer names: a workspace has no files to keep a copy among' },
    params: Params,
    result: Result,
  })
  async updateWorkspace({ workspaceId, name, description }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const changes = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
    if (Object.keys(changes).length === 0) throw new AgentError('There is nothing to change.', 'Give name or description.');
    const current = await this.octoperf.call('workspace', Workspace, { workspaceId });
    const former = Object.fromEntries(Object.keys(changes).map((field) => [field, current[field]]));
    const updated = await this.octoperf.call('updateWorkspace', Workspace, { workspaceId }, { body: { ...current, ...changes } });
    return { ...workspaceListing(updated, this.links), wayBack: `update_workspace with ${JSON.stringify(former)}` };
  }
}
