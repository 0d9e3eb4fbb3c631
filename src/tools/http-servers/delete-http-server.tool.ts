import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { serverId } from '../vocabulary/ids.js';
import { projectTrees } from '../vocabulary/project-trees.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { usagesOf } from './server-usages.js';

/** Trees read to count what is left dangling. */
const TREES = 100;
const Params = z.object({ serverId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), danglingRequests: z.int().describe('Requests that were bound to it.'), warning: z.string().optional(), ...undoFields });

@ToolController()
export class DeleteHttpServerTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_http_server',
    title: 'Delete HTTP server',
    description: 'Destructive: deletes a server. Requests bound to it cannot be played any more (sanity_check_virtual_user says No Server Found); the answer says how many. Call list_http_server_usages and confirm with the user first. undo_change brings it back.',
    effect: 'remove',
    wayBack: { copy: 'the server, with passwords that the backend sealed and without others' },
    params: Params,
    result: Result,
  })
  async deleteHttpServer({ serverId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('http-server', serverId);
    const { trees, total } = await projectTrees(this.octoperf, current.projectId, TREES);
    const usages = usagesOf(serverId, trees);
    const { undo } = await this.undo.changing({ kind: 'http-server', tool: 'delete_http_server', entities: [current], withoutUndo }, () => this.octoperf.send('deleteHttpServer', { serverId }));
    const warning = [
      ...(usages.length === 0 ? [] : [`Left without a server in: ${usages.slice(0, 10).map(({ name, virtualUserId }) => `${name} (${virtualUserId})`).join(', ')}${usages.length > 10 ? ', …' : ''}.`]),
      ...(total > trees.length ? [`Only ${trees.length} of ${total} Virtual Users were looked at.`] : []),
    ].join(' ');
    return { deleted: true, danglingRequests: usages.reduce((sum, { requests }) => sum + requests, 0), ...(warning === '' ? {} : { warning }), ...undo };
  }
}
