import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { GetCurrentUserTool } from './get-current-user.tool.js';
import { ListDockerProvidersByWorkspaceTool } from './list-docker-providers-by-workspace.tool.js';
import { ListProjectsByWorkspaceTool } from './list-projects-by-workspace.tool.js';
import { ListPublicDockerProvidersTool } from './list-public-docker-providers.tool.js';
import { ListScenariosByProjectTool } from './list-scenarios-by-project.tool.js';
import { ListVirtualUsersTool } from './list-virtual-users.tool.js';
import { ListWorkspacesTool } from './list-workspaces.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetCurrentUserTool, ListWorkspacesTool, ListProjectsByWorkspaceTool, ListScenariosByProjectTool,
    ListVirtualUsersTool, ListDockerProvidersByWorkspaceTool, ListPublicDockerProvidersTool,
  ],
})
export class DiscoveryModule {}
