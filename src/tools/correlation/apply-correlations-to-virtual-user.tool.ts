import { z } from 'zod';
import type { ApplyCorrelationsTask } from '../../contract/task.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { submittedTask } from '../../octoperf/submitted-task.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({ projectId, virtualUserId, withoutUndo });
const Result = z.object({ taskId: z.string(), ...undoFields });

@ToolController()
export class ApplyCorrelationsToVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'apply_correlations_to_virtual_user',
    title: 'Apply correlations',
    description: 'Destructive: rewrites a Virtual User in place with the extractors and ${variables} of all correlation rules of its project; undo_change takes it back. Confirm with the user first. Needs recorded responses. Poll get_task_result every 3 s until SUCCESS or FAILED (2 min at most), then validate_virtual_user.',
    effect: 'overwrite',
    wayBack: { copy: 'the Virtual User' },
    params: Params,
    result: Result,
  })
  async applyCorrelationsToVirtualUser({ projectId, virtualUserId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('virtual-user', virtualUserId);
    const { answer, undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'apply_correlations_to_virtual_user', entities: [current], withoutUndo }, () => this.submit(projectId, virtualUserId));
    return { taskId: answer, ...undo };
  }

  private async submit(projectId: string, virtualUserId: string): Promise<string> {
    const body: ApplyCorrelationsTask = { '@type': 'ApplyCorrelationsTask', projectId, virtualUserId };
    return submittedTask(this.octoperf, body, 'Call get_virtual_user to see whether the Virtual User changed.');
  }
}
