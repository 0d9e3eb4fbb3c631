import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBuffer, type Entry } from 'yauzl';
import { tailOf } from '../../../src/local/api/analysis/logs/file-tail.js';
import { zipOf } from '../../../src/local/api/analysis/logs/zip-stream.js';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'log-store-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

/** Reads an archive with a reader that checks sizes and checksums. */
function unzipped(archive: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error !== null) { reject(error); return; }
      const files = new Map<string, string>();
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (fault, stream) => {
          if (fault !== null) { reject(fault); return; }
          void stream.toArray().then((chunks) => { files.set(entry.fileName, Buffer.concat(chunks as Buffer[]).toString('latin1')); zip.readEntry(); }, reject);
        });
      });
      zip.on('end', () => { resolve(files); }).on('error', reject);
      zip.readEntry();
    });
  });
}
const collected = (chunks: AsyncIterable<Buffer>): Promise<Buffer> => Readable.from(chunks).toArray().then((parts) => Buffer.concat(parts as Buffer[]));

describe('an archive of files', () => {
  const long = Array.from({ length: 400_000 }, (_, index) => String.fromCharCode(33 + ((index * index) % 90))).join('');
  const files: [string, string][] = [['jmeter.log', 'one line\n'], ['empty.txt', ''], ['überblick.jtl', long]];

  it('holds each of them whole, empty ones and names of any script too', async () => {
    const archive = await collected(zipOf(files.map(([name, text]) => ({ name, bytes: () => Readable.from(text === '' ? [] : [Buffer.from(text.slice(0, 7), 'latin1'), Buffer.from(text.slice(7), 'latin1')]) }))));
    expect(await unzipped(archive)).toEqual(new Map(files));
  });

  it('is an archive without any', async () => {
    expect(await unzipped(await collected(zipOf([])))).toEqual(new Map());
  });

  it('fails where a file cannot be read', async () => {
    const broken = new Readable({ read() { this.destroy(new Error('gone')); } });
    await expect(collected(zipOf([{ name: 'x', bytes: () => broken }]))).rejects.toThrow('gone');
  });
});

describe('the end of a file', () => {
  it.each<[string, string, number, string]>([
    ['fewer than there are', 'a\nb\nc\n', 2, 'b\nc\n'], ['no line end at the end', 'a\nb\nc', 2, 'b\nc'], ['as many as there are', 'a\nb\n', 2, 'a\nb\n'], ['more than there are', 'a\nb\n', 9, 'a\nb\n'],
    ['empty lines', 'a\n\n\n', 2, '\n\n'], ['nothing', '', 5, ''], ['one line end', '\n', 1, '\n'],
  ])('%s', async (_, text, lines, wanted) => {
    await writeFile(join(folder, 'plain'), text);
    expect(await tailOf(join(folder, 'plain'), lines)).toBe(wanted);
    await writeFile(join(folder, 'zipped'), gzipSync(text));
    expect(await tailOf(join(folder, 'zipped'), lines)).toBe(wanted);
  });

  it('is found behind more bytes than are looked at', async () => {
    const text = `${'x'.repeat(99)}\n`.repeat(100_000);
    await writeFile(join(folder, 'long'), text);
    expect((await tailOf(join(folder, 'long'), 10_000)).length).toBe(1_000_000);
    expect((await readFile(join(folder, 'long'))).length).toBe(10_000_000);
  });

  it('is refused of a broken gzip file', async () => {
    await writeFile(join(folder, 'broken'), Buffer.concat([gzipSync('a\n').subarray(0, 12), Buffer.from('nonsense')]));
    await expect(tailOf(join(folder, 'broken'), 1)).rejects.toThrow('cannot be inflated');
  });
});
