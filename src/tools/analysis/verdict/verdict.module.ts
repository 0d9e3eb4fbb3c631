import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { ChartView } from './chart/chart-view.js';
import { CompareBenchResultsTool } from './compare-bench-results.tool.js';
import { GetRunVerdictTool } from './get-run-verdict.tool.js';
import { RenderReportChartTool } from './render-report-chart.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetRunVerdictTool,
    CompareBenchResultsTool,
    RenderReportChartTool,
    ChartView,
  ],
})
export class VerdictModule {}
