import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { DeleteProjectFileTool } from './delete-project-file.tool.js';
import { DownloadProjectFileTool } from './download-project-file.tool.js';
import { ListProjectFilesTool } from './list-project-files.tool.js';
import { ReadProjectFileLinesTool } from './read-project-file-lines.tool.js';
import { UploadProjectFileTool } from './upload-project-file.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [ListProjectFilesTool, ReadProjectFileLinesTool, UploadProjectFileTool, DownloadProjectFileTool, DeleteProjectFileTool],
})
export class ProjectFilesModule {}
