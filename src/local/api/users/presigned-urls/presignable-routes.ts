import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JmxDesignImportRequest } from '../../../../contract/design-import.js';
import { ENDPOINTS, type Endpoint, type EndpointName } from '../../../../contract/endpoints.js';
import { HarImportOptions } from '../../../../contract/import-options.js';
import type { PresignRequest } from '../../../../contract/presigned.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { JtlImportQuery } from '../../analysis/imports/jtl/jtl-import.controller.js';
import { checked } from '../../checked-body.js';
import { ExportedUsers, JmxExportQuery } from '../../design/exports/jmx/exported-users.js';
import { ImportGate } from '../../design/imports/import-gate.js';
import { MigrationImports, MigrationQuery } from '../../design/imports/migration-imports.js';
import { projectFileName } from '../../design/project-files/file-name.js';
import { NamedFile, UploadQuery } from '../../design/project-files/project-files.controller.js';
import { ProjectFiles } from '../../design/project-files/project-files.js';
import { badRequest } from '../../refusals.js';

const RunFile = z.object({ filename: z.string().min(1) });
/** Imports with what reads their options: these are fixed in the URL (behaviour.md §5.7). */
const IMPORTS = {
  importHar: (query) => checked(HarImportOptions, query, 'The query'),
  importJmx: (query) => checked(JmxDesignImportRequest, query, 'The query'),
  importJmxDesign: (query) => checked(JmxDesignImportRequest, query, 'The query'),
  importPostman: undefined,
  importPlaywright: undefined,
  importK6: undefined,
  importNeoload: (query) => checked(MigrationQuery, query, 'The query'),
  importLoadRunner: (query) => checked(MigrationQuery, query, 'The query'),
} as const satisfies Partial<Record<EndpointName, ((query: PresignRequest['query']) => unknown) | undefined>>;
const PRESIGNABLE = [...Object.keys(IMPORTS) as (keyof typeof IMPORTS)[], 'analyzeNeoload', 'analyzeLoadRunner', 'exportJmx', 'benchFile', 'uploadProjectFile', 'projectFile', 'importJtl'] as const satisfies readonly EndpointName[];
type Presignable = (typeof PRESIGNABLE)[number];

/** The calls that move bytes: the only ones a presigned URL may stand for. */
@Injectable()
export class PresignableRoutes {
  constructor(
    private readonly access: Access, private readonly imports: ImportGate, private readonly files: ProjectFiles,
    private readonly migrations: MigrationImports, private readonly exports: ExportedUsers,
  ) {}

  /** Checks the call as it will be made. 400 for other routes and bad options, 404 and 403 as the route itself answers. */
  async require(caller: Account, { method, path, query }: PresignRequest): Promise<void> {
    for (const name of PRESIGNABLE) {
      const id = idIn(ENDPOINTS[name], method, path);
      if (id !== undefined) return this.check(name, caller, id, query);
    }
    throw badRequest(`Presigned URLs are made for ${PRESIGNABLE.map((name) => `${ENDPOINTS[name].method} ${ENDPOINTS[name].path}`).join(', ')} only, without a query in the path.`);
  }

  private async check(name: Presignable, caller: Account, id: string, query: PresignRequest['query']): Promise<void> {
    switch (name) {
      case 'analyzeNeoload':
      case 'analyzeLoadRunner':
        return this.imports.reader(caller, id);
      case 'importJtl':
        await this.imports.target(caller, id);
        checked(JtlImportQuery, query, 'The query');
        return;
      case 'exportJmx':
        await this.exports.of(caller, id, checked(JmxExportQuery, query, 'The query').also);
        return;
      case 'benchFile':
        await this.access.document(caller, 'benchResult', id, 'read');
        checked(RunFile, query, 'The query');
        return;
      case 'uploadProjectFile': {
        await this.access.document(caller, 'project', id, 'edit');
        const { filename } = checked(UploadQuery, query, 'The query');
        if (filename !== undefined) projectFileName(filename);
        return;
      }
      case 'projectFile':
        await this.access.document(caller, 'project', id, 'read');
        await this.files.require(id, checked(NamedFile, query, 'The query').filename);
        return;
      default:
        return this.checkImport(name, caller, id, query);
    }
  }

  private async checkImport(name: keyof typeof IMPORTS, caller: Account, projectId: string, query: PresignRequest['query']): Promise<void> {
    const target = await this.imports.target(caller, projectId);
    IMPORTS[name]?.(query);
    if (name === 'importNeoload' || name === 'importLoadRunner') await this.migrations.placementOf(target, checked(MigrationQuery, query, 'The query'));
    const { virtualUserId } = query;
    if (name === 'importHar' && virtualUserId !== undefined) await this.access.document(caller, 'virtualUser', virtualUserId, 'design');
  }
}

/** The one id in a path of that endpoint; undefined where the call is another one. */
function idIn(endpoint: Endpoint, method: string, path: string): string | undefined {
  if (endpoint.method !== method) return undefined;
  const pattern = new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '([A-Za-z0-9_-]+)')}$`);
  return pattern.exec(path)?.[1];
}
