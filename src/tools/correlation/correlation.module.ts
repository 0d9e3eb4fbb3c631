import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { ApplyCorrelationsToVirtualUserTool } from './apply-correlations-to-virtual-user.tool.js';
import { CreateCorrelationRuleTool } from './create-correlation-rule.tool.js';
import { ListCorrelationRulesTool } from './list-correlation-rules.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ListCorrelationRulesTool, CreateCorrelationRuleTool, ApplyCorrelationsToVirtualUserTool],
})
export class CorrelationModule {}
