import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { DeleteHttpServerTool } from './delete-http-server.tool.js';
import { DeleteUnusedHttpServersTool } from './delete-unused-http-servers.tool.js';
import { ListHttpServerUsagesTool } from './list-http-server-usages.tool.js';
import { ListHttpServersByProjectTool } from './list-http-servers-by-project.tool.js';
import { UpdateHttpServerTool } from './update-http-server.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ListHttpServersByProjectTool, ListHttpServerUsagesTool, UpdateHttpServerTool, DeleteHttpServerTool, DeleteUnusedHttpServersTool],
})
export class HttpServersModule {}
