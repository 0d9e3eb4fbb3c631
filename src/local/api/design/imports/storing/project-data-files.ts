import { Injectable } from '@nestjs/common';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { DesignNote } from '../../../../importers/import-result.js';
import { badRequest, quoted } from '../../../refusals.js';
import { projectFileName } from '../../project-files/file-name.js';
import { ProjectFiles } from '../../project-files/project-files.js';

/** It holds test data, which may be personal: nobody else's business. */
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
/** Numbers tried for a name that is taken. */
const NUMBERS_MAX = 1000;

/** A data file that came with an import, by the bare name that the import refers to. */
export interface DataFile { readonly name: string; readonly bytes: Buffer }

/** What became of the files of an import: `nameOf` has the stored name of each, `undo` takes away what was added. */
export interface PlacedFiles { readonly nameOf: ReadonlyMap<string, string>; readonly notes: readonly DesignNote[]; undo(): Promise<void> }

/** Puts data files of an import beside those of the project; nothing that is there is ever replaced. */
@Injectable()
export class ProjectDataFiles {
  constructor(private readonly files: ProjectFiles) {}

  /**
   * Stores the files. One of the same name and content is reused; one of the same name and other content keeps its place, and the
   * import's gets a number (`users_2.csv`). 400 for a name that cannot be stored; nothing is left then.
   */
  async place(projectId: string, given: readonly DataFile[]): Promise<PlacedFiles> {
    const nameOf = new Map<string, string>();
    const notes: DesignNote[] = [];
    const added: string[] = [];
    const undo = async (): Promise<void> => { await Promise.all(added.map((path) => rm(path, { force: true }))); };
    try {
      for (const { name, bytes } of given) {
        const { stored, path } = await this.one(projectId, projectFileName(name), bytes);
        nameOf.set(name, stored);
        if (path !== undefined) added.push(path);
        if (stored !== name) notes.push({ level: 'changed', type: 'File', name, place: 'project files', reason: `the project has another file of that name, which stays as it is: the imported one is called ${stored}, and the import refers to that` });
      }
    } catch (error) {
      await undo();
      throw error;
    }
    return { nameOf, notes, undo };
  }

  /** The name under which the bytes lie in the project; `path` where they were added. */
  private async one(projectId: string, name: string, bytes: Buffer): Promise<{ readonly stored: string; readonly path?: string }> {
    const folder = this.files.folder(projectId);
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    const { name: base, ext } = parse(name);
    for (let at = 1; at <= NUMBERS_MAX; at += 1) {
      const stored = at === 1 ? name : `${base}_${at}${ext}`;
      const path = join(folder, stored);
      if (await written(path, bytes)) return { stored, path };
      if ((await this.files.bytes(projectId, stored)).equals(bytes)) return { stored };
    }
    throw badRequest(`The project has ${NUMBERS_MAX} files called like ${quoted(name)} already. Remove those that are not needed.`);
  }
}

/** Writes a file unless there is one: two imports at once cannot overwrite each other. @returns false where there is one */
async function written(path: string, bytes: Buffer): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: OWNER_ONLY_FILE });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    await rm(path, { force: true });
    throw error;
  }
}
