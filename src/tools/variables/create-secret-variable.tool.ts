import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { VariableName } from '../vocabulary/variable-name.js';
import { VariableListing } from './variable-listing.js';
import { description, VariableStore } from './variable-store.js';

const Params = z.object({
  projectId,
  name: VariableName.describe('Written ${name} where it is used.'),
  value: z.string().max(10_000).describe('The secret; ask the user for it, never invent one.'),
  description,
});

@ToolController()
export class CreateSecretVariableTool {
  constructor(private readonly variables: VariableStore) {}

  @OctoperfTool({
    name: 'create_secret_variable',
    title: 'Create secret variable',
    description: 'Creates a project variable whose text is kept encrypted and never shown again, by no tool and in no log: passwords, API keys. Used as ${name}. To change it, delete_variable and create it anew.',
    effect: 'create',
    wayBack: { by: 'delete_variable' },
    params: Params,
    result: VariableListing,
  })
  async createSecretVariable({ projectId, name, description, value }: z.output<typeof Params>): Promise<z.input<typeof VariableListing>> {
    return this.variables.create({ projectId, name, description, variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value } } });
  }
}
