import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { VariableName } from '../vocabulary/variable-name.js';
import { VariableListing } from './variable-listing.js';
import { description, VariableStore } from './variable-store.js';

const Params = z.object({
  projectId,
  name: VariableName.describe('Written ${name} where it is used.'),
  value: z.string().max(100_000).describe('The text.'),
  description,
});

@ToolController()
export class CreateConstantVariableTool {
  constructor(private readonly variables: VariableStore) {}

  @OctoperfTool({
    name: 'create_constant_variable',
    title: 'Create constant variable',
    description: 'Creates a project variable that yields the same text wherever a Virtual User says ${name}: a host, a tenant, an API version. For passwords create_secret_variable; for data that differs per user create_csv_variable.',
    effect: 'create',
    wayBack: { by: 'delete_variable' },
    params: Params,
    result: VariableListing,
  })
  async createConstantVariable({ projectId, name, description, value }: z.output<typeof Params>): Promise<z.input<typeof VariableListing>> {
    return this.variables.create({ projectId, name, description, variable: { '@type': 'ConstantVariable', value } });
  }
}
