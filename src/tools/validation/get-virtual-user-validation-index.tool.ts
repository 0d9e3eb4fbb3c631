import { z } from 'zod';
import { ValidationIndexEntry } from '../../contract/validation.js';
import { VirtualUser } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut } from '../vocabulary/bounded.js';
import { fitting } from '../vocabulary/fitting.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { actionsById, failingFirst, ValidatedAction, validatedAction } from './validated-action.js';

const PAGE = 50;
const Params = z.object({ virtualUserId, projectId: projectId.optional().describe('Refuses when the Virtual User is not of this project.'), offset: z.int().min(0).default(0).describe('Skip so many actions.') });
const Result = z.object({
  actions: z.array(ValidatedAction),
  failing: z.int().describe('Actions with at least one failed iteration.'),
  ...leftOut,
});

@ToolController()
export class GetVirtualUserValidationIndexTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_virtual_user_validation_index',
    title: 'Get validation index',
    description: 'What passed and failed in the latest validation, per action, failing first, without bodies. Group similar failures, then read one of each with get_validation_failure_detail and its failed timestamp. Empty after a finished run: the engine played nothing, read jmeter.log with read_bench_result_file_lines.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getVirtualUserValidationIndex({ virtualUserId, projectId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [entries, virtualUser] = await Promise.all([
      this.octoperf.call('validationIndex', z.array(ValidationIndexEntry), { virtualUserId }),
      this.octoperf.call('virtualUser', VirtualUser, { virtualUserId }),
    ]);
    if (projectId !== undefined && projectId !== virtualUser.projectId) throw new AgentError(`The project "${projectId}" has no Virtual User "${virtualUserId}".`, 'Take both ids from list_virtual_users, or leave projectId out.');
    const nodes = actionsById(virtualUser.children);
    const all = failingFirst(entries, nodes).map((entry) => validatedAction(entry, nodes.get(entry.actionId)));
    const { entries: actions, omitted } = fitting(all, { offset, most: PAGE });
    return {
      actions,
      failing: entries.filter(({ success, total }) => success < total).length,
      total: entries.length,
      ...(omitted === undefined ? {} : { omitted }),
    };
  }
}
