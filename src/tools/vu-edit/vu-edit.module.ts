import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { DescribeVirtualUserTool } from './describe-virtual-user.tool.js';
import { GetVirtualUserTool } from './get-virtual-user.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [DescribeVirtualUserTool, GetVirtualUserTool],
})
export class VuEditModule {}
