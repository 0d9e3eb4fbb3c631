import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { AttachSlaProfileToVirtualUserTool } from './attach-sla-profile-to-virtual-user.tool.js';
import { CreateSlaProfileTool } from './create-sla-profile.tool.js';
import { DeleteSlaProfileTool } from './delete-sla-profile.tool.js';
import { DetachSlaProfileFromVirtualUserTool } from './detach-sla-profile-from-virtual-user.tool.js';
import { GetSlaProfileTool } from './get-sla-profile.tool.js';
import { ListSlaProfilesTool } from './list-sla-profiles.tool.js';
import { ListSlaThresholdDefaultsTool } from './list-sla-threshold-defaults.tool.js';
import { PatchSlaProfileTool } from './patch-sla-profile.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    ListSlaProfilesTool, GetSlaProfileTool, ListSlaThresholdDefaultsTool, CreateSlaProfileTool, PatchSlaProfileTool, DeleteSlaProfileTool,
    AttachSlaProfileToVirtualUserTool, DetachSlaProfileFromVirtualUserTool,
  ],
})
export class SlaModule {}
