import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';

/** The files of a project, read whole and once. A load run reads a body file for every request. */
export class ProjectFiles {
  private readonly read = new Map<string, Buffer>();

  constructor(private readonly folder: string | undefined) {}

  /** Bytes of a file by its name in the project (`resources/` before it is accepted: imports write it). Throws an Error with a sentence. */
  bytes(filename: string): Buffer {
    const name = filename.replace(/^\/?resources\//, '');
    const known = this.read.get(name);
    if (known !== undefined) return known;
    const bytes = this.fromDisk(name);
    this.read.set(name, bytes);
    return bytes;
  }

  private fromDisk(name: string): Buffer {
    const missing = `The project has no file "${name}". Upload it to the project or correct the name.`;
    if (this.folder === undefined || name === '' || name.includes('\0')) throw new Error(missing);
    const path = resolve(this.folder, name);
    const inside = relative(this.folder, path);
    if (inside.startsWith('..') || isAbsolute(inside)) throw new Error(missing);
    try {
      return readFileSync(path);
    } catch (error) {
      throw new Error(missing, { cause: error });
    }
  }
}
