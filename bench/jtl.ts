import { type FileHandle, open } from 'node:fs/promises';
import { mkdtempSync, openAsBlob, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { startServer } from '../test/support/server-process.js';
import { peakMegabytes, session } from './bench-session.js';

/**
 * Zipped JTL files through the running server: `npx tsx bench/jtl.ts [megabytes of JTL] [labels] [samples a second]`. One line of JSON for CSV
 * and for XML: seconds from the first byte sent to the end of the task, the server's largest resident memory until then (Linux),
 * what it stores, and how long another caller waited meanwhile.
 */
const MEGABYTES = Number(process.argv[2] ?? 1024);
const LABELS = Number(process.argv[3] ?? 40);
const PER_SECOND = Number(process.argv[4] ?? 2000);
const MEGABYTE = 1024 * 1024;
const START = Date.parse('2026-01-01T00:00:00Z');
const PIECE = 4 * MEGABYTE;

const folder = mkdtempSync(join(tmpdir(), 'octoperf-bench-'));
const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n';

/** Repeatable numbers in [0, 1). */
let state = 7;
function random(): number {
  state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return state / 4_294_967_296;
}

interface Made { readonly end: number; readonly elapsed: number; readonly label: number; readonly failed: boolean; readonly bytes: number }
function made(number: number): Made {
  const elapsed = 1 + Math.floor(random() ** 4 * 3000);
  return { end: START + Math.floor((number * 1000) / PER_SECOND), elapsed, label: number % LABELS, failed: random() < 0.01, bytes: 400 + Math.floor(random() * 20_000) };
}

function csvLine({ end, elapsed, label, failed, bytes }: Made, number: number): string {
  return `${end - elapsed},${elapsed},${label} GET /api/items,${failed ? '500,"Internal, Server Error"' : '200,OK'},Users 1-${(number % 100) + 1},text,${String(!failed)},,${bytes},${180 + label},100,100,http://shop.example/api/items/${label},${Math.floor(elapsed / 2)},0,${elapsed % 7 === 0 ? 3 : 0}\n`;
}

function xmlSample({ end, elapsed, label, failed, bytes }: Made, number: number): string {
  return `<httpSample t="${elapsed}" it="0" lt="${Math.floor(elapsed / 2)}" ct="${elapsed % 7 === 0 ? 3 : 0}" ts="${end - elapsed}" s="${String(!failed)}" lb="${label} GET /api/items" rc="${failed ? 500 : 200}" rm="${failed ? 'Internal, Server Error' : 'OK'}" tn="Users 1-${(number % 100) + 1}" dt="text" by="${bytes}" sby="${180 + label}" ng="100" na="100">\n  <assertionResult>\n    <name>Response Assertion</name>\n    <failure>${String(failed)}</failure>\n    <error>false</error>\n  </assertionResult>\n  <java.net.URL>http://shop.example/api/items/${label}</java.net.URL>\n</httpSample>\n`;
}

/** A zip with one file of the wanted size, written as it is made. */
async function writeZip(path: string, name: string, head: string, line: (sample: Made, number: number) => string, foot: string): Promise<{ samples: number; bytes: number }> {
  const file = await open(path, 'w');
  const nameBytes = Buffer.from(name);
  const headBytes = 30 + nameBytes.length;
  const deflate = createDeflateRaw({ level: 6 });
  let packed = 0;
  const writing = (async () => {
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      await file.write(piece, 0, piece.length, headBytes + packed);
      packed += piece.length;
    }
  })();
  let [bytes, checksum, samples] = [0, 0, 0];
  const put = async (text: string): Promise<void> => {
    const piece = Buffer.from(text);
    bytes += piece.length;
    checksum = crc32(piece, checksum);
    if (!deflate.write(piece)) await new Promise((resolve) => { deflate.once('drain', resolve); });
  };
  await put(head);
  while (bytes < MEGABYTES * MEGABYTE) {
    const parts: string[] = [];
    for (let size = 0; size < PIECE; samples++) {
      const text = line(made(samples), samples);
      parts.push(text);
      size += text.length;
    }
    await put(parts.join(''));
  }
  await put(foot);
  deflate.end();
  await writing;
  await finish(file, nameBytes, { checksum, packed, bytes });
  return { samples, bytes };
}

