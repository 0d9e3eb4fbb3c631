import { Controller, type Type, UseGuards } from '@nestjs/common';
import { McpHttpControllerFor, type McpStrategy } from '@rekog/mcp-nest';
import { JwtAuthGuard } from '../auth/jwt-auth.guard.js';
import type { ApplicationConfig } from '../config/application-config.js';
import { RateGuard } from '../limits/rate.guard.js';
import type { Happenings } from '../scope/happenings.js';
import { createMcpStrategy, type ServedAreas } from './mcp-strategy.js';
import { ScopeGuard } from './scope.guard.js';
import type { ToolSurface } from './tool-surface.js';

/** The MCP endpoint of one server: the strategy that Nest connects, and the guarded controller of its one HTTP route, and what its requests are served. */
export interface McpEndpoint { readonly strategy: McpStrategy; readonly controller: Type; readonly surface: ToolSurface }

/** The guards stand on the controller, so they judge initialize, list and call alike: who it is, whether there is room, what the token is for. */
export function createMcpEndpoint(config: ApplicationConfig, happenings: Happenings, areas?: ServedAreas): McpEndpoint {
  const { strategy, transport, surface } = createMcpStrategy(config, happenings, { areas });

  @Controller(config.server.mcpContextPath)
  @UseGuards(JwtAuthGuard, RateGuard, ScopeGuard)
  class McpController extends McpHttpControllerFor(transport) {}
  return { strategy, controller: McpController, surface };
}
