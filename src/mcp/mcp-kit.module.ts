import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DescribeToolsTool } from './meta/describe-tools.tool.js';
import { FindToolsTool } from './meta/find-tools.tool.js';
import { ToolIndex } from './meta/tool-index.js';
import { OpenWaits } from './open-waits.js';
import { ToolSurface } from './tool-surface.js';

/** What the protocol side keeps for all tools of this process, and the tools of the endpoint /meta, which belong to no area. */
@Global()
@Module({})
export class McpKitModule {
  static of(surface: ToolSurface): DynamicModule {
    return { module: McpKitModule, controllers: [FindToolsTool, DescribeToolsTool], providers: [OpenWaits, ToolIndex, { provide: ToolSurface, useValue: surface }], exports: [OpenWaits] };
  }
}
