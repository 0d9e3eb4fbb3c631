import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { StoredEntity } from '../../octoperf/undo-kinds.js';
import { projectId } from '../vocabulary/ids.js';
import { projectTrees } from '../vocabulary/project-trees.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { requestsByServer } from './server-usages.js';

/** Beyond, not every tree is read, and a server that seems unused may not be. */
const TREES = 500;
const SHOWN = 100;
const Params = z.object({ projectId, withoutUndo });
const Result = z.object({ deleted: z.array(z.string()).describe(`Ids, the first ${SHOWN}.`), total: z.int(), ...undoFields });

@ToolController()
export class DeleteUnusedHttpServersTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_unused_http_servers',
    title: 'Delete unused HTTP servers',
    description: 'Destructive: deletes every server of a project that no request of any Virtual User is bound to, disabled requests included; answers their ids. Servers in use stay. Good after stray requests were removed. undo_change brings all of them back.',
    effect: 'remove',
    wayBack: { copy: 'all deleted servers, with passwords that the backend sealed and without others' },
    params: Params,
    result: Result,
  })
  async deleteUnusedHttpServers({ projectId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [servers, { trees, total }] = await Promise.all([this.octoperf.call('httpServers', z.array(StoredEntity), { projectId }), projectTrees(this.octoperf, projectId, TREES)]);
    if (total > trees.length) throw new AgentError(`The project has ${total} Virtual Users; which servers they use is only looked up for ${TREES}.`, 'Delete servers one by one: list_http_server_usages, then delete_http_server.');
    const used = new Set(trees.flatMap((tree) => [...requestsByServer(tree).keys()]));
    const unused = servers.filter(({ id }) => !used.has(id));
    if (unused.length === 0) return { deleted: [], total: 0 };
    const { undo } = await this.undo.changing({ kind: 'http-server', tool: 'delete_unused_http_servers', entities: unused, withoutUndo }, () => this.octoperf.send('deleteHttpServers', { projectId }, { body: unused }));
    return { deleted: unused.slice(0, SHOWN).map(({ id }) => id), total: unused.length, ...undo };
  }
}
