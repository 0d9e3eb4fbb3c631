import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { importK6 } from '../../../../importers/import-k6.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type ReportedVirtualUser, SingleImports } from '../single-imports.js';

/** A k6 test becomes a Virtual User: the entrypoint first, each part named by the path it is imported by (octoperf-rest-api.md §3.4, documented). */
@Controller()
export class K6ImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: SingleImports) {}

  @Route('importK6')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @Req() request: Request): Promise<ReportedVirtualUser> {
    const target = await this.gate.target(caller, projectId);
    return this.imports.store(caller, target, importK6(await this.gate.files(request, 'the scripts, the entrypoint first', 'test.js')));
  }
}
