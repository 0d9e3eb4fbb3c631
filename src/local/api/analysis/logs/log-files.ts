import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { notFound, quoted } from '../../refusals.js';
import { ResultFolders } from '../../runtime/bench-results/result-folders.js';

/** Files a run left behind. */
@Injectable()
export class LogFiles {
  constructor(private readonly folders: ResultFolders) {}

  /** Names of the plain files, sorted. */
  async names(benchResultId: string): Promise<string[]> {
    const entries = await readdir(this.folders.of(benchResultId), { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name).sort();
  }

  /** The bytes of one file. 404 for any name that is not in the listing: no path can lead out of the folder. */
  async open(benchResultId: string, filename: string): Promise<Readable> {
    const names = await this.names(benchResultId);
    if (!names.includes(filename)) throw notFound(`There is no file ${quoted(filename)} of this run. ${names.length === 0 ? 'It has none yet: files appear when the run is over.' : `It has: ${names.slice(0, 20).join(', ')}.`}`);
    return createReadStream(join(this.folders.of(benchResultId), filename));
  }
}
