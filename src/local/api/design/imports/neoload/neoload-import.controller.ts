import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { NeoloadAssessment } from '../../../../../contract/design-import.js';
import { analyzeNeoload, importNeoload } from '../../../../importers/migrations/neoload/import-neoload.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { CheckedQuery } from '../../../checked-body.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type Migrated, MigrationImports, MigrationQuery } from '../migration-imports.js';

const SENT = ['the zipped project', 'neoload.zip'] as const;

/** A NeoLoad project is assessed, or becomes Virtual Users and what they need (behaviour.md §30; routes inferred). */
@Controller()
export class NeoloadImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: MigrationImports) {}

  /** Writes nothing. */
  @Route('analyzeNeoload')
  async analyze(@Caller() caller: Account, @Param('projectId') projectId: string, @Req() request: Request): Promise<NeoloadAssessment> {
    await this.gate.reader(caller, projectId);
    return analyzeNeoload((await this.gate.file(request, ...SENT)).file.bytes);
  }

  @Route('importNeoload')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(MigrationQuery) query: MigrationQuery, @Req() request: Request): Promise<Migrated<NeoloadAssessment>> {
    const target = await this.gate.target(caller, projectId);
    const place = await this.imports.placementOf(target, query);
    return this.imports.store(caller, target, await importNeoload((await this.gate.file(request, ...SENT)).file.bytes), place);
  }
}
