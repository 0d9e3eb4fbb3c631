import { z } from 'zod';
import { isTerminal } from '../../contract/bench-result.js';
import { ValidationRun } from '../../contract/validation.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';

const Params = z.object({ projectId, virtualUserId });
const Result = z.object({
  finished: z.boolean().describe('The one terminal check: true in FINISHED, ABORTED and ERROR.'),
  state: z.string().describe('CREATED, PENDING, SCALING, PREPARING, INITIALIZING, RUNNING, FINISHED, ABORTED or ERROR'),
  benchResultId: z.string(),
  url,
});

@ToolController()
export class GetVirtualUserValidationTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_virtual_user_validation',
    title: 'Get validation state',
    description: 'State of the latest validation of a Virtual User. Poll every 5 s until finished is true. FINISHED says that it was played, not that it passed: then get_virtual_user_validation_index. ERROR: read jmeter.log with read_bench_result_file_lines.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getVirtualUserValidation({ projectId, virtualUserId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, { benchResultId, state, finished }] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('validation', ValidationRun, { virtualUserId })]);
    return { finished: finished ?? isTerminal(state), state, benchResultId, url: this.links.virtualUser(workspaceId, projectId, virtualUserId) };
  }
}
