import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { DeleteScheduledJobTool } from './delete-scheduled-job.tool.js';
import { DisableScheduledJobTool } from './disable-scheduled-job.tool.js';
import { EnableScheduledJobTool } from './enable-scheduled-job.tool.js';
import { ListScheduledJobsByProjectTool } from './list-scheduled-jobs-by-project.tool.js';
import { ScheduleScenarioCronTool } from './schedule-scenario-cron.tool.js';
import { ScheduleScenarioOnceTool } from './schedule-scenario-once.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ScheduleScenarioOnceTool, ScheduleScenarioCronTool, ListScheduledJobsByProjectTool, EnableScheduledJobTool, DisableScheduledJobTool, DeleteScheduledJobTool],
})
export class SchedulesModule {}
