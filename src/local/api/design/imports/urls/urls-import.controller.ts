import { Controller, Param } from '@nestjs/common';
import { UrlsImportRequest } from '../../../../../contract/design-import.js';
import { importUrls } from '../../../../importers/import-urls.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { CheckedBody } from '../../../checked-body.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type ReportedVirtualUser, SingleImports } from '../single-imports.js';

/** A list of addresses becomes a Virtual User with a request for each; none is fetched (octoperf-rest-api.md §4.2, inferred). */
@Controller()
export class UrlsImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: SingleImports) {}

  @Route('importUrls')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedBody(UrlsImportRequest) { urls, name, crawl }: UrlsImportRequest): Promise<ReportedVirtualUser> {
    const target = await this.gate.target(caller, projectId);
    return this.imports.store(caller, target, importUrls(urls, { crawl, ...(name === undefined ? {} : { name }) }));
  }
}
