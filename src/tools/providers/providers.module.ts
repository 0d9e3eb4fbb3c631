import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { AddProviderLocationTool } from './add-provider-location.tool.js';
import { CreateOnpremiseDockerProviderTool } from './create-onpremise-docker-provider.tool.js';
import { GetOnpremiseAgentCommandTool } from './get-onpremise-agent-command.tool.js';
import { GetProviderUsageTool } from './get-provider-usage.tool.js';
import { ListProviderAgentsTool } from './list-provider-agents.tool.js';
import { RemoveProviderLocationTool } from './remove-provider-location.tool.js';
import { UpdateProviderLocationTool } from './update-provider-location.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    CreateOnpremiseDockerProviderTool, AddProviderLocationTool, UpdateProviderLocationTool, RemoveProviderLocationTool,
    GetOnpremiseAgentCommandTool, ListProviderAgentsTool, GetProviderUsageTool,
  ],
})
export class ProvidersModule {}
