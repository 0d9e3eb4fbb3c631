import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { GetTaskResultTool } from './get-task-result.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [GetTaskResultTool],
})
export class TasksModule {}
