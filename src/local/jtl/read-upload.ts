import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { JtlUser } from './action-book.js';
import { bareName, eachArchived, unreadable } from './jtl-archive.js';
import type { JtlRules } from './failure-rule.js';
import { JtlError } from './jtl-error.js';
import { JtlText } from './jtl-text.js';
import { RunTally } from './run-tally.js';

/** An upload on the disk, under the name its sender gave it. */
export interface JtlUpload { readonly path: string; readonly filename: string }
/** `maxBytes`: most bytes that are read, unpacked. */
export interface JtlReading { readonly rules: JtlRules; readonly maxBytes: number; readonly newId: () => string; readonly store: (tally: RunTally) => Promise<void>; /** Throws where the work is to be given up. */ readonly goOn?: () => void }

/** What was found in one file. */
export interface ReadFile { readonly name: string; readonly format: 'CSV' | 'XML'; readonly samples: number; readonly skipped: number; readonly skippedExamples: readonly string[]; readonly notes: readonly string[] }
export interface ReadUpload { readonly tally: RunTally; readonly files: readonly ReadFile[] }

const CHUNK = 262_144;
const EXAMPLES = 5;
const NOTES_MAX = 20;
/** The platform's sentence (behaviour.md §21.2, documented). */
const ONLY_ZIP = 'only .zip files are accepted';

/** The name of an upload without what it is packed in: name of the scenario and of the report (behaviour.md §21.2). */
export const titleOf = (filename: string): string => bareName(filename).replace(/(?:\.zip|(?:\.(?:jtl|csv|xml|txt|log|tsv))?(?:\.gz)?)$/i, '').trim();

/**
 * What an upload is, by its first bytes. @throws JtlError for what cannot be a JTL file: the platform takes zips only, and so do we
 * under its rules; under JMeter's a bare file, or one packed with gzip, is taken as well
 */
export async function refuseOtherUploads({ path, filename }: JtlUpload, rules: JtlRules): Promise<void> {
  const kind = kindOf(await headOf(path));
  if (kind === 'zip' && (rules === 'JMETER' || /\.zip$/i.test(filename))) return;
  if (rules === 'OCTOPERF') throw new JtlError(ONLY_ZIP);
  if (kind === 'other') throw new JtlError(`${ONLY_ZIP} (zips of JTL files, or one JTL file, plain or packed with gzip)`);
}

/** Reads every file of an upload; `store` is called whenever rows are to be taken from the tally. @throws JtlError */
export async function readUpload(upload: JtlUpload, reading: JtlReading): Promise<ReadUpload> {
  await refuseOtherUploads(upload, reading.rules);
  const isZip = kindOf(await headOf(upload.path)) === 'zip';
  const several = isZip && (await eachArchived(upload.path)) > 1;
  const job = new UploadJob(reading, several);
  if (isZip) await eachArchived(upload.path, (name, content) => job.read(name, content));
  else await job.read(bareName(upload.filename), createReadStream(upload.path, { highWaterMark: CHUNK }));
  const { tally, files } = job;
  if (files.length === 0) throw new JtlError('The zip holds no file. Put the JTL files of a test into it, one per thread group.');
  if (tally.counts.requests + tally.counts.transactions === 0) throw new JtlError(`There are no samples in ${files.map(({ name }) => name).join(', ')}.${whyNone(files)}`);
  return { tally, files };
}

const whyNone = (files: readonly ReadFile[]): string => {
  const [example] = files.flatMap(({ skippedExamples }) => skippedExamples);
  return example === undefined ? ' Nothing was imported.' : ` Nothing was imported; what is there cannot be read: ${example}.`;
};

class UploadJob {
  readonly tally: RunTally;
  readonly files: ReadFile[] = [];
  private bytes = 0;

  constructor(private readonly reading: JtlReading, several: boolean) {
    this.tally = new RunTally(reading.newId, reading.rules, several);
  }

  async read(name: string, content: Readable): Promise<void> {
    const log = new FileLog(this.tally, this.tally.book.addUser(titleOf(name) === '' ? name : titleOf(name)));
    const text = new JtlText(name, this.reading.rules, log);
    try {
      for await (const bytes of unpacked(content, log)) {
        this.bytes += bytes.length;
        if (this.bytes > this.reading.maxBytes) throw new JtlError(`The files are larger than the ${this.reading.maxBytes} bytes, unpacked, that this backend reads (local.jtl.max-unpacked-bytes).`);
        text.write(bytes);
        this.reading.goOn?.();
        if (this.tally.isFull) await this.reading.store(this.tally);
      }
      text.end();
    } catch (error) {
      content.destroy();
      throw error instanceof JtlError ? error : unreadable(error);
    }
    this.files.push({ name, format: text.format, samples: log.samples, skipped: log.skippedCount, skippedExamples: log.examples, notes: log.notes });
  }
}

/** Counts what one file gives, and keeps a few examples of what it does not. */
class FileLog {
  samples = 0;
  skippedCount = 0;
  readonly examples: string[] = [];
  readonly notes: string[] = [];

  constructor(private readonly tally: RunTally, private readonly user: JtlUser) {}

  sample(sample: Parameters<RunTally['add']>[1]): void {
    const why = this.tally.add(this.user, sample);
    if (why === undefined) this.samples += sample.role === 'resource' ? 0 : 1;
    else this.skipped(`sample ${this.samples + this.skippedCount + 1}`, why);
  }

  skipped(where: string, why: string): void {
    this.skippedCount += 1;
    if (this.examples.length < EXAMPLES) this.examples.push(`${where} ${why}`);
  }

  note(text: string): void {
    if (this.notes.length < NOTES_MAX) this.notes.push(text);
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function kindOf(head: Buffer): 'zip' | 'gzip' | 'text' | 'other' {
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (isGzip(head)) return 'gzip';
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const first = head.toString('latin1').trimStart()[0];
  return (head.includes(0) && !isWide) || first === '{' || first === '[' ? 'other' : 'text';
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The bytes of a file, unpacked where they are gzip; one that breaks off gives what there is. */
async function* unpacked(content: Readable, log: FileLog): AsyncGenerator<Buffer> {
  const source = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await source.next();
  if (first.done === true) return;
  if (!isGzip(first.value)) {
    yield first.value;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    return;
  }
  yield* gunzipped(first.value, source, log);
}

async function* gunzipped(first: Buffer, source: AsyncIterator<Buffer>, log: FileLog): AsyncGenerator<Buffer> {
  // Without the flush of the end a file that breaks off would lose its last bytes to an error.
  const gunzip = createGunzip({ finishFlush: 2, chunkSize: CHUNK });
  let tail = Buffer.alloc(0);
  let size = 0;
  const feed = async (): Promise<void> => {
    for (let next: IteratorResult<Buffer> = { value: first, done: false }; next.done !== true; next = await source.next()) {
      tail = Buffer.concat([tail, next.value]).subarray(-4);
      if (!gunzip.write(next.value)) await new Promise((resolve) => { gunzip.once('drain', resolve); gunzip.once('close', resolve); });
      if (gunzip.destroyed) return;
    }
    gunzip.end();
  };
  const fed = feed().catch((error: unknown) => { gunzip.destroy(error instanceof Error ? error : new Error('unreadable')); });
  for await (const bytes of gunzip as AsyncIterable<Buffer>) {
    size += bytes.length;
    yield bytes;
  }
  await fed;
  if (tail.length < 4 || tail.readUInt32LE(0) !== size % 4_294_967_296) log.note('The gzip does not end as one should: the file may be cut.');
}
