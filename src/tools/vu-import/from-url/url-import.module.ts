import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { ImportVirtualUserFromUrlTool } from './import-virtual-user-from-url.tool.js';

/** Served where `imports.allowed-url-hosts` lists a host. */
@Module({ imports: [OctoperfModule], controllers: [ImportVirtualUserFromUrlTool] })
export class UrlImportModule {}
