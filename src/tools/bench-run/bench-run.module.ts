import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { DownloadBenchResultFileTool } from './download-bench-result-file.tool.js';
import { GetBenchResultTool } from './get-bench-result.tool.js';
import { GetBenchStatusTool } from './get-bench-status.tool.js';
import { GetRunPreflightTool } from './get-run-preflight.tool.js';
import { GetScenarioMatchingPlansTool } from './get-scenario-matching-plans.tool.js';
import { ListActiveSubscriptionsTool } from './list-active-subscriptions.tool.js';
import { ListBenchDockerLogsTool } from './list-bench-docker-logs.tool.js';
import { ListBenchResultFilesTool } from './list-bench-result-files.tool.js';
import { ReadBenchResultFileLinesTool } from './read-bench-result-file-lines.tool.js';
import { RunScenarioTool } from './run-scenario.tool.js';
import { StopBenchResultTool } from './stop-bench-result.tool.js';
import { WaitForBenchTool } from './wait-for-bench.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetRunPreflightTool, GetScenarioMatchingPlansTool, ListActiveSubscriptionsTool, RunScenarioTool, GetBenchStatusTool, GetBenchResultTool, WaitForBenchTool, StopBenchResultTool,
    ListBenchDockerLogsTool, ListBenchResultFilesTool, ReadBenchResultFileLinesTool, DownloadBenchResultFileTool,
  ],
})
export class BenchRunModule {}
