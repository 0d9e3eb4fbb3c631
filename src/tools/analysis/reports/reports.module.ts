import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { CreateComparisonReportTool } from './create-comparison-report.tool.js';
import { CreateTrendReportByCreationDateTool } from './create-trend-report-by-creation-date.tool.js';
import { CreateTrendReportByNameTool } from './create-trend-report-by-name.tool.js';
import { CreateTrendReportByTagsTool } from './create-trend-report-by-tags.tool.js';
import { DeleteBenchReportTool } from './delete-bench-report.tool.js';
import { GetBenchReportTool } from './get-bench-report.tool.js';
import { ImportJtlReportTool } from './import-jtl-report.tool.js';
import { ListBenchReportsByProjectTool } from './list-bench-reports-by-project.tool.js';
import { PatchBenchReportTool } from './patch-bench-report.tool.js';
import { UpdateBenchReportTool } from './update-bench-report.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    ListBenchReportsByProjectTool,
    GetBenchReportTool,
    UpdateBenchReportTool,
    PatchBenchReportTool,
    DeleteBenchReportTool,
    CreateTrendReportByTagsTool,
    CreateTrendReportByNameTool,
    CreateTrendReportByCreationDateTool,
    CreateComparisonReportTool,
    ImportJtlReportTool,
  ],
})
export class ReportsModule {}
