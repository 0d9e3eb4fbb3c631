import { z } from 'zod';
import { Project } from '../../contract/project.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { projectId } from '../vocabulary/ids.js';

const Params = z.object({
  projectId,
  confirmProjectName: z.string().describe('The current name of the project, exactly, as proof that the right one is meant.'),
});
const Result = z.object({ deleted: z.boolean(), wayBack: z.string() });

@ToolController()
export class DeleteProjectTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'delete_project',
    title: 'Delete project',
    description: 'Destructive: deletes a project with all it holds (Virtual Users, scenarios, rules, results, reports) for good; there is no restore. Confirm with the user first, naming the project and the account.',
    effect: 'remove',
    wayBack: { none: 'The copies would lie among the files of the project, which go with it.' },
    params: Params,
    result: Result,
  })
  async deleteProject({ projectId, confirmProjectName }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { name } = await this.octoperf.call('project', Project, { projectId });
    if (name !== confirmProjectName) {
      throw new AgentError(`confirmProjectName ${JSON.stringify(confirmProjectName)} is not the name of this project, which is ${JSON.stringify(name)}.`, 'Ask the user which project is meant; repeat the call only if it is this one.');
    }
    await this.octoperf.send('deleteProject', { projectId });
    return { deleted: true, wayBack: 'None: undo copies lie among the files of the project, which are gone with it.' };
  }
}
