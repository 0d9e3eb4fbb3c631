import { Controller, Param, PayloadTooLargeException, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { ApplicationConfig } from '../../../../../config/application-config.js';
import { ContainerTimeline, HarImportOptions } from '../../../../../contract/import-options.js';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Access } from '../../../access.js';
import { Caller } from '../../../caller.js';
import { checked, CheckedQuery } from '../../../checked-body.js';
import { badRequest } from '../../../refusals.js';
import { Route } from '../../../route.js';
import { readUpload } from '../upload.js';
import { HarImportService, type ImportReport } from './har-import.service.js';

/** A browser's recording becomes a Virtual User (behaviour.md §9.2). */
@Controller()
export class HarImportController {
  private readonly limit: number;

  constructor(private readonly access: Access, private readonly imports: HarImportService, config: ApplicationConfig) {
    this.limit = Math.min(config.local.maxUploadBytes, config.mcp.fileSourceMaxBytes);
  }

  /** Answers the Virtual User, with what to know about the import in `importReport` (our addition, not stored). */
  @Route('importHar')
  async import(
    @Caller() caller: Account,
    @Param('projectId') projectId: string,
    @CheckedQuery(HarImportOptions) options: HarImportOptions,
    @Req() request: Request,
  ): Promise<VirtualUser & { importReport: ImportReport }> {
    const { document: project, workspaceId } = await this.access.document(caller, 'project', projectId, 'design');
    if (project.type !== 'DESIGN') throw badRequest('A RESULT project is the frozen copy of a run. Import into a DESIGN project.');
    const { file, texts } = await readUpload(request, this.limit);
    if (file === undefined) throw badRequest('The upload has no part named "file": send the HAR as multipart/form-data in a part of that name (curl -F file=@recording.har).');
    if (file.cut) throw new PayloadTooLargeException(`The file is larger than the ${this.limit} bytes this backend accepts (local.max-upload-bytes, mcp.file-source-max-bytes). Record a shorter scenario, or without images and media.`);
    const timeline = texts.get('containerTimeline');
    return this.imports.import(caller, { projectId, workspaceId }, { bytes: file.bytes, filename: file.filename, options, timeline: timeline === undefined ? undefined : timelineFrom(timeline) });
  }
}

function timelineFrom(text: string): z.infer<typeof ContainerTimeline> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw badRequest('The part "containerTimeline" is not JSON. Send {"entries": [{"type": "ENABLED", "name": ..., "startTimestamp": epoch ms}]}.');
  }
  return checked(ContainerTimeline, json, 'The part "containerTimeline"');
}
