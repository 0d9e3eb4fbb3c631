import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { slaProfileId } from '../vocabulary/ids.js';
import { projectTrees } from '../vocabulary/project-trees.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { attachedIn } from './attached-profiles.js';

/** Trees looked at for attachments. */
const TREES = 100;
const NAMED = 10;
const Params = z.object({ slaProfileId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteSlaProfileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_sla_profile',
    title: 'Delete SLA profile',
    description: 'Destructive: deletes an SLA profile. Refused while a Virtual User carries it: call detach_sla_profile_from_virtual_user on each first. Confirm with the user. undo_change brings it back under a new id.',
    effect: 'remove',
    wayBack: { copy: 'the SLA profile' },
    params: Params,
    result: Result,
  })
  async deleteSlaProfile({ slaProfileId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('sla-profile', slaProfileId);
    const { trees } = await projectTrees(this.octoperf, current.projectId, TREES);
    const carriers = trees.filter(({ children }) => attachedIn(children).includes(slaProfileId));
    // A rule of use that the platform does not enforce: a deleted profile would leave actions behind that name nothing (behaviour.md §15.7, documented).
    if (carriers.length > 0) throw new AgentError(`The profile is attached to ${carriers.slice(0, NAMED).map(({ name, id }) => `${name} (${id})`).join(', ')}${carriers.length > NAMED ? ` and ${carriers.length - NAMED} more` : ''}.`, 'Call detach_sla_profile_from_virtual_user for each, then delete it.');
    const { undo } = await this.undo.changing({ kind: 'sla-profile', tool: 'delete_sla_profile', entities: [current], withoutUndo }, () => this.octoperf.send('deleteSlaProfile', { slaProfileId }));
    return { deleted: true, ...undo };
  }
}
