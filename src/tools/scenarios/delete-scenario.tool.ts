import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { scenarioId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({ scenarioId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteScenarioTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_scenario',
    title: 'Delete a scenario',
    description: 'Destructive: deletes the scenario; its runs and reports stay. Confirm with the user first, naming the scenario and the account. undo_change brings it back under a new id, without tokens and passwords.',
    effect: 'remove',
    wayBack: { copy: 'the scenario, without its tokens and passwords' },
    params: Params,
    result: Result,
  })
  async deleteScenario({ scenarioId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('scenario', scenarioId);
    const { undo } = await this.undo.changing({ kind: 'scenario', tool: 'delete_scenario', entities: [current], withoutUndo }, () => this.octoperf.send('deleteScenario', { scenarioId }));
    return { deleted: true, ...undo };
  }
}
