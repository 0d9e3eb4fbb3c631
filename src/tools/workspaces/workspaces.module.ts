import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { CreateProjectTool } from './create-project.tool.js';
import { DeleteProjectTool } from './delete-project.tool.js';
import { UpdateProjectTool } from './update-project.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [CreateProjectTool, UpdateProjectTool, DeleteProjectTool],
})
export class WorkspacesModule {}
