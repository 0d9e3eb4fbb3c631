#!/usr/bin/env node
// Figures of a JTL file, computed the plain way: the whole file in memory, one character at a time, exact sorted lists.
// It shares no code with src/local/jtl and none of its ideas, so that both can be held against each other.
//   node test/independent/jtl-facts.mjs results.jtl
// Requests: top-level samples that are no Transaction Controller's, and those directly inside of a Transaction Controller's sample.
import { readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';

const DEFAULT = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect'.split(',');
const TRANSACTION = 'Number of samples in transaction';

/** Rows of a CSV text. */
function rowsOf(text, delimiter) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  let fresh = true;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') { field += '"'; i++; } else quoted = false;
    } else if (c === '"' && fresh) { quoted = true; fresh = false; }
    else if (c === delimiter) { row.push(field); field = ''; fresh = true; }
    else if (c === '\n') { row.push(field.replace(/\r$/, '')); rows.push(row); row = []; field = ''; fresh = true; }
    else { field += c; fresh = false; }
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows.filter((one) => one.length > 1 || one[0] !== '');
}

function csvSamples(text) {
  const first = text.split('\n', 1)[0];
  const delimiter = ['\t', ';', '|'].find((one) => first.includes(one) && !first.includes(',')) ?? ',';
  const rows = rowsOf(text, delimiter);
  const hasHeader = rows[0]?.includes('timeStamp') || rows[0]?.includes('label');
  const names = hasHeader ? rows.shift() : DEFAULT;
  const good = rows.filter((row) => row.length >= names.length);
  const samples = good.map((row) => {
    const of = (name) => { const at = names.indexOf(name); return at < 0 ? undefined : row[at]; };
    const number = (name) => (of(name) === undefined || of(name) === '' || Number.isNaN(Number(of(name))) ? undefined : Number(of(name)));
    const stamp = of('timeStamp');
    return {
      transaction: (of('responseMessage') ?? '').startsWith(TRANSACTION), label: names.includes('label') ? of('label') : of('URL'), start: stamp === undefined ? undefined : /^\d+$/.test(stamp) ? Number(stamp) : Date.parse(`${stamp.replaceAll('/', '-').replace(' ', 'T')}Z`),
      elapsed: number('elapsed'), latency: number('Latency'), connect: number('Connect'), bytes: number('bytes'), sent: number('sentBytes'), code: of('responseCode'), threads: number('allThreads'), host: of('Hostname'),
      failed: of('success') === undefined ? false : of('success').toLowerCase() !== 'true', complained: number('ErrorCount') > 0 || (of('failureMessage') ?? '') !== '',
    };
  });
  return { samples, bad: rows.length - good.length, embedded: [] };
}

function xmlSamples(text) {
  const isSample = (name) => name === 'sample' || name === 'httpSample' || name === 'sampleResult';
  const whole = /<\/testResults>\s*$/.test(text) ? text : `${text.slice(0, text.lastIndexOf('</httpSample>') + 13)}</testResults>`;
  const nodes = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false, parseTagValue: false, processEntities: { maxTotalExpansions: 1e9 } }).parse(whole);
  const nameOf = (node) => Object.keys(node).find((key) => key !== ':@');
  const samples = [];
  const embedded = [];
  const take = (node, owner) => {
    const a = node[':@'] ?? {};
    const transaction = (a.rm ?? a.responseMessage ?? '').startsWith(TRANSACTION);
    const number = (text) => (text === undefined || text === '' ? undefined : Number(text));
    const method = node[nameOf(node)].find((child) => nameOf(child) === 'method')?.method[0]?.['#text'];
    (owner === undefined ? samples : embedded).push({ owner, transaction, method, label: a.lb ?? a.label, start: number(a.ts ?? a.timeStamp), elapsed: number(a.t ?? a.time), latency: number(a.lt), connect: number(a.ct), bytes: number(a.by), sent: number(a.sby), code: a.rc ?? a.responseCode, threads: number(a.na), host: a.hn, failed: (a.s ?? a.success) !== 'true' });
    for (const child of node[nameOf(node)]) if (isSample(nameOf(child))) take(child, owner ?? (transaction ? undefined : (a.lb ?? a.label)));
  };
  for (const root of nodes.filter((node) => nameOf(node) === 'testResults')) for (const node of root.testResults) if (isSample(nameOf(node))) take(node, undefined);
  return { samples, bad: 0, embedded };
}

/** The value that so many percent do not exceed, by the nearest rank. */
export const nearestRank = (values, percent) => [...values].sort((a, b) => a - b)[Math.max(1, Math.ceil((percent * values.length) / 100)) - 1];

/** Count, failures and the figures of each quantity, absent where no sample has it. */
export function figuresOf(samples) {
  const figures = { count: samples.length, failed: samples.filter(({ failed }) => failed).length, codes: {} };
  for (const { code } of samples) if (code !== undefined) figures.codes[code] = (figures.codes[code] ?? 0) + 1;
  for (const part of ['elapsed', 'latency', 'connect', 'bytes', 'sent']) {
    const values = samples.map((sample) => sample[part]).filter((value) => value !== undefined);
    if (values.length === 0) continue;
    const sum = values.reduce((total, value) => total + value, 0);
    figures[part] = { count: values.length, sum, mean: sum / values.length, min: Math.min(...values), max: Math.max(...values), p50: nearestRank(values, 50), p90: nearestRank(values, 90), p95: nearestRank(values, 95), p99: nearestRank(values, 99) };
  }
  return figures;
}

/** The lines of a file: `samples`, `bad` = lines that have too few fields, `embedded` = samples inside those of requests, with the label of their `owner`. */
export function samplesOf(bytes) {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const text = plain.toString('utf8').replace(/^\ufeff/, '').trimStart();
  return text.startsWith('<') ? xmlSamples(text) : csvSamples(text);
}

/** Everything about a file. @param {Buffer} bytes */
export function jtlFacts(bytes) {
  const { samples, bad, embedded } = samplesOf(bytes);
  const [requests, transactions] = [false, true].map((transaction) => samples.filter((sample) => sample.transaction === transaction));
  const byLabel = (list) => Object.fromEntries([...new Set(list.map(({ label }) => label))].map((label) => [label, figuresOf(list.filter((sample) => sample.label === label))]));
  const timed = samples.filter(({ start }) => start !== undefined);
  const users = {};
  for (const { start, elapsed, threads } of timed) if (threads !== undefined) { const second = Math.floor((start + (elapsed ?? 0)) / 1000); users[second] = Math.max(users[second] ?? 0, threads); }
  return {
    samples: samples.length, bad, resources: embedded.length, all: figuresOf(samples), requests: figuresOf(requests), transactions: figuresOf(transactions), labels: { requests: byLabel(requests), transactions: byLabel(transactions) },
    ...(timed.length === 0 ? {} : { startedAt: Math.min(...timed.map(({ start }) => start)), endedAt: Math.max(...timed.map(({ start, elapsed }) => start + (elapsed ?? 0))) }), users,
  };
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) for (const path of argv.slice(2)) stdout.write(`${JSON.stringify({ path, ...jtlFacts(readFileSync(path)) }, null, 1)}\n`);
