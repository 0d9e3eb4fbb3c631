import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { importPostman } from '../../../../importers/import-postman.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type ReportedVirtualUser, SingleImports } from '../single-imports.js';

/** A Postman collection becomes a Virtual User (octoperf-rest-api.md §4.2: route inferred, part as of the HAR). */
@Controller()
export class PostmanImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: SingleImports) {}

  @Route('importPostman')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @Req() request: Request): Promise<ReportedVirtualUser> {
    const target = await this.gate.target(caller, projectId);
    const { file } = await this.gate.file(request, 'the collection', 'collection.json');
    return this.imports.store(caller, target, importPostman(file.bytes));
  }
}
