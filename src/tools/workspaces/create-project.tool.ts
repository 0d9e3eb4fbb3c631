import { z } from 'zod';
import { Project } from '../../contract/project.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { projectListing, ProjectListing } from '../vocabulary/listings.js';
import { tags } from '../vocabulary/tags.js';

const Params = z.object({
  workspaceId,
  name: EntityName.describe('Name, at most 80 characters.'),
  description: EntityDescription.default('').describe('What the project is for, at most 2000 characters.'),
  tags: tags.default([]).describe('Free words to find it by.'),
});

@ToolController()
export class CreateProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_project',
    title: 'Create project',
    description: 'Creates an empty design project in a workspace; answers its id and link. A second call makes a second project: look in list_projects_by_workspace first. Needs role TESTER or ADMIN. Next: import_har_virtual_user.',
    effect: 'create',
    wayBack: { by: 'delete_project' },
    params: Params,
    result: ProjectListing,
  })
  async createProject({ workspaceId, name, description, tags }: z.output<typeof Params>): Promise<z.input<typeof ProjectListing>> {
    const now = Date.now();
    // A creation must carry both dates; the server sets its own (octoperf-rest-api.md §1.6, documented).
    const body = { id: '', userId: '', workspaceId, name, description, type: 'DESIGN', tags, created: now, lastModified: now };
    return projectListing(await this.octoperf.call('createProject', Project, {}, { body }), this.links);
  }
}
