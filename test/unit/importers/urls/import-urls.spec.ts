import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { importUrls, URLS_MAX } from '../../../../src/local/importers/import-urls.js';
import { urlLines } from '../../../../src/local/importers/urls/url-list.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { linesOf, requestsOf } from '../design-tree.js';
import { refused } from '../hostile-import.js';

const folder = new URL('../../../fixtures/urls/', import.meta.url);
const read = (file: string): Buffer => readFileSync(new URL(file, folder));
const { files } = z.object({ files: z.array(z.object({ facts: z.looseObject({ lines: z.number(), expected_http_lines: z.number(), must_reject_or_flag: z.array(z.string()), comment_lines: z.number() }) })) }).parse(JSON.parse(read('facts.json').toString('utf8')));

describe('synthetic_edge_cases.txt', () => {
  const lines = urlLines(read('synthetic_edge_cases.txt'));
  const result = importUrls(lines);
  const facts = files[0]?.facts;

  it('imports every http line and names the others', () => {
    expect(lines.filter((line) => line !== '')).toHaveLength(facts?.lines ?? -1);
    expect(requestsOf(result)).toHaveLength(facts?.expected_http_lines ?? -1);
    const dropped = result.notes.filter(({ level }) => level === 'dropped');
    expect(dropped.map(({ name }) => name)).toEqual(facts?.must_reject_or_flag);
    expect(dropped.map(({ place }) => place)).toEqual([12, 13, 14, 15, 16, 17, 18].map((line) => `line ${line}`));
  });

  it('goes where the lines say', () => {
    expect(linesOf(result).map((line) => line.slice(0, 60))).toEqual([
      'GET https://example.com/', 'GET https://example.com/', 'GET http://example.com/a?b=c&d=e%20f', 'GET http://example.com:8080/a;jsessionid=1/b', 'GET https://example.com/Path',
      'GET https://example.com/private', 'GET https://example.com/search?q=caf%C3%A9&lang=fr', 'GET https://xn--bcher-kva.example/%C3%BCber', 'GET https://[2001:db8::1]:8443/v6', 'GET https://example.com/a%20b',
      'GET https://example.com/dup', 'GET https://example.com/dup', `GET https://example.com/very-long?x=${'A'.repeat(24)}`, 'GET https://example.com/indented', 'GET https://example.com/trailing-space', 'GET https://example.com/crlf', 'GET http://169.254.169.254/latest/meta-data/',
    ]);
  });

  it('flags the credentials, which are shown nowhere, and the link-local address', () => {
    expect(result.notes.filter(({ level }) => level === 'changed').map(({ place, reason }) => [place, reason.slice(0, 30)])).toEqual([['line 7', 'the user name and password in '], ['line 25', 'this is a link-local address (']]);
    expect(JSON.stringify(result)).not.toContain('user:pass');
  });

  it('makes one server per place', () => {
    expect(result.servers.map(({ protocol, hostname, port }) => `${protocol} ${hostname} ${port}`)).toEqual(['HTTPS example.com 443', 'HTTP example.com 80', 'HTTP example.com 8080', 'HTTPS xn--bcher-kva.example 443', 'HTTPS [2001:db8::1] 8443', 'HTTP 169.254.169.254 80']);
  });
});

