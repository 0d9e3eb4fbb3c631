import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { DownloadBenchResultFileTool } from './download-bench-result-file.tool.js';
import { GetBenchResultTool } from './get-bench-result.tool.js';
import { GetBenchStatusTool } from './get-bench-status.tool.js';
import { GetScenarioMatchingPlansTool } from './get-scenario-matching-plans.tool.js';
import { ListActiveSubscriptionsTool } from './list-active-subscriptions.tool.js';
import { ListBenchResultFilesTool } from './list-bench-result-files.tool.js';
import { ReadBenchResultFileLinesTool } from './read-bench-result-file-lines.tool.js';
import { RunScenarioTool } from './run-scenario.tool.js';
import { StopBenchResultTool } from './stop-bench-result.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetScenarioMatchingPlansTool, ListActiveSubscriptionsTool, RunScenarioTool, GetBenchStatusTool, GetBenchResultTool, StopBenchResultTool,
    ListBenchResultFilesTool, ReadBenchResultFileLinesTool, DownloadBenchResultFileTool,
  ],
})
export class BenchRunModule {}
