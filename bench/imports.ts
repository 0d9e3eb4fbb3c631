import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../test/support/server-process.js';
import { peakMegabytes, session } from './bench-session.js';

/**
 * A large recording and a large test plan through the running server: `npx tsx bench/imports.ts [HAR megabytes] [JMX elements]`.
 * One line of JSON: milliseconds from the first byte sent to the last byte of the answer, and the server's largest resident memory
 * until then (Linux), in a fresh process each.
 */
const HAR_MEGABYTES = Number(process.argv[2] ?? 50);
const JMX_ELEMENTS = Number(process.argv[3] ?? 10_000);
const MEGABYTE = 1024 * 1024;
const BODY_BYTES = 40_000;
/** Calls in a recording of the same size: many, and so many that little more than headers has room in each. */
const MANY_CALLS = 20_000;
const SMALL_CALLS = 35_000;

const folder = mkdtempSync(join(tmpdir(), 'octoperf-bench-'));

/** What a browser sends and gets with every request: most of a recording of many small ones. */
const SENT = [['accept', 'application/json, text/plain, */*'], ['accept-encoding', 'gzip, deflate, br'], ['accept-language', 'en-US,en;q=0.9,de;q=0.8'], ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36']].map(([name, value]) => ({ name, value }));
const GOT = [['content-type', 'application/json'], ['cache-control', 'no-store'], ['server', 'shop']].map(([name, value]) => ({ name, value }));

/** A recording of many small calls: `entries` of them in as many bytes as they take, padded with the bodies of their answers. */
async function writeSmallCalls(path: string, entries: number): Promise<number> {
  const file = await open(path, 'w');
  const started = Date.parse('2026-01-01T00:00:00Z');
  const size = Math.floor((HAR_MEGABYTES * MEGABYTE) / entries);
  let written = (await file.write('{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"pages":[],"entries":[')).bytesWritten;
  for (let at = 0; at < entries; at += 1) {
    const entry = {
      startedDateTime: new Date(started + at * 20).toISOString(), time: 3,
      request: { method: 'GET', url: `https://shop.example/api/items/${at}?v=${at % 7}`, httpVersion: 'h2', cookies: [], headers: [...SENT, { name: 'x-request-id', value: `id-${at}` }], queryString: [], headersSize: -1, bodySize: 0 },
      response: { status: 200, statusText: 'OK', httpVersion: 'h2', cookies: [], headers: [...GOT, { name: 'etag', value: `"${at}"` }], content: { size: 0, mimeType: 'application/json', text: '' }, redirectURL: '', headersSize: -1, bodySize: 0 },
      cache: {}, timings: { send: 0, wait: 2, receive: 1 },
    };
    const text = `{"id":${at},"pad":"`.padEnd(Math.max(0, size - JSON.stringify(entry).length - 12), 'x');
    written += (await file.write(`${at === 0 ? '' : ','}${JSON.stringify({ ...entry, response: { ...entry.response, content: { size: text.length, mimeType: 'application/json', text } } })}`)).bytesWritten;
  }
  written += (await file.write(']}}')).bytesWritten;
  await file.close();
  return written;
}

/** A recording as a browser writes it: pages with a body each, and some calls with JSON. */
async function writeHar(path: string): Promise<number> {
  const file = await open(path, 'w');
  const started = Date.parse('2026-01-01T00:00:00Z');
  let written = (await file.write('{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"pages":[],"entries":[')).bytesWritten;
  for (let at = 0; written < HAR_MEGABYTES * MEGABYTE; at += 1) {
    const text = `<html><input name="csrf" value="token-${at}">${`<p>${at} some text of the page with "quotes" and ünicode</p>`.repeat(BODY_BYTES / 60)}</html>`;
    const entry = {
      startedDateTime: new Date(started + at * 200).toISOString(), time: 30,
      request: { method: at % 5 === 4 ? 'POST' : 'GET', url: `https://shop.example/items/${at}?page=${at}&sort=price`, httpVersion: 'h2', cookies: [], headers: [{ name: 'accept', value: 'text/html' }, { name: 'user-agent', value: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' }], queryString: [], headersSize: -1, bodySize: 0, ...(at % 5 === 4 ? { postData: { mimeType: 'application/json', text: JSON.stringify({ item: at, amount: 1 }) } } : {}) },
      response: { status: 200, statusText: 'OK', httpVersion: 'h2', cookies: [], headers: [{ name: 'content-type', value: 'text/html' }], content: { size: text.length, mimeType: 'text/html', text }, redirectURL: '', headersSize: -1, bodySize: text.length },
      cache: {}, timings: { send: 1, wait: 20, receive: 9 },
    };
    written += (await file.write(`${at === 0 ? '' : ','}${JSON.stringify(entry)}`)).bytesWritten;
  }
  written += (await file.write(']}}')).bytesWritten;
  await file.close();
  return written;
}

/** A plan of controllers with requests; each request has a header manager, an extractor and an assertion. */
async function writeJmx(path: string): Promise<number> {
  const string = (name: string, value: string): string => `<stringProp name="${name}">${value}</stringProp>`;
  const request = (at: number): string => `<HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="request ${at}" enabled="true"><elementProp name="HTTPsampler.Arguments" elementType="Arguments"><collectionProp name="Arguments.arguments"><elementProp name="q" elementType="HTTPArgument"><boolProp name="HTTPArgument.always_encode">true</boolProp>${string('Argument.name', 'q')}${string('Argument.value', `\${token} ${at}`)}${string('Argument.metadata', '=')}</elementProp></collectionProp></elementProp>${string('HTTPSampler.domain', 'shop.example')}${string('HTTPSampler.protocol', 'https')}${string('HTTPSampler.path', `/items/${at}`)}${string('HTTPSampler.method', 'GET')}<boolProp name="HTTPSampler.follow_redirects">true</boolProp></HTTPSamplerProxy><hashTree>`
    + `<HeaderManager guiclass="HeaderPanel" testclass="HeaderManager" testname="headers" enabled="true"><collectionProp name="HeaderManager.headers"><elementProp name="" elementType="Header">${string('Header.name', 'x-number')}${string('Header.value', String(at))}</elementProp></collectionProp></HeaderManager><hashTree/>`
    + `<RegexExtractor guiclass="RegexExtractorGui" testclass="RegexExtractor" testname="token" enabled="true">${string('RegexExtractor.useHeaders', 'false')}${string('RegexExtractor.refname', 'token')}${string('RegexExtractor.regex', 'value=&quot;([^&quot;]+)')}${string('RegexExtractor.template', '$1$')}${string('RegexExtractor.default', '')}${string('RegexExtractor.match_number', '1')}</RegexExtractor><hashTree/>`
    + `<ResponseAssertion guiclass="AssertionGui" testclass="ResponseAssertion" testname="ok" enabled="true"><collectionProp name="Asserion.test_strings">${string('49586', '200')}</collectionProp>${string('Assertion.test_field', 'Assertion.response_code')}<boolProp name="Assertion.assume_success">false</boolProp><intProp name="Assertion.test_type">8</intProp></ResponseAssertion><hashTree/></hashTree>`;
  const groups = Math.ceil(JMX_ELEMENTS / 41);
  const controllers = Array.from({ length: groups }, (_, group) => `<TransactionController guiclass="TransactionControllerGui" testclass="TransactionController" testname="step ${group}" enabled="true"/><hashTree>${Array.from({ length: 10 }, (_, at) => request(group * 10 + at)).join('')}</hashTree>`);
  const text = `<?xml version="1.0" encoding="UTF-8"?><jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3"><hashTree><TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="Large" enabled="true"/><hashTree><ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="Users" enabled="true">${string('ThreadGroup.num_threads', '1')}</ThreadGroup><hashTree>${controllers.join('')}</hashTree></hashTree></hashTree></jmeterTestPlan>`;
  const file = await open(path, 'w');
  await file.write(text);
  await file.close();
  return Buffer.byteLength(text);
}

async function measured(kind: 'har' | 'jmx', path: string, query: string): Promise<{ ms: number; peakRssMegabytes: number; restRssMegabytes: number; answerBytes: number }> {
  const server = await startServer({ mode: 'backend' });
  try {
    const { headers, projectId } = await session(server.origin);
    const restRssMegabytes = peakMegabytes(server);
    const form = new FormData();
    form.append('file', await openAsBlob(path), `large.${kind}`);
    const begin = performance.now();
    const answer = await fetch(`${server.origin}/design/imports/${kind}/${projectId}${query}`, { method: 'POST', headers, body: form });
    const text = await answer.text();
    const ms = Math.round(performance.now() - begin);
    if (answer.status !== 201) throw new Error(`${kind}: ${answer.status} ${text.slice(0, 300)}`);
    return { ms, peakRssMegabytes: peakMegabytes(server), restRssMegabytes, answerBytes: text.length };
  } finally {
    await server.stop();
  }
}

try {
  const harBytes = await writeHar(join(folder, 'large.har'));
  const smallBytes = await writeSmallCalls(join(folder, 'small.har'), SMALL_CALLS);
  const manyBytes = await writeSmallCalls(join(folder, 'many.har'), MANY_CALLS);
  const jmxBytes = await writeJmx(join(folder, 'large.jmx'));
  const har = await measured('har', join(folder, 'large.har'), '?resources=KEEP_ALL');
  const manyCalls = await measured('har', join(folder, 'many.har'), '?resources=KEEP_ALL');
  const smallCalls = await measured('har', join(folder, 'small.har'), '?resources=KEEP_ALL');
  const jmx = await measured('jmx', join(folder, 'large.jmx'), '');
  console.log(JSON.stringify({ har: { bytes: harBytes, ...har }, manyCalls: { bytes: manyBytes, entries: MANY_CALLS, ...manyCalls }, smallCalls: { bytes: smallBytes, entries: SMALL_CALLS, ...smallCalls }, jmx: { bytes: jmxBytes, elements: Math.ceil(JMX_ELEMENTS / 41) * 41 + 2, ...jmx } }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
