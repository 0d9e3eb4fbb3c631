import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { AnalyzeLoadrunnerProjectTool } from './analyze-loadrunner-project.tool.js';
import { AnalyzeNeoloadProjectTool } from './analyze-neoload-project.tool.js';
import { ImportHarVirtualUserTool } from './import-har-virtual-user.tool.js';
import { ImportLoadrunnerVirtualUserTool } from './import-loadrunner-virtual-user.tool.js';
import { ImportNeoloadVirtualUserTool } from './import-neoload-virtual-user.tool.js';
import { ImportPlaywrightVirtualUserTool } from './import-playwright-virtual-user.tool.js';
import { ImportPostmanVirtualUserTool } from './import-postman-virtual-user.tool.js';
import { ImportUrlsVirtualUserTool } from './import-urls-virtual-user.tool.js';
import { ImportWebDriverVirtualUserTool } from './import-webdriver-virtual-user.tool.js';
import { UploadJmxVirtualUserTool } from './upload-jmx-virtual-user.tool.js';
import { UploadLinks } from './upload-links.js';

@Module({
  imports: [OctoperfModule],
  providers: [UploadLinks],
  controllers: [
    ImportHarVirtualUserTool, ImportPostmanVirtualUserTool, ImportPlaywrightVirtualUserTool, UploadJmxVirtualUserTool, ImportUrlsVirtualUserTool, ImportWebDriverVirtualUserTool,
    AnalyzeNeoloadProjectTool, ImportNeoloadVirtualUserTool, AnalyzeLoadrunnerProjectTool, ImportLoadrunnerVirtualUserTool,
  ],
})
export class VuImportModule {}
