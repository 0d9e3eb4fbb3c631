import { z } from 'zod';
import { Project } from '../../contract/project.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { projectId } from '../vocabulary/ids.js';
import { projectListing, ProjectListing } from '../vocabulary/listings.js';
import { tags } from '../vocabulary/tags.js';

const Params = z.object({
  projectId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  tags: tags.optional().describe('Replaces the whole set of tags.'),
});

@ToolController()
export class UpdateProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_project',
    title: 'Update project',
    description: 'Changes name, description or tags of a project; what is not given stays as it is. Answers the project after the change.',
    effect: 'edit',
    params: Params,
    result: ProjectListing,
  })
  async updateProject({ projectId, name, description, tags }: z.output<typeof Params>): Promise<z.input<typeof ProjectListing>> {
    const changes = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }), ...(tags === undefined ? {} : { tags }) };
    if (Object.keys(changes).length === 0) throw new AgentError('There is nothing to change.', 'Give name, description or tags.');
    const current = await this.octoperf.call('project', Project, { projectId });
    return projectListing(await this.octoperf.call('updateProject', Project, { projectId }, { body: { ...current, ...changes } }), this.links);
  }
}
