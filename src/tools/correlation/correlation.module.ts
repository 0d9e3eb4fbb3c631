import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { AddCorrelationFrameworkToProjectTool } from './add-correlation-framework-to-project.tool.js';
import { ApplyCorrelationsToVirtualUserTool } from './apply-correlations-to-virtual-user.tool.js';
import { CreateCorrelationRuleTool } from './create-correlation-rule.tool.js';
import { DeleteCorrelationRuleTool } from './delete-correlation-rule.tool.js';
import { ListCorrelationFrameworksTool } from './list-correlation-frameworks.tool.js';
import { ListCorrelationRulesTool } from './list-correlation-rules.tool.js';
import { SuggestCorrelationRulesTool } from './suggest-correlation-rules.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    SuggestCorrelationRulesTool, ListCorrelationRulesTool, CreateCorrelationRuleTool, ApplyCorrelationsToVirtualUserTool, DeleteCorrelationRuleTool,
    ListCorrelationFrameworksTool, AddCorrelationFrameworkToProjectTool,
  ],
})
export class CorrelationModule {}
