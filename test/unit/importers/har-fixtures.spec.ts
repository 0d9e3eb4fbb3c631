import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Action, HttpRequestAction, walkActions } from '../../../src/contract/actions.js';
import { HttpExchange } from '../../../src/contract/http-exchange.js';
import { ImportError } from '../../../src/local/importers/import-error.js';
import { importHar } from '../../../src/local/importers/import-har.js';
import { DEFAULTS, KEEP, nodesOf, requestsOf } from './har-builder.js';
import { rewrittenUrl } from './rewritten-url.js';

const folder = new URL('../../fixtures/', import.meta.url);
const read = (file: string): Buffer => readFileSync(new URL(file, folder));

const Facts = z.object({
  files: z.array(z.object({
    file: z.string(),
    facts: z.looseObject({
      entries: z.number().optional(),
      parse: z.string().optional(),
      methods: z.record(z.string(), z.number()).default({}),
      hosts: z.record(z.string(), z.number()).default({}),
      statuses: z.record(z.string(), z.number()).default({}),
      status_0_or_missing: z.number().default(0),
      queryString_array_differs_from_url: z.number().default(0),
      first_requests_in_file_order: z.array(z.string()).default([]),
      entries_per_page: z.record(z.string(), z.number()).optional(),
    }),
  })),
});
const { files } = Facts.parse(JSON.parse(read('har/facts.json').toString('utf8')));
const good = files.filter(({ file, facts }) => file.startsWith('har/') && facts.parse === undefined);

const count = (words: readonly string[]): Record<string, number> => words.reduce<Record<string, number>>((sums, word) => ({ ...sums, [word]: (sums[word] ?? 0) + 1 }), {});
/** Entries without an address cannot be requests; the facts count them under the host ''. */
const withoutAddress = (hosts: Record<string, number>): number => hosts[''] ?? 0;

describe.each(good.map(({ file, facts }) => ({ file, facts })))('$file', ({ file, facts }) => {
  const result = importHar(read(file), KEEP);
  const actions = [...requestsOf(result), ...nodesOf(result, 'GenericAction')];

  it('keeps every entry that is a request, and says which are not', () => {
    expect(actions).toHaveLength((facts.entries ?? 0) - withoutAddress(facts.hosts));
    expect(result.report.filter((note) => !note.kept)).toHaveLength(withoutAddress(facts.hosts));
  });

  it('is a tree the contract accepts, every id once', () => {
    const nodes = [...walkActions(result.children)].map(({ node }) => node);
    expect(z.array(Action).safeParse(result.children).error).toBeUndefined();
    expect(new Set(nodes.map((node) => node.id)).size).toBe(nodes.length);
  });

  it('records what was answered', () => {
    expect(count(result.recordings.map(({ response }) => String(response.code)))).toEqual(Object.fromEntries(Object.entries(facts.statuses).filter(([code]) => code !== '0')));
    for (const recording of result.recordings) expect(HttpExchange.safeParse(recording).error).toBeUndefined();
  });

  it('has the hosts and methods of the file', () => {
    const hosts = Object.keys(facts.hosts).filter((host) => host !== '' && nodesOf(result, 'GenericAction').length === 0).map((host) => host.split(':')[0]);
    expect([...new Set(result.servers.map((server) => server.hostname))].sort()).toEqual(hosts.sort());
    const methods = count(requestsOf(result).map((node) => HttpRequestAction.parse(node).method));
    if (withoutAddress(facts.hosts) === 0 && nodesOf(result, 'GenericAction').length === 0) expect(methods).toEqual(facts.methods);
  });

  it('sends the same addresses again', () => {
    const shown = facts.first_requests_in_file_order.filter((line) => !line.endsWith(' '));
    if (nodesOf(result, 'GenericAction').length > 0) return;
    const sent = requestsOf(result).map((node) => `${HttpRequestAction.parse(node).method} ${rewrittenUrl(node, result.servers)}`);
    // The facts cut long addresses; everything they show has to be there.
    expect(shown.map((line, at) => (sent[at] ?? '').slice(0, line.length))).toEqual(shown);
  });

  it('says where queryString[] disagrees with the address', () => {
    const noted = result.report.filter((note) => note.reason.startsWith('queryString[]'));
    expect(noted).toHaveLength(facts.queryString_array_differs_from_url);
  });

  it('never carries a pseudo header, a cookie or a length', () => {
    const names = requestsOf(result).flatMap((node) => HttpRequestAction.parse(node).headers.map((header) => header.name.toLowerCase()));
    expect(names.filter((header) => header.startsWith(':') || ['cookie', 'content-length', 'connection', 'accept-encoding'].includes(header))).toEqual([]);
  });

  it('imports with the default options too', () => {
    expect(requestsOf(importHar(read(file), DEFAULTS)).length + nodesOf(importHar(read(file), DEFAULTS), 'GenericAction').length).toBeGreaterThan(0);
  });
});

