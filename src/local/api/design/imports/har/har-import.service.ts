import { Injectable } from '@nestjs/common';
import { parse } from 'node:path/posix';
import type { ContainerTimeline, HarImportOptions } from '../../../../../contract/import-options.js';
import { NAME_MAX } from '../../../../../contract/wire.js';
import { importHar } from '../../../../importers/import-har.js';
import type { HarImport } from '../../../../importers/import-result.js';
import type { Account } from '../../../../storage/identity-store.js';
import type { ImportTarget } from '../import-gate.js';
import { release } from '../upload.js';
import type { ReportedVirtualUser } from '../single-imports.js';
import { DesignStore } from '../storing/design-store.js';
import { importReport, noteOfRecording } from '../storing/import-report.js';

export interface HarUpload { readonly bytes: Buffer; readonly filename: string; readonly options: HarImportOptions; readonly timeline: ContainerTimeline | undefined }

/** Stores what a recording yields: servers, the Virtual User and its recordings, all or nothing. */
@Injectable()
export class HarImportService {
  constructor(private readonly designs: DesignStore) {}

  /** Makes a new Virtual User, or appends to the one of `virtualUserId`. @throws ImportError */
  import(caller: Account, target: ImportTarget, { bytes, filename, options, timeline }: HarUpload): Promise<ReportedVirtualUser> {
    const imported = importHar(bytes, options, timeline);
    release(bytes);
    return this.store(caller, target, imported, filename, options);
  }

  private async store(caller: Account, target: ImportTarget, imported: HarImport, filename: string, options: HarImportOptions): Promise<ReportedVirtualUser> {
    const { children, recordings, servers } = imported;
    const draft = { key: 'draft:vu:1', name: nameFrom(filename, imported), description: '', type: 'JMETER', children, recordings, appendTo: options.virtualUserId } as const;
    const { virtualUsers: [virtualUser], notes } = await this.designs.store(caller, target, { virtualUsers: [draft], servers, variables: [] });
    if (virtualUser === undefined) throw new Error('The import stored no Virtual User');
    return { ...virtualUser, importReport: importReport(children, [...notes, ...imported.report.map(noteOfRecording)]) };
  }
}

/** The file's name without folder and extension, else the host that was recorded; control characters do not belong into a name. */
function nameFrom(filename: string, { name }: HarImport): string {
  const base = parse(filename.replaceAll('\\', '/')).name.replace(/\p{Cc}/gu, ' ').trim();
  return (base === '' ? name : base).slice(0, NAME_MAX).trim();
}
