import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BenchResultState } from '../../../src/contract/bench-result.js';
import { readLines } from '../../../src/local/api/analysis/logs/line-reader.js';
import { release } from '../../../src/local/api/design/imports/upload.js';
import { routerPath } from '../../../src/local/api/route.js';
import { mayMove } from '../../../src/local/api/runtime/bench-results/bench-progress.js';

/** Vitest types its matchers as `any`. */
const like = (matcher: unknown): unknown => matcher;

/** A file that comes in pieces of so many bytes. */
const fileOf = (bytes: Buffer, piece = 7): Readable => Readable.from(Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) => bytes.subarray(index * piece, (index + 1) * piece)), { objectMode: false });

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

  it('gives the stretch asked for and the number of all lines, wherever the pieces are cut', async () => {
    for (const piece of [1, 3, 64, 10_000]) {
      expect(await readLines(fileOf(Buffer.from(`${text}\n`), piece), 10, 2)).toEqual({ lines: ['line 10 é🐙', 'line 11 é🐙'], from: 10, total: 30 });
    }
  });

  it('counts a last line without an end, and none in an empty file', async () => {
    expect(await readLines(fileOf(Buffer.from('a\r\n\nb')), 0, 9)).toEqual({ lines: ['a', '', 'b'], from: 0, total: 3 });
    expect(await readLines(fileOf(Buffer.alloc(0)), 0, 9)).toEqual({ lines: [], from: 0, total: 0 });
    expect(await readLines(fileOf(Buffer.from('a\n')), 5, 9)).toEqual({ lines: [], from: 5, total: 1 });
  });

  it('inflates gzip by its first bytes, also when it is cut short', async () => {
    const zipped = gzipSync(text);
    expect(await readLines(fileOf(zipped, 1000), 29, 5)).toEqual({ lines: ['line 29 é🐙'], from: 29, total: 30 });
    expect(await readLines(fileOf(zipped.subarray(0, zipped.length - 9), 1000), 0, 1)).toEqual({ lines: ['line 0 é🐙'], from: 0, total: like(expect.any(Number)) });
  });

  it('cuts long lines', async () => {
    const page = await readLines(fileOf(Buffer.from(`${'x'.repeat(100_000)}\nnext`), 4096), 0, 2);
    expect(page.lines.map((line) => line.length)).toEqual([2000, 4]);
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
