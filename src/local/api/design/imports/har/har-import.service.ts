import { Injectable } from '@nestjs/common';
import { parse } from 'node:path/posix';
import type { ContainerTimeline, HarImportOptions } from '../../../../../contract/import-options.js';
import { HttpServer } from '../../../../../contract/http-server.js';
import { VirtualUser } from '../../../../../contract/virtual-user.js';
import { NAME_MAX } from '../../../../../contract/wire.js';
import { importHar } from '../../../../importers/import-har.js';
import type { HarImport, ImportNote, ServerDraft } from '../../../../importers/import-result.js';
import { bindServers } from '../../../../importers/server-drafts.js';
import type { Account } from '../../../../storage/identity-store.js';
import { LocalDatabase } from '../../../../storage/local-database.js';
import type { Stores } from '../../../../storage/stores.js';
import { missing, requireProject } from '../../../access.js';
import { fresh, rewritten } from '../../../entities.js';
import { newId } from '../../../ids.js';
import { conflict } from '../../../refusals.js';

/** Notes answered; the rest is counted. */
const SHOWN_NOTES = 50;

export interface HarUpload { readonly bytes: Buffer; readonly filename: string; readonly options: HarImportOptions; readonly timeline: ContainerTimeline | undefined }
export interface ImportTarget { readonly projectId: string; readonly workspaceId: string }
export interface ImportReport { readonly requests: number; readonly notes: readonly ImportNote[]; readonly notesLeftOut: number }

/** Stores what an import yields: servers, the Virtual User and its recordings, all or nothing. */
@Injectable()
export class HarImportService {
  constructor(private readonly database: LocalDatabase) {}

  /** Makes a new Virtual User, or appends to the one of `virtualUserId`. @throws ImportError */
  async import(caller: Account, target: ImportTarget, { bytes, filename, options, timeline }: HarUpload): Promise<VirtualUser & { importReport: ImportReport }> {
    const imported = importHar(bytes, options, timeline);
    const virtualUser = await this.database.transaction(async (stores) => {
      await requireProject(stores, target.projectId);
      const children = bindServers(imported.children, await serversFor(stores, caller, target, imported.servers));
      const { virtualUserId } = options;
      const stored = virtualUserId === undefined
        ? await created(stores, caller, target, { name: nameFrom(filename, imported), children })
        : await appended(stores, target, virtualUserId, children);
      await stores.recordings.add(stored.id, imported.recordings);
      return stored;
    });
    const notes = imported.report.slice(0, SHOWN_NOTES);
    return { ...virtualUser, importReport: { requests: imported.recordings.length, notes, notesLeftOut: imported.report.length - notes.length } };
  }
}

async function created(stores: Stores, caller: Account, { projectId, workspaceId }: ImportTarget, draft: Pick<VirtualUser, 'name' | 'children'>): Promise<VirtualUser> {
  const virtualUser = fresh(VirtualUser.parse({ ...draft, id: '', projectId, type: 'JMETER', description: '', tags: [] }), caller);
  await stores.documents.insert('virtualUser', virtualUser, { workspaceId, parentId: projectId });
  return virtualUser;
}

async function appended(stores: Stores, { projectId }: ImportTarget, id: string, children: VirtualUser['children']): Promise<VirtualUser> {
  const stored = await stores.documents.find('virtualUser', id);
  if (stored === undefined || stored.parentId !== projectId) throw missing('virtualUser', id);
  const virtualUser = rewritten(stored.document, { ...stored.document, children: [...stored.document.children, ...children] });
  if (!(await stores.documents.replace('virtualUser', virtualUser, stored.revision))) throw conflict('The Virtual User was changed by somebody else during the import; nothing was written. Import again.');
  return virtualUser;
}

/** The stored server of each draft: one of the project at the same place, else a new one with the platform's default settings. */
async function serversFor(stores: Stores, caller: Account, { projectId, workspaceId }: ImportTarget, drafts: readonly ServerDraft[]): Promise<Map<string, string>> {
  const known = await stores.documents.listByParent('httpServer', projectId);
  const ids = new Map<string, string>();
  for (const { key, protocol, hostname, port } of drafts) {
    const same = known.find((server) => server.protocol === protocol && server.hostname === hostname && server.port === port);
    if (same === undefined) {
      const server = HttpServer.parse({ id: newId(), userId: caller.id, projectId, protocol, hostname, port });
      await stores.documents.insert('httpServer', server, { workspaceId, parentId: projectId });
      ids.set(key, server.id);
    } else {
      ids.set(key, same.id);
    }
  }
  return ids;
}

/** The file's name without folder and extension, else the host that was recorded; control characters do not belong into a name. */
function nameFrom(filename: string, { name }: HarImport): string {
  const base = parse(filename.replaceAll('\\', '/')).name.replace(/\p{Cc}/gu, ' ').trim();
  return (base === '' ? name : base).slice(0, NAME_MAX).trim();
}
