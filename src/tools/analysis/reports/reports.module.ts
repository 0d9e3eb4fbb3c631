import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { GetBenchReportTool } from './get-bench-report.tool.js';
import { GetReportDataStatusTool } from './get-report-data-status.tool.js';
import { ImportJtlReportTool } from './import-jtl-report.tool.js';
import { ListBenchReportsByProjectTool } from './list-bench-reports-by-project.tool.js';
import { UpdateReportDataTool } from './update-report-data.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ListBenchReportsByProjectTool, GetBenchReportTool, GetReportDataStatusTool, UpdateReportDataTool, ImportJtlReportTool],
})
export class ReportsModule {}
