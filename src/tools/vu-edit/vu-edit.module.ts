import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { BackupVirtualUserTool } from './backup-virtual-user.tool.js';
import { DeleteVirtualUserTool } from './delete-virtual-user.tool.js';
import { DescribeVirtualUserTool } from './describe-virtual-user.tool.js';
import { ExportVirtualUserJmxTool } from './export-virtual-user-jmx.tool.js';
import { GetVirtualUserTool } from './get-virtual-user.tool.js';
import { PatchWarmUp } from './patch-warm-up.js';
import { PatchVirtualUserTool } from './patch-virtual-user.tool.js';
import { UpdateVirtualUserTool } from './update-virtual-user.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [DescribeVirtualUserTool, GetVirtualUserTool, UpdateVirtualUserTool, BackupVirtualUserTool, PatchVirtualUserTool, DeleteVirtualUserTool, ExportVirtualUserJmxTool],
  providers: [PatchWarmUp],
})
export class VuEditModule {}
