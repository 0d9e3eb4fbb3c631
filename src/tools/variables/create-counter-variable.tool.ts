import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { VariableName } from '../vocabulary/variable-name.js';
import { VariableListing } from './variable-listing.js';
import { description, format, VariableStore } from './variable-store.js';

const Params = z.object({
  projectId,
  name: VariableName.describe('Written ${name} where it is used.'),
  start: z.int().default(1).describe('First number.'),
  end: z.int().default(Number.MAX_SAFE_INTEGER).describe('Last number, then start again.'),
  increment: z.int().default(1).describe('Step, not 0.'),
  format,
  perUser: z.boolean().default(false).describe('One counter per user.'),
  resetOnEachIteration: z.boolean().default(false).describe('Start again at each iteration.'),
  description,
});

@ToolController()
export class CreateCounterVariableTool {
  constructor(private readonly variables: VariableStore) {}

  @OctoperfTool({
    name: 'create_counter_variable',
    title: 'Create counter variable',
    description: 'Creates a project variable that counts: each iteration reads the next number, from start to end and over again. Shared by all users of a load generator unless perUser. For data rows create_csv_variable.',
    effect: 'create',
    wayBack: { by: 'delete_variable' },
    params: Params,
    result: VariableListing,
  })
  async createCounterVariable({ projectId, name, description, start, end, increment, format, perUser, resetOnEachIteration }: z.output<typeof Params>): Promise<z.input<typeof VariableListing>> {
    if (increment === 0) throw new AgentError('increment is 0: the counter would never move.', 'Give another increment, or call create_constant_variable.');
    if (increment > 0 ? end < start : end > start) throw new AgentError(`A counter from ${start} by ${increment} never comes to ${end}.`, 'Give an end that lies in the direction of increment.');
    return this.variables.create({ projectId, name, description, variable: { '@type': 'CounterVariable', start, end, increment, format, trackPerUser: perUser, resetOnEachIteration } });
  }
}
