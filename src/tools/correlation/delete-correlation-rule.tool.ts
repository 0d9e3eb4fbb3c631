import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { ruleId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({ ruleId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteCorrelationRuleTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_correlation_rule',
    title: 'Delete correlation rule',
    description: 'Destructive: deletes a rule of a project. Virtual Users that it was applied to keep their extractors and ${variables}. Confirm with the user first; undo_change brings it back under a new id.',
    effect: 'remove',
    wayBack: { copy: 'the rule' },
    params: Params,
    result: Result,
  })
  async deleteCorrelationRule({ ruleId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('correlation-rule', ruleId);
    const { undo } = await this.undo.changing({ kind: 'correlation-rule', tool: 'delete_correlation_rule', entities: [current], withoutUndo }, () => this.octoperf.send('deleteCorrelationRule', { ruleId }));
    return { deleted: true, ...undo };
  }
}
