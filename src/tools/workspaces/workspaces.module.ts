import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { AddWorkspaceMemberTool } from './add-workspace-member.tool.js';
import { CreateProjectTool } from './create-project.tool.js';
import { CreateWorkspaceTool } from './create-workspace.tool.js';
import { DeleteProjectTool } from './delete-project.tool.js';
import { ListWorkspaceMembersTool } from './list-workspace-members.tool.js';
import { RemoveWorkspaceMemberTool } from './remove-workspace-member.tool.js';
import { SetWorkspaceMemberRoleTool } from './set-workspace-member-role.tool.js';
import { UpdateProjectTool } from './update-project.tool.js';
import { UpdateWorkspaceTool } from './update-workspace.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    CreateProjectTool, UpdateProjectTool, DeleteProjectTool,
    CreateWorkspaceTool, UpdateWorkspaceTool,
    ListWorkspaceMembersTool, AddWorkspaceMemberTool, SetWorkspaceMemberRoleTool, RemoveWorkspaceMemberTool,
  ],
})
export class WorkspacesModule {}
