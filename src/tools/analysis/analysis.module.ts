import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { FetchBenchErrorHttpTool } from './fetch-bench-error-http.tool.js';
import { GetBenchReportTool } from './get-bench-report.tool.js';
import { GetReportErrorsTool } from './get-report-errors.tool.js';
import { GetReportLineChartValuesTool } from './get-report-line-chart-values.tool.js';
import { GetReportSummaryValuesTool } from './get-report-summary-values.tool.js';
import { GetReportTableValuesTool } from './get-report-table-values.tool.js';
import { ListBenchReportsByProjectTool } from './list-bench-reports-by-project.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    ListBenchReportsByProjectTool, GetBenchReportTool, GetReportSummaryValuesTool, GetReportTableValuesTool, GetReportLineChartValuesTool,
    GetReportErrorsTool, FetchBenchErrorHttpTool,
  ],
})
export class AnalysisModule {}
