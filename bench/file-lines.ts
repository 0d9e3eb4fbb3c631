import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { LineReader } from '../src/local/api/analysis/logs/line-reader.js';

const BYTES = 1_073_741_824;
const LINE = '2026-01-05 10:00:00,000 INFO o.a.j.t.JMeterThread: Thread finished: Virtual User 1-1 with a line as logs have them\n';
const BLOCK = Buffer.from(LINE.repeat(Math.floor(1_048_576 / LINE.length)));

/** Seconds and memory of reading lines of a log of 1 GiB, plain and gzip: the first look counts the lines, later ones go straight there. */
const folder = await mkdtemp(join(tmpdir(), 'bench-lines-'));
try {
  const [plain, zipped] = [join(folder, 'jmeter.log'), join(folder, 'jmeter.log.gz')];
  const file = await open(plain, 'w');
  for (let written = 0; written < BYTES; written += BLOCK.length) await file.write(BLOCK);
  await file.close();
  await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(zipped));
  const reader = new LineReader();
  let peak = 0;
  const rest = process.memoryUsage().rss;
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 5);
  const timed = async (path: string, from: number): Promise<{ ms: number; total: number | undefined }> => {
    const begin = performance.now();
    const { total } = await reader.read(path, from, 100);
    return { ms: Math.round(performance.now() - begin), total };
  };
  const first = await timed(plain, 0);
  const last = await timed(plain, (first.total ?? 100) - 100);
  const firstZipped = await timed(zipped, 0);
  const again = await timed(zipped, 0);
  clearInterval(watch);
  console.log(JSON.stringify({ bytes: (await stat(plain)).size, lines: first.total, firstLookMs: first.ms, lastLinesMs: last.ms, gzipFirstLookMs: firstZipped.ms, gzipFirstLinesAgainMs: again.ms, rssAboveRestMb: Math.round((peak - rest) / 1_048_576) }));
} finally {
  await rm(folder, { recursive: true });
}
