import { z } from 'zod';
import type { ApplyCorrelationsTask } from '../../contract/task.js';
import { OutageError } from '../../errors/outage-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';

const Params = z.object({ projectId, virtualUserId });
const Result = z.object({ taskId: z.string() });

@ToolController()
export class ApplyCorrelationsToVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'apply_correlations_to_virtual_user',
    title: 'Apply correlations',
    description: 'Destructive: rewrites a Virtual User in place with the extractors and ${variables} of all correlation rules of its project; there is no undo, so confirm with the user first. Needs recorded responses. Poll get_task_result every 3 s until SUCCESS or FAILED (2 min at most), then validate_virtual_user.',
    effect: 'overwrite',
    params: Params,
    result: Result,
  })
  async applyCorrelationsToVirtualUser(params: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const body: ApplyCorrelationsTask = { '@type': 'ApplyCorrelationsTask', ...params };
    const answer = await this.octoperf.text('submitTask', {}, { body });
    // A bare string, which some servers quote (octoperf-rest-api.md §1.5, documented).
    const taskId = answer?.trim().replace(/^"|"$/g, '') ?? '';
    if (taskId === '') throw new OutageError('OctoPerf took the task but named no id to ask for.', { written: 'unknown', next: 'Call get_virtual_user to see whether the Virtual User changed.' });
    return { taskId };
  }
}
