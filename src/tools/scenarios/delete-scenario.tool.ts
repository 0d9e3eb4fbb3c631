import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { scenarioId } from '../vocabulary/ids.js';

const Params = z.object({ scenarioId });
const Result = z.object({ deleted: z.boolean() });

@ToolController()
export class DeleteScenarioTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'delete_scenario',
    title: 'Delete a scenario',
    description: 'Destructive: deletes the scenario for good. Confirm with the user first, naming the scenario and the account. Answers {deleted: true}.',
    effect: 'remove',
    params: Params,
    result: Result,
  })
  async deleteScenario({ scenarioId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    await this.octoperf.send('deleteScenario', { scenarioId });
    return { deleted: true };
  }
}
