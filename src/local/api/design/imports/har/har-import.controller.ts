import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { ContainerTimeline, HarImportOptions } from '../../../../../contract/import-options.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { checked, CheckedQuery } from '../../../checked-body.js';
import { badRequest } from '../../../refusals.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import type { ReportedVirtualUser } from '../single-imports.js';
import { HarImportService } from './har-import.service.js';

/** A browser's recording becomes a Virtual User (behaviour.md §9.2). */
@Controller()
export class HarImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: HarImportService) {}

  @Route('importHar')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(HarImportOptions) options: HarImportOptions, @Req() request: Request): Promise<ReportedVirtualUser> {
    const target = await this.gate.target(caller, projectId);
    const { file, texts } = await this.gate.file(request, 'the HAR', 'recording.har');
    const timeline = texts.get('containerTimeline');
    return this.imports.import(caller, target, { bytes: file.bytes, filename: file.filename, options, timeline: timeline === undefined ? undefined : timelineFrom(timeline) });
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
