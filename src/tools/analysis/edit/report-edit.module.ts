import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { GetReportItemAllowSelectTool } from './get-report-item-allow-select.tool.js';
import { GetReportTagKeysTool } from './get-report-tag-keys.tool.js';
import { GetReportTagValuesTool } from './get-report-tag-values.tool.js';
import { ValidateReportItemTool } from './validate-report-item.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [GetReportItemAllowSelectTool, GetReportTagKeysTool, GetReportTagValuesTool, ValidateReportItemTool],
})
export class ReportEditModule {}
