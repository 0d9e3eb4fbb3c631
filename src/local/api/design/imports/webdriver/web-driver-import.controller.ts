import { Controller, Param } from '@nestjs/common';
import { UrlsImportRequest } from '../../../../../contract/design-import.js';
import { importWebdriver } from '../../../../importers/import-webdriver.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { CheckedBody } from '../../../checked-body.js';
import { Route } from '../../../route.js';
import { ImportGate } from '../import-gate.js';
import { type ReportedVirtualUser, SingleImports } from '../single-imports.js';

/** A list of addresses becomes a Virtual User that opens each in a browser; none is opened now (octoperf-rest-api.md §4.2, inferred). */
@Controller()
export class WebDriverImportController {
  constructor(private readonly gate: ImportGate, private readonly imports: SingleImports) {}

  @Route('importWebDriver')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedBody(UrlsImportRequest) { urls, name }: UrlsImportRequest): Promise<ReportedVirtualUser> {
    const target = await this.gate.target(caller, projectId);
    return this.imports.store(caller, target, importWebdriver(urls, name === undefined ? {} : { name }));
  }
}
