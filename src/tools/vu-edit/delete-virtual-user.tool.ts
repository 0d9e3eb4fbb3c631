import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { virtualUserId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';

const Params = z.object({ virtualUserId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_virtual_user',
    title: 'Delete Virtual User',
    description: 'Destructive: deletes a Virtual User with its actions and all that was recorded and validated; scenarios that play it stop working. undo_change brings the actions back under a new id, the recording never. Confirm with the user first.',
    effect: 'remove',
    wayBack: { copy: 'the Virtual User, without what was recorded and validated' },
    params: Params,
    result: Result,
  })
  async deleteVirtualUser({ virtualUserId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('virtual-user', virtualUserId);
    const { undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'delete_virtual_user', entities: [current], withoutUndo }, () => this.octoperf.send('deleteVirtualUser', { virtualUserId }));
    return { deleted: true, ...undo };
  }
}