async function finish(file: FileHandle, name: Buffer, { checksum, packed, bytes }: { checksum: number; packed: number; bytes: number }): Promise<void> {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x0800, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt16LE(0x21, 8);
  shared.writeUInt32LE(checksum, 10);
  shared.writeUInt32LE(packed, 14);
  shared.writeUInt32LE(bytes, 18);
  shared.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, name]);
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 0]), shared, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed, 16);
  await file.write(local, 0, local.length, 0);
  const tail = Buffer.concat([central, end]);
  await file.write(tail, 0, tail.length, local.length + packed);
  await file.close();
}

/** Asks until the task is over. @returns its result and how long the slowest answer took, in ms */
async function ended(origin: string, headers: Record<string, string>, taskId: string): Promise<{ result: Record<string, unknown>; slowestAnswerMs: number }> {
  for (let slowestAnswerMs = 0; ;) {
    const begin = performance.now();
    const text = await (await fetch(`${origin}/tasks/${taskId}/result`, { headers })).text();
    slowestAnswerMs = Math.max(slowestAnswerMs, Math.round(performance.now() - begin));
    if (text !== '') return { result: JSON.parse(text) as Record<string, unknown>, slowestAnswerMs };
    await pause(200);
  }
}

async function measured(path: string, samples: number): Promise<Record<string, unknown>> {
  // Data of their own per measurement: its size is told.
  const dataFolder = mkdtempSync(join(tmpdir(), 'octoperf-bench-data-'));
  const server = await startServer({ mode: 'backend', dataFolder, environment: { OCTOPERF_LOCAL__ACCESS_TOKEN_SECONDS: '7200', OCTOPERF_LOCAL__JTL__MAX_UPLOAD_BYTES: '2147483648' } });
  try {
    const { headers, projectId } = await session(server.origin);
    const restRssMegabytes = peakMegabytes(server);
    const form = new FormData();
    form.append('file', await openAsBlob(path), 'large.zip');
    const begin = performance.now();
    const answer = await fetch(`${server.origin}/analysis/imports/jtl/${projectId}`, { method: 'POST', headers, body: form });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
    const receivedSeconds = Math.round((performance.now() - begin) / 100) / 10;
    const { result, slowestAnswerMs } = await ended(server.origin, headers, (JSON.parse(text) as { taskId: string }).taskId);
    const seconds = Math.round((performance.now() - begin) / 100) / 10;
    if (result['requests'] !== samples) throw new Error(`${samples} samples were written: ${JSON.stringify(result).slice(0, 500)}`);
    const stored = ['octoperf.db', 'octoperf.db-wal'].reduce((sum, name) => sum + (statSync(join(dataFolder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
    return { samples, zipMegabytes: Math.round(statSync(path).size / MEGABYTE), receivedSeconds, seconds, peakRssMegabytes: peakMegabytes(server), restRssMegabytes, storedMegabytes: Math.round(stored / MEGABYTE), slowestAnswerMs };
  } finally {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

try {
  const [csvPath, xmlPath] = [join(folder, 'csv.zip'), join(folder, 'xml.zip')];
  const csv = await writeZip(csvPath, 'results.jtl', HEADER, csvLine, '');
  const csvFigures = await measured(csvPath, csv.samples);
  rmSync(csvPath);
  const xml = await writeZip(xmlPath, 'results.xml', '<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n', xmlSample, '</testResults>\n');
  const xmlFigures = await measured(xmlPath, xml.samples);
  console.log(JSON.stringify({ megabytes: MEGABYTES, labels: LABELS, samplesPerSecond: PER_SECOND, csv: csvFigures, xml: xmlFigures }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
