import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { variableId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({ variableId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteVariableTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_variable',
    title: 'Delete variable',
    description: 'Destructive: deletes a variable; what still says ${name} then sends these very characters. Look at its usages in list_variables and confirm with the user first. undo_change brings it back, a secret without its value.',
    effect: 'remove',
    wayBack: { copy: 'the variable, a secret one without its value' },
    params: Params,
    result: Result,
  })
  async deleteVariable({ variableId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('variable', variableId);
    const { undo } = await this.undo.changing({ kind: 'variable', tool: 'delete_variable', entities: [current], withoutUndo }, () => this.octoperf.send('deleteVariable', { variableId }));
    return { deleted: true, ...undo };
  }
}