describe('files with pages', () => {
  it.each(good.filter(({ facts }) => Object.keys(facts.entries_per_page ?? {}).length > 1).map(({ file, facts }) => ({ file, pages: facts.entries_per_page ?? {} })))('$file has one container per page', ({ file, pages }) => {
    const { children } = importHar(read(file), KEEP);
    expect(children.map((container) => container.children?.length ?? 0).sort()).toEqual(Object.values(pages).sort());
  });

  it('names containers by page title', () => {
    expect(importHar(read('har/har-to-k6__full.har'), KEEP).children.map((container) => container.name)).toEqual(['Perform login', 'Static', 'Dynamic']);
  });
});

describe('default options', () => {
  it.each([
    ['har/perfcascade__browsertime_sitespeed.io.har', 3],
    ['har/perfcascade__firefox_www.nghttp2.org.har', 1],
    ['har/playwright__har-fulfill.har', 2],
    ['har/perfcascade__capture-har_redirect-loop.har', 11],
  ])('%s has %i requests without its static resources', (file, requests) => {
    const result = importHar(read(file), DEFAULTS);
    expect(requestsOf(result)).toHaveLength(requests);
    expect(result.report.filter((note) => !note.kept).every((note) => note.reason.startsWith('static resource'))).toBe(true);
  });
});

describe('particular files', () => {
  it('keeps WebSockets as disabled JMeter elements and says so', () => {
    const result = importHar(read('har/mitmproxy__websocket.har'), DEFAULTS);
    const sockets = nodesOf(result, 'GenericAction');
    expect(sockets).toHaveLength(3);
    expect(sockets.every((node) => node.enabled === false)).toBe(true);
    expect(sockets[1]).toMatchObject({ properties: { server: 'demo.piesocket.com', port: '443', path: '/v3/channel_123', TLS: true } });
    expect(result.report.filter((note) => note.reason.includes('WebSocket')).map((note) => note.index)).toEqual([0, 1, 2]);
  });

  it('gives an aborted request no recorded response and says so', () => {
    const result = importHar(read('har/perfcascade__firefox_www.nghttp2.org.har'), KEEP);
    expect(result.recordings).toHaveLength(9);
    expect(result.report.filter((note) => note.reason.startsWith('nothing was recorded'))).toEqual([expect.objectContaining({ index: 1, kept: true })]);
  });

  it('reads multipart params, file names without their folders', () => {
    const bodies = requestsOf(importHar(read('har/har-to-k6__no-export-props.har'), KEEP)).map((node) => HttpRequestAction.parse(node).postData);
    expect(bodies[1]).toEqual({ '@type': 'MultipartPostData', parts: [{ '@type': 'MultipartFilePart', name: 'file', filename: 'jpeg-quality-30.jpg', mimeType: 'image/jpeg' }] });
    expect(bodies[4]).toMatchObject({ parts: [{ name: 'hello', value: 'world' }, { name: 'hola', value: 'amigo' }, { name: 'labas', value: 'pasauli' }] });
  });

  it('says that nothing can be correlated where no body was recorded', () => {
    expect(importHar(read('har/perfcascade__capture-har_redirect-loop.har'), KEEP).report[0]).toMatchObject({ index: -1, reason: expect.stringContaining("content: 'embed'") as unknown });
  });
});

describe('files that are no HAR', () => {
  it.each([
    ['har/mitmproxy__brokenfile.har', /not valid JSON.*line 5, column 1/],
    ['har/insomnia__form-data-input.json', /single request, not a HAR.*"log"/],
    ['har/insomnia__shallow-input.json', /single request, not a HAR.*"log"/],
    ['hostile/har/empty.har', /empty \(0 bytes\)/],
    ['hostile/har/entries-empty.har', /0 requests/],
    ['hostile/har/truncated.har', /not valid JSON: the end of the file inside a string at line \d+, column \d+ \(byte 4000\)/],
  ])('%s is refused with a sentence', (file, sentence) => {
    const attempt = (): unknown => importHar(read(file), KEEP);
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(sentence);
  });
});

