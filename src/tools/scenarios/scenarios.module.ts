import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { CreateScenarioRampUpDownTool } from './create-scenario-ramp-up-down.tool.js';
import { CreateScenarioRampUpTool } from './create-scenario-ramp-up.tool.js';
import { CreateScenarioStairsTool } from './create-scenario-stairs.tool.js';
import { DeleteScenarioTool } from './delete-scenario.tool.js';
import { GetScenarioTool } from './get-scenario.tool.js';
import { PatchScenarioTool } from './patch-scenario.tool.js';
import { UpdateScenarioTool } from './update-scenario.tool.js';
import { UpdateUserProfileTool } from './update-user-profile.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    CreateScenarioRampUpTool, CreateScenarioRampUpDownTool, CreateScenarioStairsTool, GetScenarioTool, UpdateScenarioTool, PatchScenarioTool, UpdateUserProfileTool, DeleteScenarioTool,
  ],
})
export class ScenariosModule {}
