import { z } from 'zod';
import { baseUrlOf, HttpServer } from '../../contract/http-server.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId, serverId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { projectTrees } from '../vocabulary/project-trees.js';
import { ServerUsage, usagesOf } from './server-usages.js';

/** Trees read: each is one REST call. */
const TREES = 100;
const Params = z.object({ serverId, projectId: projectId.optional().describe('Refuses when the server is not of this project.'), ...narrowing });
const Result = z.object({ baseUrl: z.string(), usages: z.array(ServerUsage.extend({ url })), requests: z.int().describe('In all Virtual Users read.'), ...leftOut, note: z.string().optional() });

@ToolController()
export class ListHttpServerUsagesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_http_server_usages',
    title: 'List HTTP server usages',
    description: 'Which Virtual Users have requests bound to a server, and which requests. Look here before update_http_server or delete_http_server: both touch all of them.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listHttpServerUsages({ serverId, projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const server = await this.octoperf.call('httpServer', HttpServer, { serverId });
    if (projectId !== undefined && projectId !== server.projectId) throw new AgentError(`The project "${projectId}" has no HTTP server "${serverId}".`, 'Take both ids from list_http_servers_by_project, or leave projectId out.');
    const [workspaceId, { trees, total }] = await Promise.all([this.projects.workspaceId(server.projectId), projectTrees(this.octoperf, server.projectId, TREES)]);
    const usages = usagesOf(serverId, trees);
    const { entries, ...rest } = narrowed(usages, narrow, (usage) => ({ ...usage, url: this.links.virtualUser(workspaceId, server.projectId, usage.virtualUserId) }));
    const requests = usages.reduce((sum, usage) => sum + usage.requests, 0);
    return { baseUrl: baseUrlOf(server), usages: entries, requests, ...rest, ...(total > trees.length ? { note: `only ${trees.length} of ${total} Virtual Users were read` } : {}) };
  }
}
