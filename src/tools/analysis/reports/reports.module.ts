import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { CreateComparisonReportTool } from './create-comparison-report.tool.js';
import { CreateTrendReportByCreationDateTool } from './create-trend-report-by-creation-date.tool.js';
import { CreateTrendReportByNameTool } from './create-trend-report-by-name.tool.js';
import { CreateTrendReportByTagsTool } from './create-trend-report-by-tags.tool.js';
import { DeleteBenchReportTool } from './delete-bench-report.tool.js';
import { ExportBenchReportPdfTool } from './export-bench-report-pdf.tool.js';
import { GetBenchReportTool } from './get-bench-report.tool.js';
import { GetReportDataStatusTool } from './get-report-data-status.tool.js';
import { ImportJtlReportTool } from './import-jtl-report.tool.js';
import { ListBenchReportsByProjectTool } from './list-bench-reports-by-project.tool.js';
import { PatchBenchReportTool } from './patch-bench-report.tool.js';
import { UpdateBenchReportTool } from './update-bench-report.tool.js';
import { UpdateReportDataTool } from './update-report-data.tool.js';

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
    GetReportDataStatusTool,
    UpdateReportDataTool,
    ImportJtlReportTool,
    ExportBenchReportPdfTool,
  ],
})
export class ReportsModule {}
