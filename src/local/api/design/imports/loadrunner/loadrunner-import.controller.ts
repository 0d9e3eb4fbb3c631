import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { LoadRunnerAssessment } from '../../../../../contract/design-import.js';
import { analyzeLoadRunner, importLoadRunner } from '../../../../importers/migrations/loadrunner/import-loadrunner.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { CheckedQuery } from '../../../checked-body.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type Migrated, MigrationImports, MigrationQuery } from '../migration-imports.js';

const SENT = ['the zipped script folders', 'scripts.zip'] as const;

/** LoadRunner scripts are assessed, or become Virtual Users and what they need (behaviour.md §30; routes inferred). */
@Controller()
export class LoadRunnerImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: MigrationImports) {}

  /** Writes nothing. */
  @Route('analyzeLoadRunner')
  async analyze(@Caller() caller: Account, @Param('projectId') projectId: string, @Req() request: Request): Promise<LoadRunnerAssessment> {
    await this.gate.reader(caller, projectId);
    return analyzeLoadRunner((await this.gate.file(request, ...SENT)).file.bytes);
  }

  @Route('importLoadRunner')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(MigrationQuery) query: MigrationQuery, @Req() request: Request): Promise<Migrated<LoadRunnerAssessment>> {
    const target = await this.gate.target(caller, projectId);
    const place = await this.imports.placementOf(target, query);
    return this.imports.store(caller, target, await importLoadRunner((await this.gate.file(request, ...SENT)).file.bytes), place);
  }
}
