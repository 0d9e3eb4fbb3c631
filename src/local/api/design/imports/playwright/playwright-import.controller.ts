import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { importPlaywright } from '../../../../importers/import-playwright.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type ReportedVirtualUser, SingleImports } from '../single-imports.js';

/** A Playwright spec with the modules it needs becomes a Virtual User that runs it in a browser (behaviour.md §9.3; parts §5.6, documented). */
@Controller()
export class PlaywrightImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: SingleImports) {}

  @Route('importPlaywright')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @Req() request: Request): Promise<ReportedVirtualUser> {
    const target = await this.gate.target(caller, projectId);
    return this.imports.store(caller, target, importPlaywright(await this.gate.files(request, 'the spec', 'journey.spec.ts')));
  }
}
