import { z } from 'zod';
import { baseUrlOf, HttpServer } from '../../contract/http-server.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { HttpServerListing, httpServerListing } from './http-server-listing.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ servers: z.array(HttpServerListing), ...leftOut });

@ToolController()
export class ListHttpServersByProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_http_servers_by_project',
    title: 'List HTTP servers',
    description: 'Servers that the requests of a project go to: base URL, timeouts, IP spoofing; search looks into the base URL. To send everything to another environment: update_http_server. Which requests go where: list_http_server_usages.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listHttpServersByProject({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('httpServers', z.array(HttpServer), { projectId })]);
    const named = all.map((server) => ({ server, name: baseUrlOf(server) }));
    const { entries, ...rest } = narrowed(named, narrow, ({ server }) => httpServerListing(server, this.links.httpServer(workspaceId, projectId, server.id)));
    return { servers: entries, ...rest };
  }
}