describe('hostile files', () => {
  it('broken-entries: imports what can be, names the rest by index', () => {
    const result = importHar(read('hostile/har/broken-entries.har'), KEEP);
    expect(requestsOf(result).map((node) => node['path'])).toEqual(['/good', '/headers-null']);
    expect(result.report.filter((note) => !note.kept).map((note) => note.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(result.report.every((note) => note.reason.length > 10)).toBe(true);
  });

  it('crlf-injection: nothing can write its own line', () => {
    const result = importHar(read('hostile/har/crlf-injection.har'), KEEP);
    const requests = requestsOf(result).map((node) => HttpRequestAction.parse(node));
    expect(requests).toHaveLength(3);
    for (const request of requests) {
      const lines = [request.method, request.path, ...request.headers.flatMap(({ name, value }) => [name, value])];
      expect(lines.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
    }
    expect(JSON.stringify(result.recordings.flatMap(({ request }) => [request.url, ...request.headers]))).not.toMatch(/\\[rn]|\\u0000/);
    expect(requests[0]?.headers).toEqual([{ name: 'X-A', value: '1 X-Injected: yes' }]);
    expect(requests[2]?.path).toBe('/%0d%0aSet-Cookie:x=1');
    expect(result.report.filter((note) => note.index === 0).length).toBeGreaterThanOrEqual(4);
    expect(result.report.find((note) => note.index === 1)).toMatchObject({ kept: false, reason: expect.stringContaining('method') as unknown });
  });

  it('prototype-pollution: data stays data', () => {
    const request = HttpRequestAction.parse(requestsOf(importHar(read('hostile/har/prototype-pollution.har'), KEEP))[0]);
    expect(request.method).toBe('GET');
    expect(request.headers.map((header) => header.name)).toEqual(expect.arrayContaining(['__proto__', 'constructor', 'toString', 'hasOwnProperty']));
    expect(request.queryParameters.map((parameter) => parameter.name)).toEqual(['__proto__[polluted]', 'constructor[prototype][polluted]']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('postdata-variants: every body is kept or its loss is said', () => {
    const result = importHar(read('hostile/har/postdata-variants.har'), KEEP);
    const bodies = requestsOf(result).map((node) => HttpRequestAction.parse(node).postData);
    expect(bodies).toHaveLength(11);
    expect(bodies[0]).toMatchObject({ parts: [{ '@type': 'MultipartFilePart', filename: 'passwd' }] });
    expect(bodies[1]).toMatchObject({ parts: [{ '@type': 'MultipartTextPart', name: 'a', value: '1' }] });
    expect(bodies[2]).toEqual({ '@type': 'RawPostData', text: 'no boundary' });
    expect(bodies[3]).toMatchObject({ parameters: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }, { name: 'a', value: '3' }] });
    expect(bodies[4]).toEqual({ '@type': 'RawPostData', text: '\u0000\u0001\u0002\u0003\u0004' });
    expect(bodies[5]).toEqual({ '@type': 'RawPostData', text: '!!!notbase64' });
    expect(bodies.slice(6, 10).map((body) => body && 'text' in body && body.text)).toEqual([null, 'x', 'no mime', null]);
    for (const [index, word] of [[0, 'upload the file passwd'], [2, 'boundary'], [3, 'postData.params disagree'], [5, 'base64']] as const) {
      expect(result.report.find((note) => note.index === index && note.reason.includes(word))).toBeDefined();
    }
  });

  it('utf16le-bom: reads the same as the UTF-8 original', () => {
    const bytes = read('hostile/har/utf16le-bom.har');
    const expected = importHar(Buffer.from(bytes.toString('utf16le', 2), 'utf8'), KEEP, undefined, { id: () => 'x' });
    expect(requestsOf(expected)).toHaveLength(5);
    expect(importHar(bytes, KEEP, undefined, { id: () => 'x' })).toEqual(expected);
    const swapped = Buffer.from(bytes).swap16();
    expect(importHar(swapped, KEEP, undefined, { id: () => 'x' })).toEqual(expected);
  });
});
