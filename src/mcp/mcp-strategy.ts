import { McpStrategy, StreamableHttpTransport } from '@rekog/mcp-nest';
import type { ApplicationConfig } from '../config/application-config.js';
import type { Happenings } from '../scope/happenings.js';
import { asksFor } from './confirmation/asking.js';
import { FastTransport } from './fast-transport.js';
import { ServerExtensions } from './server-extensions.js';
import { SERVER_IDENTITY } from './server-identity.js';
import type { SoleTransport } from './stdio-transport.js';
import { ToolPrompts } from './tool-prompts.js';
import { ToolSurface } from './tool-surface.js';

/** The strategy that Nest connects, and the transport whose handlers the HTTP route calls. */
export interface McpSide { readonly strategy: McpStrategy; readonly transport: FastTransport; readonly surface: ToolSurface }

/** Builds the protocol side from the configuration: the library wants transport and strategy before dependency injection exists. @param sole instead of HTTP. */
export function createMcpStrategy(config: Pick<ApplicationConfig, 'mcp' | 'allowedHosts' | 'allowedOrigins' | 'confirmations'>, happenings: Happenings, sole?: SoleTransport): McpSide {
  const surface = new ToolSurface(config.mcp.pageSize, (effect) => asksFor(config, effect));
  const extensions = new ServerExtensions(surface, new ToolPrompts(surface, config.mcp.pageSize), happenings);
  const security = { allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins };
  const streaming = new StreamableHttpTransport({ enableJsonResponse: false, security });
  const transport = new FastTransport({ ...security, extensions, happenings }, streaming);
  const ttl = { ttlMs: config.mcp.listTtlMs, cacheScope: 'private' as const };
  const strategy = new McpStrategy({
    ...SERVER_IDENTITY,
    cacheHints: { 'tools/list': ttl, 'prompts/list': ttl, 'resources/list': ttl, 'resources/templates/list': ttl },
    // Lists do not change while a server runs, and a stateless one could not announce it.
    capabilities: { completions: {}, tools: {}, prompts: {}, resources: {} },
    serverMutator: sole === undefined ? extensions.mutate : (server) => extensions.mutate(sole.opening(server)),
    transports: sole === undefined ? [transport, streaming] : [sole],
    // Despite its name: every tool that is not declared public then asks for a proven caller, and is advertised as OAuth protected.
    allowUnauthenticatedAccess: true,
    logging: false,
  });
  return { strategy, transport, surface };
}
