import { McpStrategy, StreamableHttpTransport } from '@rekog/mcp-nest';
import type { ApplicationConfig } from '../config/application-config.js';
import type { Happenings } from '../scope/happenings.js';
import { asksFor } from './confirmation/asking.js';
import { FastTransport } from './fast-transport.js';
import { ServerExtensions } from './server-extensions.js';
import { SERVER_IDENTITY } from './server-identity.js';
import type { SoleTransport } from './stdio-transport.js';
import { ToolCalls } from './tool-calls.js';
import { ToolPrompts } from './tool-prompts.js';
import { ToolSurface } from './tool-surface.js';

/** The strategy that Nest connects, and the transport whose handlers the HTTP route calls. */
export interface McpSide { readonly strategy: McpStrategy; readonly transport: FastTransport; readonly surface: ToolSurface }

/** The areas a deployment serves, with the names of their tools. */
export type ServedAreas = ReadonlyMap<string, readonly string[]>;
type ProtocolConfig = Pick<ApplicationConfig, 'mcp' | 'mcpUrl' | 'allowedHosts' | 'allowedOrigins' | 'confirmations'>;

/** What a strategy may be given besides: the areas that are served, and a transport instead of HTTP. */
interface Choices { readonly areas?: ServedAreas | undefined; readonly sole?: SoleTransport }

/** Builds the protocol side from the configuration: the library wants transport and strategy before dependency injection exists. */
export function createMcpStrategy(config: ProtocolConfig, happenings: Happenings, { areas = new Map(), sole }: Choices = {}): McpSide {
  const { pageSize, mode } = config.mcp;
  const surface = new ToolSurface({ pageSize, areas, asks: (effect) => asksFor(config, effect), readOnly: mode === 'read-only' });
  const extensions = new ServerExtensions({ surface, prompts: new ToolPrompts(surface, pageSize), calls: new ToolCalls(surface, config.mcpUrl, happenings), happenings });
  const security = { allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins };
  const streaming = new StreamableHttpTransport({ enableJsonResponse: false, security });
  const transport = new FastTransport({ ...security, extensions, surface, happenings }, streaming);
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
