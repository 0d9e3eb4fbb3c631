import { Controller, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { ApplicationConfig } from '../../../../../config/application-config.js';
import type { JtlImportStarted } from '../../../../../contract/task.js';
import { JTL_RULES } from '../../../../jtl/failure-rule.js';
import { JtlError } from '../../../../jtl/jtl-error.js';
import { refuseOtherUploads } from '../../../../jtl/read-upload.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { CheckedQuery } from '../../../checked-body.js';
import { ImportGate } from '../../../design/imports/import-gate.js';
import { ProjectFiles } from '../../../design/project-files/project-files.js';
import { receiveFile } from '../../../design/project-files/received-file.js';
import { badRequest } from '../../../refusals.js';
import { Route } from '../../../route.js';
import { JtlImports } from './jtl-imports.js';

/** `rules`: our addition; fixed in a presigned URL like the options of every import. */
export const JtlImportQuery = z.object({ rules: z.enum(JTL_RULES).default('JMETER') });
export type JtlImportQuery = z.infer<typeof JtlImportQuery>;

/** JTL files become a run and its report (behaviour.md §21.2; answer documented, route inferred: octoperf-rest-api.md §4.7). */
@Controller()
export class JtlImportController {
  private readonly limit: number;

  constructor(private readonly gate: ImportGate, private readonly files: ProjectFiles, private readonly imports: JtlImports, config: ApplicationConfig) {
    this.limit = config.local.jtl.maxUploadBytes;
  }

  /** Answers when the upload is on the disk and can be a JTL file; the rest is said by the task. 400, 403, 404, 413. */
  @Route('importJtl')
  async import(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(JtlImportQuery) { rules }: JtlImportQuery, @Req() request: Request): Promise<JtlImportStarted> {
    const target = await this.gate.target(caller, projectId);
    const path = await this.files.incoming();
    try {
      const filename = await receiveFile(request, path, this.limit, 'local.jtl.max-upload-bytes');
      await refuseOtherUploads({ path, filename }, rules);
      return await this.imports.submit(caller, target, { path, filename }, rules);
    } catch (error) {
      await rm(path, { force: true });
      throw error instanceof JtlError ? badRequest(error.message) : error;
    }
  }
}
