import { z } from 'zod';
import { Project } from '../../contract/project.js';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { projectId } from '../vocabulary/ids.js';
import { projectListing, ProjectListing } from '../vocabulary/listings.js';
import { tags } from '../vocabulary/tags.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({
  projectId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  tags: tags.optional().describe('Replaces the whole set of tags.'),
  withoutUndo,
});
const Result = ProjectListing.extend(undoFields);

@ToolController()
export class UpdateProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_project',
    title: 'Update project',
    description: 'Changes name, description or tags of a project; what is not given stays as it is. undo_change takes it back.',
    effect: 'edit',
    wayBack: { copy: 'the name, description and tags of the project' },
    params: Params,
    result: Result,
  })
  async updateProject({ projectId, name, description, tags, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const changes = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }), ...(tags === undefined ? {} : { tags }) };
    if (Object.keys(changes).length === 0) throw new AgentError('There is nothing to change.', 'Give name, description or tags.');
    const current = await this.undo.read('project', projectId);
    const { projectId: _itself, ...project } = current;
    const { answer, undo } = await this.undo.changing({ kind: 'project', tool: 'update_project', entities: [current], withoutUndo },
      () => this.octoperf.call('updateProject', Project, { projectId }, { body: { ...project, ...changes } }));
    return { ...projectListing(answer, this.links), ...undo };
  }
}
