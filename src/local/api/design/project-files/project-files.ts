import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type Dirent, createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ApplicationConfig } from '../../../../config/application-config.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { missing } from '../../access.js';
import { notFound, quoted } from '../../refusals.js';

/** Uploads under way; on the disk of the files, so that taking one over is a rename. */
const INCOMING = '.incoming';
/** An upload that was not taken over by now never will be: the process died. */
const FORGOTTEN_MS = 24 * 3_600_000;
/** It holds test data, which may be personal: nobody else's business. */
const OWNER_ONLY = 0o700;
const SHOWN_NAMES = 20;

/** A file as `list?details=true` answers it (our addition; names from list_project_files, contract/tools.yaml). Size in bytes, epoch ms. */
export interface FileDetails { readonly filename: string; readonly size: number; readonly lastModified: number }

/** The files of projects: one folder each, named by the id the server gave, below `files` in the data folder. */
@Injectable()
export class ProjectFiles implements OnModuleInit {
  private readonly root: string;

  constructor(private readonly database: LocalDatabase, config: ApplicationConfig) {
    this.root = resolve(config.local.dataFolder, 'files');
  }

  async onModuleInit(): Promise<void> {
    const incoming = join(this.root, INCOMING);
    for (const name of await readdir(incoming).catch(() => [])) {
      const { mtimeMs } = await stat(join(incoming, name));
      if (mtimeMs < Date.now() - FORGOTTEN_MS) await rm(join(incoming, name), { force: true });
    }
  }

  /** Where the files of a project lie; nothing is there before the first upload. */
  folder(projectId: string): string {
    return join(this.root, projectId);
  }

  /** Names, sorted. */
  async names(projectId: string): Promise<string[]> {
    const entries = await readdir(this.folder(projectId), { withFileTypes: true }).catch((): Dirent[] => []);
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name).sort();
  }

  async details(projectId: string): Promise<FileDetails[]> {
    const found = await Promise.all((await this.names(projectId)).map(async (filename) => ({ filename, status: await stat(join(this.folder(projectId), filename)).catch(() => undefined) })));
    return found.flatMap(({ filename, status }) => (status === undefined ? [] : [{ filename, size: status.size, lastModified: Math.round(status.mtimeMs) }]));
  }

  /** The stored name. 404 for any name that is not in the listing: no path can lead out of the folder. */
  async require(projectId: string, filename: string): Promise<string> {
    const names = await this.names(projectId);
    const wanted = filename.normalize('NFC');
    const found = names.find((name) => name.normalize('NFC') === wanted);
    if (found !== undefined) return found;
    const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
    throw notFound(`The project has no file ${quoted(filename)}. ${names.length === 0 ? 'It has none: send one with upload_project_file.' : `It has: ${names.slice(0, SHOWN_NAMES).join(', ')}${more}.`}`);
  }

  /** The bytes of a file and how many there are. 404 as above. */
  async open(projectId: string, filename: string): Promise<{ readonly name: string; readonly size: number; readonly bytes: Readable }> {
    const name = await this.require(projectId, filename);
    const path = join(this.folder(projectId), name);
    return { name, size: (await stat(path)).size, bytes: createReadStream(path) };
  }

  /** A whole file that is known to be small; nothing where it is gone. */
  async bytes(projectId: string, name: string): Promise<Buffer> {
    return readFile(join(this.folder(projectId), name)).catch(() => Buffer.alloc(0));
  }

  /** A new place to write an upload to; whoever asks for it removes what is left there. */
  async incoming(): Promise<string> {
    await mkdir(join(this.root, INCOMING), { recursive: true, mode: OWNER_ONLY });
    return join(this.root, INCOMING, randomUUID());
  }

  /** Takes a received file over under a checked name, in one step; one of that name is replaced. 404 where the project was removed meanwhile. */
  async keep(projectId: string, received: string, name: string): Promise<void> {
    await mkdir(this.folder(projectId), { recursive: true, mode: OWNER_ONLY });
    await rename(received, join(this.folder(projectId), name));
    if ((await this.database.documents.find('project', projectId)) !== undefined) return;
    await this.removeAll(projectId);
    throw missing('project', projectId);
  }

  /** 404 as above. */
  async remove(projectId: string, filename: string): Promise<void> {
    await rm(join(this.folder(projectId), await this.require(projectId, filename)), { force: true });
  }

  async removeAll(projectId: string): Promise<void> {
    await rm(this.folder(projectId), { recursive: true, force: true });
  }
}
