import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { type ImportReport, JmxDesignImportRequest } from '../../../../../contract/design-import.js';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { checked, CheckedQuery } from '../../../checked-body.js';
import { badRequest } from '../../../refusals.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type ImportedPlan, JmxImportService } from './jmx-import.service.js';

/** A JMeter test plan becomes Virtual Users, one for each thread group (behaviour.md §9.1). Two routes, both documented (octoperf-rest-api.md §3.4). */
@Controller()
export class JmxImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: JmxImportService) {}

  /** The bare array; the report of the whole plan stands on its first Virtual User. */
  @Route('importJmx')
  async importPlan(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(JmxDesignImportRequest) options: JmxDesignImportRequest, @Req() request: Request): Promise<(VirtualUser & { importReport?: ImportReport })[]> {
    const { virtualUsers, importReport } = await this.import(caller, projectId, options, request);
    return virtualUsers.map((virtualUser, at) => (at === 0 ? { ...virtualUser, importReport } : virtualUser));
  }

  /** The same with the options in a part `design`. */
  @Route('importJmxDesign')
  async importDesign(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(JmxDesignImportRequest) options: JmxDesignImportRequest, @Req() request: Request): Promise<ImportedPlan> {
    return this.import(caller, projectId, options, request);
  }

  private async import(caller: Account, projectId: string, query: JmxDesignImportRequest, request: Request): Promise<ImportedPlan> {
    const target = await this.gate.target(caller, projectId);
    const { file, texts } = await this.gate.file(request, 'the test plan', 'plan.jmx');
    const design = texts.get('design');
    return this.imports.import(caller, target, file.bytes, design === undefined ? query : optionsFrom(design));
  }
}

function optionsFrom(text: string): JmxDesignImportRequest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw badRequest('The part "design" is not JSON. Send {"resources": "KEEP_ALL" or "REMOVE", "adBlocking": "DISABLED" or "ENABLED"}, or leave it out.');
  }
  return checked(JmxDesignImportRequest, json, 'The part "design"');
}
