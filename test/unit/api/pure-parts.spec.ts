import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchResultState } from '../../../src/contract/bench-result.js';
import type { FileLines } from '../../../src/contract/file-lines.js';
import { LineReader } from '../../../src/local/api/analysis/logs/line-reader.js';
import { LineScan } from '../../../src/local/api/analysis/logs/line-scan.js';
import { release } from '../../../src/local/api/design/imports/upload.js';
import { routerPath } from '../../../src/local/api/route.js';
import { mayMove } from '../../../src/local/api/runtime/bench-results/bench-progress.js';
import { until } from '../../support/work.js';

/** Vitest types its matchers as `any`. */
const like = (matcher: unknown): unknown => matcher;

describe('an upload that was read', () => {
  it('gives its memory back where that is worth it', () => {
    const [large, small] = [Buffer.alloc(2 * 1024 * 1024, 1), Buffer.from('small')];
    release(large);
    release(small);
    expect([large.length, small.toString()]).toEqual([0, 'small']);
  });
});

describe('reading lines', () => {
  const text = Array.from({ length: 30 }, (_, index) => `line ${index} é🐙`).join('\n');
  let folder: string;
  let counter = 0;
  beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'lines-')); });
  afterAll(async () => { await rm(folder, { recursive: true }); });
  const stored = async (bytes: Buffer | string): Promise<string> => {
    const path = join(folder, `file ${++counter}`);
    await writeFile(path, bytes);
    return path;
  };
  const read = async (bytes: Buffer | string, from: number, count: number, reader = new LineReader()): Promise<FileLines> => reader.read(await stored(bytes), from, count);
  /** Gives up after the first look. */
  class HastyReader extends LineReader { protected override readonly lookMs = 0; }

  it('gives the stretch asked for and the number of all lines, wherever the pieces are cut', () => {
    for (const piece of [1, 3, 64, 10_000]) {
      const scan = new LineScan(10, 2);
      const bytes = Buffer.from(`${text}\n`);
      for (let at = 0; at < bytes.length; at += piece) scan.take(bytes.subarray(at, at + piece));
      scan.finish();
      expect([scan.lines, scan.total, scan.hasAll]).toEqual([['line 10 é🐙', 'line 11 é🐙'], 30, true]);
    }
  });

  it('counts a last line without an end, and none in an empty file', async () => {
    expect(await read('a\r\n\nb', 0, 9)).toEqual({ lines: ['a', '', 'b'], from: 0, total: 3 });
    expect(await read('', 0, 9)).toEqual({ lines: [], from: 0, total: 0 });
    expect(await read('a\n', 5, 9)).toEqual({ lines: [], from: 5, total: 1 });
    expect(await read('\uFEFFa\n', 0, 1)).toEqual({ lines: ['a'], from: 0, total: 1 });
  });

  it('inflates gzip by its first bytes, also when it is cut short; refuses what only looks like it', async () => {
    const zipped = gzipSync(text);
    expect(await read(zipped, 29, 5)).toEqual({ lines: ['line 29 é🐙'], from: 29, total: 30 });
    expect(await read(zipped.subarray(0, zipped.length - 9), 0, 1)).toEqual({ lines: ['line 0 é🐙'], from: 0, total: like(expect.any(Number)) });
    await expect(read(Buffer.concat([zipped.subarray(0, 10), Buffer.alloc(100, 0xff)]), 0, 1)).rejects.toThrow('cannot be inflated');
  });

  it('cuts long lines', async () => {
    const page = await read(`${'x'.repeat(100_000)}\nnext\n${'é'.repeat(9_000)}\r\nlast`, 0, 4);
    expect(page.lines.map((line) => line.length)).toEqual([2000, 4, 2000, 4]);
  });

  it('goes to any line of a file it knows, and sees when the file is another one', async () => {
    const lines = Array.from({ length: 65_432 }, (_, index) => `${index} ${'x'.repeat(index % 50)}`);
    const path = await stored(lines.join('\n'));
    const reader = new LineReader();
    for (const from of [0, 9_999, 10_000, 10_001, 40_000, 65_430, 12_345, 70_000]) expect(await reader.read(path, from, 3)).toEqual({ lines: lines.slice(from, from + 3), from, total: lines.length });
    await writeFile(path, 'changed');
    expect(await reader.read(path, 0, 3)).toEqual({ lines: ['changed'], from: 0, total: 1 });
  });

  it('leaves the number of lines out where the end is too far, and gets there call by call', async () => {
    const lines = Array.from({ length: 400_000 }, (_, index) => `${index} ${'x'.repeat(10)}`);
    const path = await stored(lines.join('\n'));
    const reader = new HastyReader();
    expect(await reader.read(path, 5, 2)).toEqual({ lines: lines.slice(5, 7), from: 5 });
    await expect(reader.read(path, 399_000, 2)).rejects.toThrow('Ask again');
    const page = await until(() => reader.read(path, 399_000, 2).catch(() => undefined), (found) => found !== undefined);
    expect(page?.lines).toEqual(lines.slice(399_000, 399_002));
    const zipped = await stored(gzipSync(lines.join('\n')));
    await expect(reader.read(zipped, 399_000, 2)).rejects.toThrow('download the file');
  });

  it('holds neither a large file nor its longest line in memory, plain or gzip', async () => {
    const path = join(folder, 'large');
    const file = await open(path, 'w');
    await file.write('first\n');
    // Sparse: 300 MB that take no room, one line for the reader.
    await file.truncate(300_000_000);
    await file.write('\nlast', 300_000_000);
    await file.close();
    const gzipped = join(folder, 'large.gz');
    await pipeline(createReadStream(path, { end: 199_999_999 }), createGzip({ level: 1 }), createWriteStream(gzipped));
    const reader = new LineReader();
    const before = process.memoryUsage().rss;
    expect(await reader.read(path, 2, 1)).toEqual({ lines: ['last'], from: 2, total: 3 });
    expect(await reader.read(gzipped, 0, 1)).toEqual({ lines: ['first'], from: 0, total: 2 });
    expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000);
  });
});

describe('the states of a run', () => {
  it('go forward only and end for good', () => {
    const states = BenchResultState.options;
    const moves = states.flatMap((from) => states.filter((to) => mayMove(from, to)).map((to) => `${from}>${to}`));
    expect(moves.filter((move) => /^(FINISHED|ABORTED|ERROR)>/.test(move))).toEqual([]);
    expect(moves.filter((move) => move.startsWith('INITIALIZING>'))).toEqual(['INITIALIZING>RUNNING', 'INITIALIZING>FINISHED', 'INITIALIZING>ABORTED', 'INITIALIZING>ERROR']);
    expect(mayMove('RUNNING', 'RUNNING') || mayMove('RUNNING', 'PENDING')).toBe(false);
  });
});

describe('a route', () => {
  it('turns placeholders into those of the router', () => {
    expect(routerPath('/analysis/errors/{benchResultId}/{actionId}/{timestamp}')).toBe('/analysis/errors/:benchResultId/:actionId/:timestamp');
  });
});
