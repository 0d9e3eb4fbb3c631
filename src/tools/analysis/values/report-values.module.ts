import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { FetchBenchErrorHttpTool } from './fetch-bench-error-http.tool.js';
import { GetReportErrorsTool } from './get-report-errors.tool.js';
import { GetReportLineChartValuesTool } from './get-report-line-chart-values.tool.js';
import { GetReportMonitorsTableValuesTool } from './get-report-monitors-table-values.tool.js';
import { GetReportSummaryValuesTool } from './get-report-summary-values.tool.js';
import { GetReportTableValuesTool } from './get-report-table-values.tool.js';
import { GetReportTextualMonitorsTool } from './get-report-textual-monitors.tool.js';
import { GetReportThresholdAlarmsTool } from './get-report-threshold-alarms.tool.js';
import { ListBenchLoadGeneratorsTool } from './list-bench-load-generators.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetReportSummaryValuesTool, GetReportTableValuesTool, GetReportLineChartValuesTool, GetReportErrorsTool, FetchBenchErrorHttpTool,
    GetReportThresholdAlarmsTool, GetReportMonitorsTableValuesTool, GetReportTextualMonitorsTool, ListBenchLoadGeneratorsTool,
  ],
})
export class ReportValuesModule {}
