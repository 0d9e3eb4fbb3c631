import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { FileLines } from '../../../../contract/file-lines.js';
import { badRequest } from '../../refusals.js';
import { LineScan, type Mark } from './line-scan.js';

const LINES_MAX = 1000;
const CHUNK = 1_048_576;
/** Files whose marks are remembered: 16 bytes per 10,000 lines. */
const REMEMBERED = 64;
/** Longest look through a file in one call; callers give up after 30 s. */
const LOOK_MS = 15_000;

/** Query parameters that name a stretch of lines; `from` counts from zero. */
export const LINE_RANGE = { from: z.coerce.number().int().min(0).default(0), count: z.coerce.number().int().min(1).max(LINES_MAX).default(100) };

/** What was learnt of a file by looking through it: where lines begin, and how many there are where the end was reached. */
interface Learnt { readonly marks: readonly Mark[]; readonly total: number | undefined }

/**
 * Lines of text files of any size, gzip or not (behaviour.md §19.5). A file is looked through once; what was learnt is kept as long as
 * its size and time stay the same, so that a later call reads its own stretch only. The number of lines is left out where the end is
 * too far to be reached in one call.
 */
@Injectable()
export class LineReader {
  private readonly learnt = new Map<string, Learnt>();
  protected readonly lookMs: number = LOOK_MS;

  /** Lines `from` to `from + count`. 400 where the first of them is too far to be reached in one call. */
  async read(path: string, from: number, count: number): Promise<FileLines> {
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs, ino } = await file.stat();
      const key = `${path} ${ino} ${size} ${mtimeMs}`;
      const known = this.learnt.get(key) ?? { marks: [], total: undefined };
      return (await isGzip(file)) ? await this.look(key, known, inflated(path), new LineScan(from, count)) : await this.readPlain(file, key, known, from, count);
    } finally {
      await file.close();
    }
  }

  private async readPlain(file: FileHandle, key: string, known: Learnt, from: number, count: number): Promise<FileLines> {
    const start = known.marks.findLast(({ line }) => line <= from) ?? { line: 0, offset: 0 };
    return this.look(key, known, chunksOf(file, start.offset), new LineScan(from, count, start), start);
  }

  private async look(key: string, known: Learnt, chunks: AsyncIterable<Buffer>, scan: LineScan, start: Mark = { line: 0, offset: 0 }): Promise<FileLines> {
    const until = performance.now() + this.lookMs;
    let isWhole = true;
    for await (const chunk of chunks) {
      scan.take(chunk);
      const enough = known.total !== undefined && scan.hasAll;
      if (!enough && performance.now() < until) continue;
      isWhole = false;
      break;
    }
    if (isWhole) scan.finish();
    const total = known.total ?? (isWhole ? scan.total : undefined);
    this.remember(key, { marks: [...known.marks.filter(({ offset }) => offset <= start.offset), ...scan.marks, ...known.marks.filter(({ line }) => line > (scan.marks.at(-1) ?? start).line)], total });
    return pageOf(scan, total);
  }

  private remember(key: string, learnt: Learnt): void {
    this.learnt.delete(key);
    this.learnt.set(key, learnt);
    const [oldest] = this.learnt.keys();
    if (this.learnt.size > REMEMBERED && oldest !== undefined) this.learnt.delete(oldest);
  }
}

function pageOf(scan: LineScan, total: number | undefined): FileLines {
  const { lines, from } = scan;
  if (total === undefined && !scan.hasAll && lines.length === 0) throw badRequest(`Line ${from} lies too deep in the file to be reached in one call. Ask again, which goes on where this call ended unless the file is gzip, or download the file.`);
  return { lines, from, ...(total === undefined ? {} : { total }) };
}

/** RFC 1952 §2.3.1. */
async function isGzip(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** The bytes from an offset on, in one buffer that is written over again and again. */
async function* chunksOf(file: FileHandle, offset: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let position = offset; ;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/** The bytes that a gzip file holds. One that is cut short ends where it was cut. */
async function* inflated(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { highWaterMark: CHUNK });
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK });
  // What goes wrong while it is fed shows on the reading side; a reader that has enough ends both.
  pipeline(source, gunzip).catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw badRequest('The file begins like gzip but cannot be inflated: download it.');
    throw error;
  }
}
