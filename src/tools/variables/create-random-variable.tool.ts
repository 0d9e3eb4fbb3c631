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
  min: z.int().describe('Smallest number.'),
  max: z.int().describe('Largest number.'),
  format,
  description,
});

@ToolController()
export class CreateRandomVariableTool {
  constructor(private readonly variables: VariableStore) {}

  @OctoperfTool({
    name: 'create_random_variable',
    title: 'Create random variable',
    description: 'Creates a project variable that yields a whole number between min and max, both included, anew at each iteration. Numbers only: for random texts use create_csv_variable with shuffle.',
    effect: 'create',
    wayBack: { by: 'delete_variable' },
    params: Params,
    result: VariableListing,
  })
  async createRandomVariable({ projectId, name, description, min, max, format }: z.output<typeof Params>): Promise<z.input<typeof VariableListing>> {
    if (max < min) throw new AgentError(`max ${max} is below min ${min}.`, 'Give min first, then max.');
    return this.variables.create({ projectId, name, description, variable: { '@type': 'RandomVariable', min, max, format, perUser: false, seed: null } });
  }
}
