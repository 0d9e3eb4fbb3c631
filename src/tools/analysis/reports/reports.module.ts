import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { ExportBenchReportPdfTool } from './export-bench-report-pdf.tool.js';
import { GetBenchReportTool } from './get-bench-report.tool.js';
import { ListBenchReportsByProjectTool } from './list-bench-reports-by-project.tool.js';

@Module({ imports: [OctoperfModule], controllers: [ListBenchReportsByProjectTool, GetBenchReportTool, ExportBenchReportPdfTool] })
export class ReportsModule {}
