import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { FetchBenchErrorHttpTool } from './fetch-bench-error-http.tool.js';
import { GetReportAreaRangeValuesTool } from './get-report-area-range-values.tool.js';
import { GetReportErrorsTool } from './get-report-errors.tool.js';
import { GetReportInsightsTool } from './get-report-insights.tool.js';
import { GetReportLineChartValuesTool } from './get-report-line-chart-values.tool.js';
import { GetReportPieValuesTool } from './get-report-pie-values.tool.js';
import { GetReportStackedChartValuesTool } from './get-report-stacked-chart-values.tool.js';
import { GetReportSummaryValuesTool } from './get-report-summary-values.tool.js';
import { GetReportTableValuesTool } from './get-report-table-values.tool.js';
import { GetReportTopValuesTool } from './get-report-top-values.tool.js';
import { GetReportTreeValuesTool } from './get-report-tree-values.tool.js';
import { GetReportMonitorsTableValuesTool } from './get-report-monitors-table-values.tool.js';
import { GetReportTextualMonitorsTool } from './get-report-textual-monitors.tool.js';
import { GetReportThresholdAlarmsTool } from './get-report-threshold-alarms.tool.js';
import { ListBenchLoadGeneratorsTool } from './list-bench-load-generators.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetReportSummaryValuesTool, GetReportTableValuesTool, GetReportTreeValuesTool, GetReportTopValuesTool, GetReportPieValuesTool, GetReportLineChartValuesTool,
    GetReportStackedChartValuesTool, GetReportAreaRangeValuesTool, GetReportInsightsTool, GetReportErrorsTool, FetchBenchErrorHttpTool,
    GetReportThresholdAlarmsTool, GetReportMonitorsTableValuesTool, GetReportTextualMonitorsTool, ListBenchLoadGeneratorsTool,
  ],
})
export class ReportValuesModule {}
