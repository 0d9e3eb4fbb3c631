import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { ApplyReportTemplateTool } from './apply-report-template.tool.js';
import { CreateReportTemplateFromReportTool } from './create-report-template-from-report.tool.js';
import { DeleteReportTemplateTool } from './delete-report-template.tool.js';
import { GetReportTemplateTool } from './get-report-template.tool.js';
import { ListReportTemplatesTool } from './list-report-templates.tool.js';
import { PatchReportTemplateTool } from './patch-report-template.tool.js';
import { UpdateReportTemplateTool } from './update-report-template.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    ListReportTemplatesTool,
    GetReportTemplateTool,
    CreateReportTemplateFromReportTool,
    ApplyReportTemplateTool,
    UpdateReportTemplateTool,
    PatchReportTemplateTool,
    DeleteReportTemplateTool,
  ],
})
export class ReportTemplatesModule {}
