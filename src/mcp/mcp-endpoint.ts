import { Controller, type Type, UseGuards } from '@nestjs/common';
import { McpHttpControllerFor, type McpStrategy } from '@rekog/mcp-nest';
import { JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import type { ApplicationConfig } from '../config/application-config.js';
import type { Happenings } from '../scope/happenings.js';
import { createMcpStrategy, type ServedAreas } from './mcp-strategy.js';
import type { ToolSurface } from './tool-surface.js';

/** The MCP endpoint of one server: the strategy that Nest connects, and the guarded controller of its one HTTP route, and what its requests are served. */
export interface McpEndpoint { readonly strategy: McpStrategy; readonly controller: Type; readonly surface: ToolSurface }

/** The guard stands on the controller, so it judges initialize, list and call alike. */
export function createMcpEndpoint(config: ApplicationConfig, happenings: Happenings, areas?: ServedAreas): McpEndpoint {
  const { strategy, transport, surface } = createMcpStrategy(config, happenings, areas);

  @Controller(config.server.mcpContextPath)
  @UseGuards(JwtAuthGuard)
  class McpController extends McpHttpControllerFor(transport) {}
  return { strategy, controller: McpController, surface };
}
