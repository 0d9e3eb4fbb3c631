import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { ImportHarVirtualUserTool } from './import-har-virtual-user.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ImportHarVirtualUserTool],
})
export class VuImportModule {}
