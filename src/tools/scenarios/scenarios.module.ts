import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { CreateScenarioRampUpTool } from './create-scenario-ramp-up.tool.js';
import { DeleteScenarioTool } from './delete-scenario.tool.js';
import { GetScenarioTool } from './get-scenario.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [CreateScenarioRampUpTool, GetScenarioTool, DeleteScenarioTool],
})
export class ScenariosModule {}
