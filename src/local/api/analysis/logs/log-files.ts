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

  /** The bytes of one file. 404 as below. */
  async open(benchResultId: string, filename: string): Promise<Readable> {
    return createReadStream(await this.path(benchResultId, filename));
  }

  /** Where one file lies. 404 for any name that is not in the listing: no path can lead out of the folder. */
  async path(benchResultId: string, filename: string): Promise<string> {
    const names = await this.names(benchResultId);
    if (!names.includes(filename)) throw notFound(`There is no file ${quoted(filename)} of this run. ${names.length === 0 ? 'It has none: files appear when the run is over, and are erased some days later (local.retention.file-days).' : `It has: ${names.slice(0, 20).join(', ')}.`}`);
    return join(this.folders.of(benchResultId), filename);
  }
}
