import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { FileLines } from '../../../../contract/file-lines.js';

/** Longest part of a line that is shown, in characters. */
const LINE_MAX = 2000;
const LINES_MAX = 1000;

/** Query parameters that name a stretch of lines; `from` counts from zero. */
export const LINE_RANGE = { from: z.coerce.number().int().min(0).default(0), count: z.coerce.number().int().min(1).max(LINES_MAX).default(100) };

/**
 * Lines `from` to `from + count` of a text, and how many it has. Reads as a stream: neither a long file nor a long line is ever
 * held whole. A gzip file (by its first bytes) is inflated on the way. Longer lines are cut.
 */
export async function readLines(file: Readable, from: number, count: number): Promise<FileLines> {
  const page: FileLines = { lines: [], from, total: 0 };
  let line = '';
  let isOpen = false;
  const finish = (): void => {
    if (page.total >= from && page.lines.length < count) page.lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    page.total += 1;
    line = '';
    isOpen = false;
  };
  for await (const text of textOf(file)) {
    const pieces = text.split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) finish();
      if (piece === '' && index === pieces.length - 1) continue;
      isOpen = true;
      if (line.length < LINE_MAX) line = (line + piece).slice(0, LINE_MAX);
    }
  }
  if (isOpen) finish();
  return page;
}

async function* textOf(file: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of inflated(file)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The same bytes, inflated where they begin as gzip does (RFC 1952 §2.3.1). A gzip file that is cut short ends where it was cut. */
async function* inflated(file: Readable): AsyncGenerator<Buffer> {
  const chunks = (file as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const whole = followedBy(first.value, { [Symbol.asyncIterator]: () => chunks });
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  // What goes wrong while it is fed shows on the reading side.
  pipeline(whole, gunzip).catch(() => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
}

async function* followedBy(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
