import { z } from 'zod';
import { HttpServer } from '../../contract/http-server.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { serverId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { parsedBaseUrl } from './base-url.js';
import { HttpServerListing, httpServerListing } from './http-server-listing.js';

const HOUR_MS = 3_600_000;
const Params = z.object({
  serverId,
  baseUrl: z.string().min(1).max(500).optional().describe('Scheme, host, port: https://staging.example:8443. The host may hold ${variables}; no path.'),
  connectTimeoutMs: z.int().min(0).max(HOUR_MS).optional().describe('Milliseconds to connect.'),
  responseTimeoutMs: z.int().min(0).max(HOUR_MS).optional().describe('Milliseconds to wait for an answer.'),
  ipSpoofing: z.boolean().optional().describe('Requests come from many addresses; switches the monitoring of on-premise generators off.'),
  withoutUndo,
});
const Result = HttpServerListing.extend(undoFields);

@ToolController()
export class UpdateHttpServerTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_http_server',
    title: 'Update HTTP server',
    description: 'Changes base URL, timeouts or IP spoofing of a server; every request bound to it, in all Virtual Users of the project, goes along. What is not given stays. undo_change takes it back. Then validate_virtual_user.',
    effect: 'edit',
    wayBack: { copy: 'the server; its passwords stay what they are' },
    params: Params,
    result: Result,
  })
  async updateHttpServer({ serverId, baseUrl, withoutUndo, ...given }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const changes = { ...settings, ...(baseUrl === undefined ? {} : parsedBaseUrl(baseUrl)) };
    if (Object.keys(changes).length === 0) throw new AgentError('There is nothing to change.', 'Give baseUrl, connectTimeoutMs, responseTimeoutMs or ipSpoofing.');
    const current = await this.undo.read('http-server', serverId);
    const workspaceId = await this.projects.workspaceId(current.projectId);
    const { answer, undo } = await this.undo.changing({ kind: 'http-server', tool: 'update_http_server', entities: [current], withoutUndo },
      () => this.octoperf.call('updateHttpServer', HttpServer, { serverId }, { body: { ...current, ...changes } }));
    return { ...httpServerListing(answer, this.links.httpServer(workspaceId, current.projectId, serverId)), ...undo };
  }
}
