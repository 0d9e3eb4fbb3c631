import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { badRequest } from '../../refusals.js';

/** Most lines of one answer, and most bytes that are looked at for them. */
export const TAIL_LINES_MAX = 10_000;
const TAIL_BYTES_MAX = 8_388_608;
const NEWLINE = 10;

/** The last lines of a text file, gzip or not (RFC 1952 §2.3.1), as UTF-8; fewer where they are longer than 8 MiB. 400 for a gzip file that cannot be inflated. */
export async function tailOf(path: string, lines: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const magic = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (magic.bytesRead === 2 && magic.buffer.readUInt16BE(0) === 0x1f8b) return lastLines(await inflatedEnd(path), lines);
    const length = Math.min(size, TAIL_BYTES_MAX);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return lastLines(buffer.subarray(0, bytesRead), lines);
  } finally {
    await file.close();
  }
}

/** The last bytes of what a gzip file holds. */
async function inflatedEnd(path: string): Promise<Buffer> {
  let end = Buffer.alloc(0);
  try {
    const gunzip = createGunzip();
    const source = createReadStream(path).on('error', (error) => { gunzip.destroy(error); });
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) end = Buffer.concat([end, chunk]).subarray(-TAIL_BYTES_MAX);
    return end;
  } catch {
    throw badRequest('The file begins like gzip but cannot be inflated: download it.');
  }
}

/** A line end at the very end of the file begins no line. */
function lastLines(bytes: Buffer, lines: number): string {
  let from = bytes.length;
  for (let left = lines; left > 0 && from > 0; left--) {
    const before = bytes.lastIndexOf(NEWLINE, from - 2);
    from = from < 2 || before < 0 ? 0 : before + 1;
  }
  return bytes.subarray(from).toString('utf8');
}