describe('lines', () => {
  const one = (line: string): unknown => {
    const result = importUrls([line]);
    const [request] = requestsOf(result);
    return [linesOf(result)[0], request?.postData === null ? null : request?.postData, request?.headers.map(({ value }) => value)];
  };

  it.each<[string, string, unknown, string[]]>([
    ['POST https://a.test/x {"a": 1}', 'POST https://a.test/x', { '@type': 'RawPostData', text: '{"a": 1}' }, ['application/json']],
    ['https://a.test/x POST a=1&b=2', 'POST https://a.test/x', { '@type': 'RawPostData', text: 'a=1&b=2' }, ['application/x-www-form-urlencoded']],
    ['DELETE https://a.test/x', 'DELETE https://a.test/x', null, []],
    ['PUT https://a.test/x <a/>', 'PUT https://a.test/x', { '@type': 'RawPostData', text: '<a/>' }, ['application/xml']],
    ['https://a.test/POST x', 'GET https://a.test/POST%20x', null, []],
    ['https://${host}/x?y=${z}', 'GET https://${host}/x?y=${z}', null, []],
    ['https://a.test/x?&y', 'GET https://a.test/x?&y', null, []],
    ['\ufeffhttps://a.test/', 'GET https://a.test/', null, []],
    ['https://a.test/\u0000\u0007x', 'GET https://a.test/%20x', null, []],
  ])('%s', (line, sent, body, types) => {
    expect(one(line)).toEqual([sent, body, types]);
  });

  it.each([
    ['localhost:8080/x', /no scheme/], ['${base}/x', /begins with a variable/], ['https://a b.test/', /cannot be read/], ['https://a.test:99999/', /cannot be read/], ['https://', /no host/], ['data:text/html,x', /data: addresses/], [`https://a.test/${'x'.repeat(70_000)}`, /characters long/], ['ws://a.test/', /ws: addresses/],
  ])('%s is named', (line, reason) => {
    const { notes } = importUrls([line, 'https://a.test/']);
    expect(notes).toEqual([expect.objectContaining({ level: 'dropped', place: 'line 1', reason: expect.stringMatching(reason) as unknown })]);
  });
});

describe('lists', () => {
  it('are texts or JSON', () => {
    expect(urlLines(Buffer.from('a\r\nb\rc\n'))).toEqual(['a', 'b', 'c', '']);
    expect(urlLines(Buffer.from('["https://a.test/", {"url": "https://a.test/x", "method": "post", "body": {"a": 1}}, 3]'))).toEqual(['https://a.test/', 'POST https://a.test/x {"a":1}', '3']);
    expect(urlLines(Buffer.from('{"urls": ["x"]}'))).toEqual(['x']);
    expect(urlLines(Buffer.from('\ufeffhttps://a.test/', 'utf16le'))).toEqual(['https://a.test/']);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => urlLines(Buffer.alloc(0)), /empty/],
    ['broken JSON', () => urlLines(Buffer.from('["a"')), /not valid JSON/],
    ['another JSON', () => urlLines(Buffer.from('{"a": 1}')), /no list "urls"/],
    ['deep JSON', () => urlLines(Buffer.from('['.repeat(5000))), /nested more than/],
    ['comments only', () => importUrls(['# x', '']), /holds no URL/],
    ['no address', () => importUrls(['x', 'y']), /0 of 2 lines.*line 1: /],
    ['a crawl', () => importUrls(['https://a.test/'], { crawl: 'CRAWL_ALL' }), /only DO_NOT_CRAWL/],
    ['too many', () => importUrls(Array.from({ length: URLS_MAX + 1 }, () => 'https://a.test/')), /more than 10000/],
  ])('%s is refused', (_what, attempt, sentence) => {
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(sentence);
  });

  it('take the name they are given, else the host', () => {
    expect(importUrls(['https://a.test/'], { name: 'Mine', crawl: 'DO_NOT_CRAWL' }).name).toBe('Mine');
    expect(importUrls(['https://a.test/']).name).toBe('a.test');
  });
});

it('survives any text', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 15 }), fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.constantFrom('https://', 'a.test', '/', '?', '&', '=', '${', '}', ' POST ', 'GET ', '%', '#', '@', ':', '[', ']', '\n', '\r', '\0', '{"urls":', '"', ','));
  let imports = 0;
  fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.boolean(), (pieces, good) => {
    const bytes = Buffer.from((good ? 'https://a.test/\nhttps://' : '') + pieces.join(''));
    if (!refused(() => importUrls(urlLines(bytes)))) imports += 1;
  }), { numRuns: fuzzRuns(2500), seed: 4 });
  expect(imports).toBeGreaterThan(500);
});
