import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, fromBuffer } from 'yauzl';
import type { OnceLog } from '../engine-log.js';

/** Entries of a trace that are searched for secrets, and how much of one. */
const MOST_ENTRIES = 5000;
const LARGEST_ENTRY = 8 * 1024 * 1024;

/** How much browsers may leave of one run. */
export interface FileLimits { readonly count: number; readonly bytes: number }
/** A validation is looked at closely, a load run by samples. */
export const VALIDATION_FILES: FileLimits = { count: 100, bytes: 200 * 1024 * 1024 };
export const LOAD_FILES: FileLimits = { count: 30, bytes: 100 * 1024 * 1024 };

/** What browsers leave behind, written among the result files of a run: HAR files, screenshots and traces, as many as its limits allow. */
export class ResultFiles {
  private count = 0;
  private bytes = 0;
  private work: Promise<void> = Promise.resolve();

  /** @param hide replaces the values of secrets. */
  constructor(private readonly folder: string, private readonly limits: FileLimits, private readonly log: OnceLog, private readonly hide: (text: string) => string) {}

  /** Takes a file over. Secrets in HAR files are replaced; a trace that holds one is not kept, since it cannot be rewritten. */
  keep(name: string, bytes: Uint8Array): void {
    if (!/^[\w-]+(?:\.[\w-]+){1,3}$/.test(name)) return;
    if (this.count >= this.limits.count || this.bytes + bytes.length > this.limits.bytes) {
      this.log.warn(`No more files of browsers are kept: ${this.limits.count} files or ${this.limits.bytes / 1_048_576} MB are reached.`);
      return;
    }
    this.count++;
    this.bytes += bytes.length;
    this.work = this.work.then(() => this.write(name, Buffer.from(bytes))).catch((error: unknown) => { this.log.warn(`The file ${name} of a browser could not be kept: ${error instanceof Error ? error.message : String(error)}`); });
  }

  /** Fulfilled when everything taken over so far is written. */
  written(): Promise<void> { return this.work; }

  private async write(name: string, bytes: Buffer): Promise<void> {
    if (name.endsWith('.zip') && await this.holdsSecret(bytes)) {
      this.log.warn(`The trace ${name} is not kept: it holds the value of a secret variable.`);
      return;
    }
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, name), name.endsWith('.har') ? this.hide(bytes.toString('utf8')) : bytes);
  }

  private async holdsSecret(bytes: Buffer): Promise<boolean> {
    const conceals = (part: Buffer): boolean => { const text = part.toString('utf8'); return this.hide(text) !== text; };
    for (const part of await entriesOf(bytes)) if (conceals(part)) return true;
    return false;
  }
}

/** What an archive holds, as far as it is to be searched; throws where it is none. */
function entriesOf(bytes: Buffer): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (failure, zip) => {
      if (failure !== null || zip === undefined) { reject(failure ?? new Error('no archive')); return; }
      const found: Buffer[] = [];
      let entries = 0;
      zip.on('error', reject).on('end', () => { resolve(found); }).on('entry', (entry: Entry) => {
        if (++entries > MOST_ENTRIES) { reject(new Error('too many entries to search for secrets')); return; }
        if (entry.uncompressedSize > LARGEST_ENTRY && !/\.(?:jpe?g|png|webp|woff2?)$/.test(entry.fileName)) { reject(new Error('an entry is too large to search for secrets')); return; }
        zip.openReadStream(entry, (problem, stream) => {
          if (problem !== null || stream === undefined) { reject(problem ?? new Error('unreadable')); return; }
          const chunks: Buffer[] = [];
          stream.on('error', reject).on('data', (chunk: Buffer) => { chunks.push(chunk); }).on('end', () => { found.push(Buffer.concat(chunks)); zip.readEntry(); });
        });
      });
      zip.readEntry();
    });
  });
}
