import { describe, expect, it } from 'vitest';
import { HttpRequestAction } from '../../../src/contract/actions.js';
import { ImportError } from '../../../src/local/importers/import-error.js';
import { importHar } from '../../../src/local/importers/import-har.js';
import { bindServers } from '../../../src/local/importers/server-drafts.js';
import { countingIds, DEFAULTS, entry, har, imported, KEEP, nodesOf, requestsOf, startPlus } from './har-builder.js';
import { rewrittenParameters, rewrittenUrl } from './rewritten-url.js';

const requestOf = (request: object, url = 'https://a.test/x'): HttpRequestAction => HttpRequestAction.parse(requestsOf(imported([entry({ url, method: 'POST', request })]))[0]);

describe('containers', () => {
  const calm = (at: number, path: string, more: object = {}): object => entry({ url: `https://a.test${path}`, at, time: 100, ...more });

  it('starts a new one after more than three quiet seconds', () => {
    const { children } = imported([calm(0, '/a'), calm(3100, '/b'), calm(6301, '/c')]);
    expect(children.map((node) => [node.name, node.children?.map((child) => child['path'])])).toEqual([['/a', ['/a', '/b']], ['/c', ['/c']]]);
  });

  it('takes one per page used, in order of first use, and puts strays with their predecessor', () => {
    const pages = [{ id: 'p2', title: 'Second' }, { id: 'p0', title: 'Unused' }, { id: 'p1', title: '' }];
    const { children } = imported([calm(0, '/a', { pageref: 'p1' }), calm(9000, '/b', { pageref: 'p2' }), calm(9200, '/c', { pageref: 'none' }), calm(9400, '/d', { pageref: 'p1' })], {}, undefined, pages);
    expect(children.map((node) => [node.name, node.children?.map((child) => child['path'])])).toEqual([['/a', ['/a', '/d']], ['Second', ['/b', '/c']]]);
  });

  it('follows a timeline: [entry, next entry), disabled ones stay visible', () => {
    const timeline = { entries: [{ type: 'DISABLED' as const, name: 'Warm up', startTimestamp: startPlus(0) }, { type: 'ENABLED' as const, name: 'Buy', startTimestamp: startPlus(1000) }, { type: 'ENABLED' as const, name: 'Idle', startTimestamp: startPlus(60_000) }] };
    const { children, report } = imported([calm(0, '/a', { pageref: 'p' }), calm(999, '/b'), calm(1000, '/c')], {}, timeline, [{ id: 'p', title: 'Page' }]);
    expect(children.map((node) => [node.name, node.enabled, node.children?.map((child) => child['path'])])).toEqual([['Warm up', false, ['/a', '/b']], ['Buy', true, ['/c']]]);
    expect(report).toEqual([{ index: -1, url: '', kept: true, reason: expect.stringContaining('"Idle"') as unknown }]);
  });

  it('refuses traffic before the timeline and says what to write', () => {
    const timeline = { entries: [{ type: 'ENABLED' as const, name: 'Buy', startTimestamp: startPlus(10) }] };
    expect(() => imported([calm(0, '/a')], {}, timeline)).toThrow(/GET https:\/\/a\.test\/a.*before the first timeline entry.*startTimestamp \d+ or earlier/);
    expect(() => imported([{ request: { method: 'GET', url: 'https://a.test/' } }], {}, timeline)).toThrow(/no startedDateTime/);
  });
});

describe('pauses', () => {
  const walk = [entry({ url: 'https://a.test/a', at: 0, time: 400 }), entry({ url: 'https://a.test/b', at: 2400, time: 100 }), entry({ url: 'https://a.test/c', at: 2550 }), entry({ url: 'https://a.test/d', at: 12_560 })];

  it('are think times of the request that follows, from the end of what went before', () => {
    const pauses = requestsOf(imported(walk)).map((node) => node.children?.map((child) => [child['@type'], child.enabled, child['value']]));
    expect(pauses).toEqual([[], [['ThinktimeConstant', true, 2000]], [], [['ThinktimeConstant', true, 10_000]]]);
  });

  it('are capped', () => {
    expect(nodesOf(imported(walk, { maxThinktimeMs: '1500' }), 'ThinktimeConstant').map((node) => node['value'])).toEqual([1500, 1500]);
    expect(nodesOf(imported(walk, { maxThinktimeMs: 0 }), 'ThinktimeConstant')).toEqual([]);
  });

  it('are steps of their own with DELAYS, before the container where they lead into one', () => {
    const result = imported(walk, { thinktime: 'DELAYS' });
    expect(result.children.map((node) => node['@type'])).toEqual(['ContainerAction', 'DelayAction', 'ContainerAction']);
    expect(result.children[0]?.children?.map((node) => node['@type'])).toEqual(['HttpRequestAction', 'DelayAction', 'HttpRequestAction', 'HttpRequestAction']);
    expect(nodesOf(result, 'DelayAction').map((node) => node['thinktime'])).toMatchObject([{ '@type': 'ThinktimeConstant', value: 2000 }, { value: 10_000 }]);
  });

  it('never count while requests overlap, and entries are put in the order they were sent', () => {
    const result = imported([entry({ url: 'https://a.test/late', at: 5000 }), entry({ url: 'https://a.test/long', at: 0, time: 5000 }), entry({ url: 'https://a.test/short', at: 100, time: 10 })]);
    expect(requestsOf(result).map((node) => [node['path'], node.children?.length])).toEqual([['/long', 0], ['/short', 0], ['/late', 0]]);
  });
});

describe('what is left out', () => {
  it('static resources by type, mime or extension, with a note each; never a POST or a fetched document', () => {
    const entries = [
      entry({ url: 'https://a.test/' }),
      entry({ url: 'https://a.test/app.js?v=1' }),
      entry({ url: 'https://a.test/logo', content: { mimeType: 'image/svg+xml' } }),
      entry({ url: 'https://a.test/thing', _resourceType: 'font' }),
      entry({ url: 'https://a.test/data.png', _resourceType: 'fetch', content: { mimeType: 'image/png' } }),
      entry({ url: 'https://a.test/x.css', method: 'POST' }),
    ];
    const result = imported(entries);
    expect(requestsOf(result).map((node) => node['path'])).toEqual(['/', '/data.png', '/x.css']);
    expect(result.report.map((note) => [note.index, note.kept])).toEqual([[1, false], [2, false], [3, false]]);
    expect(requestsOf(imported(entries, { resources: 'KEEP_ALL' }))).toHaveLength(6);
    expect(requestsOf(result).every((node) => node['downloadResources'] === false && node['followRedirects'] === false)).toBe(true);
  });

  it('advertising, unless told otherwise', () => {
    const entries = [entry({ url: 'https://a.test/' }), entry({ url: 'https://stats.g.doubleclick.net/r' }), entry({ url: 'https://notdoubleclick.net/r' })];
    expect(imported(entries).servers.map((server) => server.hostname)).toEqual(['a.test', 'notdoubleclick.net']);
    expect(imported(entries, { adBlocking: 'DISABLED' }).servers).toHaveLength(3);
  });

  it('addresses that are no HTTP', () => {
    const result = imported([entry({ url: 'https://a.test/' }), ...['data:text/html,<p>x', 'blob:https://a.test/1', 'about:blank', 'chrome-extension://abc/x.js', 'file:///etc/passwd', 'javascript:alert(1)'].map((url) => entry({ url }))]);
    expect(requestsOf(result)).toHaveLength(1);
    expect(result.report.map((note) => [note.index, note.kept])).toEqual([1, 2, 3, 4, 5, 6].map((index) => [index, false]));
  });

  it('refuses a file of which nothing is left, with the reasons', () => {
    expect(() => imported([entry({ url: 'https://a.test/a.css' }), entry({ url: 'data:,' })])).toThrow(/^0 of 2 recorded entries.*static resource.*KEEP_ALL/);
  });
});

describe('requests', () => {
  it('keep headers in order and doubled, without what the engine sets', () => {
    const headers = [':authority', 'Host', 'Cookie', 'Content-Length', 'Connection', 'Accept-Encoding', 'If-None-Match'].map((name) => ({ name, value: name === 'Host' ? 'A.test:443' : 'x' }));
    const request = requestOf({ headers: [{ name: 'X-B', value: '1' }, ...headers, { name: 'X-A', value: '2' }, { name: 'x-b', value: '3' }] });
    expect(request.headers).toEqual([{ name: 'X-B', value: '1' }, { name: 'X-A', value: '2' }, { name: 'x-b', value: '3' }]);
  });

  it('keep a Host that differs from the server', () => {
    expect(requestOf({ headers: [{ name: 'host', value: 'other.test' }] }).headers).toEqual([{ name: 'host', value: 'other.test' }]);
  });

  it.each([
    '/', '/?', '/?=', '/?a', '/?a=', '/?=b', '/?a=b=c', '/?&&a=1&', '/?a=1+2&b=1%202&c=%2B', '/?p=%7e~%7E', "/?q='x'(1)*!", '/?u=http%3A%2F%2Fb.test%2F%3Fx%3D1', '/?bad=%zz&half=%e2%82', '/?é=ü', '/?e=%C3%A9',
    '/a%2Fb/../c//d;jsessionid=1', '/%7Euser', '/?a[]=1&a[]=2', '/?json={%22a%22:1}', '/x?${v}=${w}',
  ])('write %s again as it was', (path) => {
    const result = imported([entry({ url: `https://a.test${path}` })]);
    const expected = /^[!-~]*$/.test(path) ? path : new URL(`https://a.test${path}`).href.replace('https://a.test', '');
    expect(rewrittenUrl(requestsOf(result)[0] ?? { '@type': '', id: '' }, result.servers)).toBe(`https://a.test${expected}`);
  });

  it('decode what can be written again the same', () => {
    expect(requestOf({}, 'https://a.test/?q=caf%C3%A9+noir&r=a%20b').queryParameters).toEqual([
      { name: 'q', value: 'café noir', encoded: true, useEquals: true },
      { name: 'r', value: 'a%20b', encoded: false, useEquals: true },
    ]);
  });

  it('never carry the password of an address', () => {
    const result = imported([entry({ url: 'https://me:secret@a.test/x#part' })]);
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(result.report).toEqual([expect.objectContaining({ index: 0, kept: true })]);
    expect(result.recordings[0]?.request.url).toBe('https://a.test/x');
  });

  it('keep verbs of their own and long names within bounds', () => {
    const result = imported([entry({ url: `https://a.test/${'x'.repeat(200)}`, method: 'PROPFIND' })]);
    expect(requestsOf(result)[0]).toMatchObject({ method: 'PROPFIND' });
    expect(requestsOf(result)[0]?.name).toMatch(/^\/x+…$/);
    expect(requestsOf(result)[0]?.name).toHaveLength(80);
  });

  it('share a server per protocol, host and port', () => {
    const result = imported(['http://a.test/', 'http://a.test:80/b', 'https://a.test/', 'http://a.test:8080/', 'http://[::1]:9/'].map((url) => entry({ url })));
    expect(result.servers).toEqual([
      { key: 'draft:1', protocol: 'HTTP', hostname: 'a.test', port: 80 },
      { key: 'draft:2', protocol: 'HTTPS', hostname: 'a.test', port: 443 },
      { key: 'draft:3', protocol: 'HTTP', hostname: 'a.test', port: 8080 },
      { key: 'draft:4', protocol: 'HTTP', hostname: '[::1]', port: 9 },
    ]);
    const bound = bindServers(result.children, new Map(result.servers.map(({ key }) => [key, `server of ${key}`])));
    expect(requestsOf({ children: bound }).map((node) => node['serverId'])).toEqual([1, 1, 2, 3, 4].map((key) => `server of draft:${key}`));
    expect(requestsOf(result)[0]?.['serverId']).toBe('draft:1');
    expect(() => bindServers(result.children, new Map())).toThrow('draft:1');
  });
});

describe('bodies', () => {
  it('forms: each parameter as it was written', () => {
    const text = 'a=1+2&b=%C3%A9&c&d=%2b&e={x}';
    const { postData, headers } = requestOf({ postData: { mimeType: 'application/x-www-form-urlencoded; charset=UTF-8', text } });
    expect(postData).toMatchObject({ '@type': 'FormPostData', parameters: [{ name: 'a', value: '1 2', encoded: true }, { name: 'b', value: 'é' }, { name: 'c', useEquals: false }, { value: '%2b', encoded: false }, { value: '{x}', encoded: false }] });
    expect(postData?.['@type'] === 'FormPostData' && rewrittenParameters(postData.parameters)).toBe(text);
    expect(headers).toEqual([{ name: 'Content-Type', value: 'application/x-www-form-urlencoded; charset=UTF-8' }]);
  });

  it('forms known by their params only, encoded already or not', () => {
    const { postData } = requestOf({ postData: { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a', value: 'x y' }, { name: 'b', value: 'x%20y' }, { name: 'c' }] } });
    expect(postData?.['@type'] === 'FormPostData' && rewrittenParameters(postData.parameters)).toBe('a=x+y&b=x%20y&c=');
  });

  it('multipart text: fields whole, files by base name, no recorded boundary header', () => {
    const text = '--B\r\nContent-Disposition: form-data; name="a;b"\r\n\r\nline 1\r\nline 2\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="C:\\fakepath\\me.png"\r\nContent-Type: image/png\r\n\r\n\ufffd\ufffd\r\n--B--\r\n';
    const { postData, headers } = requestOf({ headers: [{ name: 'content-type', value: 'multipart/form-data; boundary=B' }], postData: { mimeType: 'multipart/form-data; boundary="B"', text } });
    expect(postData).toEqual({ '@type': 'MultipartPostData', parts: [
      { '@type': 'MultipartTextPart', name: 'a;b', value: 'line 1\r\nline 2', contentType: null },
      { '@type': 'MultipartFilePart', name: 'f', filename: 'me.png', mimeType: 'image/png' },
    ] });
    expect(headers).toEqual([]);
  });

  it('JSON and GraphQL stay raw, beside their recorded type', () => {
    const text = '{"query":"{ me { id } }"}';
    const { postData, headers } = requestOf({ headers: [{ name: 'content-type', value: 'application/graphql' }], postData: { mimeType: 'application/json', text } });
    expect(postData).toEqual({ '@type': 'RawPostData', text });
    expect(headers).toEqual([{ name: 'content-type', value: 'application/graphql' }]);
  });

  it('binary keeps every byte, by a character set in which a byte is a character', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x80, 0x41]);
    const { postData, encoding } = requestOf({ postData: { mimeType: 'application/octet-stream', text: bytes.toString('base64'), encoding: 'base64' } });
    expect(encoding).toBe('ISO-8859-1');
    expect(postData?.['@type'] === 'RawPostData' && Buffer.from(postData.text, 'latin1').equals(bytes)).toBe(true);
  });
});

describe('recordings', () => {
  it('hold what was sent and answered, cookies too, one line per header', () => {
    const { recordings, children } = imported([entry({
      url: 'https://a.test/x?y=1', method: 'POST',
      request: { headers: [{ name: 'Cookie', value: 'sid=1' }], postData: { mimeType: 'text/plain', text: 'hello' } },
      response: { status: 302, statusText: 'Found', headers: [{ name: 'Set-Cookie', value: 'a=1\nb=2' }, { name: 'Location', value: '/z' }], content: { mimeType: 'text/html', size: 5, text: Buffer.from('<é>').toString('base64'), encoding: 'base64' } },
    })]);
    expect(recordings).toEqual([{
      actionId: requestsOf({ children })[0]?.id,
      request: { method: 'POST', url: 'https://a.test/x?y=1', headers: [{ name: 'Cookie', value: 'sid=1' }], body: 'hello', bodyEncoding: 'text', bodySize: 5 },
      response: { code: 302, message: 'Found', headers: [{ name: 'Set-Cookie', value: 'a=1' }, { name: 'Set-Cookie', value: 'b=2' }, { name: 'Location', value: '/z' }], body: '<é>', bodyEncoding: 'text', bodySize: 4 },
    }]);
  });

  it('leave binary bodies packed', () => {
    const text = Buffer.from([0xff, 0xd8]).toString('base64');
    for (const size of [1e308, 2 ** 60, -5]) expect(imported([entry({ url: 'https://a.test/x', content: { text: 'abc', size } })]).recordings[0]?.response?.bodySize).toBe(3);
    expect(imported([entry({ url: 'https://a.test/x', response: { status: 1e308 } })]).recordings[0]?.response?.code).not.toBe(1e308);
    expect(imported([entry({ url: 'https://a.test/x', content: { mimeType: 'application/pdf', text, encoding: 'base64' } })]).recordings[0]?.response).toMatchObject({ body: text, bodyEncoding: 'base64', bodySize: 2 });
  });

  it('note a 304 that a replay cannot repeat', () => {
    const result = imported([entry({ url: 'https://a.test/x', request: { headers: [{ name: 'If-None-Match', value: '"1"' }] }, response: { status: 304 } })]);
    expect(result.report.map((note) => note.reason)).toEqual([expect.stringContaining('304')]);
  });
});

describe('files', () => {
  it.each([
    ['a zip', Buffer.from('PK\u0003\u0004rest'), /zip archive.*content: 'embed'/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/],
    ['HTML', Buffer.from(' <html>'), /XML or HTML/],
    ['white space', Buffer.from(' \n\t'), /nothing but white space/],
    ['a Postman collection', Buffer.from('{"info":{},"item":[]}'), /Postman/],
    ['OpenAPI', Buffer.from('{"openapi":"3.0.0"}'), /OpenAPI/],
    ['a list', Buffer.from('[1,2]'), /no "log" object/],
    ['a log without entries', Buffer.from('{"log":{"version":"1.2"}}'), /no list of entries/],
    ['entries that are no list', Buffer.from('{"log":{"entries":{}}}'), /no list of entries/],
    ['something behind the end', Buffer.from('{"log":{"entries":[]}}\n]'), /follows the end of the JSON at line 2, column 1/],
    ['two lists', Buffer.from('{"log":{"entries":[],"entries":[]}}'), /two lists/],
  ])('%s is refused', (_, bytes, sentence) => {
    expect(() => importHar(bytes, KEEP)).toThrow(ImportError);
    expect(() => importHar(bytes, KEEP)).toThrow(sentence);
  });

  it('reads pages that stand behind the entries', () => {
    const bytes = Buffer.from(JSON.stringify({ log: { entries: [entry({ url: 'https://a.test/', pageref: 'p' })], pages: [{ id: 'p', title: 'Behind' }] } }));
    expect(importHar(bytes, DEFAULTS).children[0]?.name).toBe('Behind');
  });

  it('says where bytes were no UTF-8', () => {
    const bytes = Buffer.from(har([entry({ url: 'https://a.test/', content: { text: 'caf*' } })]).toString('latin1').replace('caf*', 'caf\u00e9'), 'latin1');
    expect(importHar(bytes, DEFAULTS).report[0]).toMatchObject({ index: -1, reason: expect.stringContaining('UTF-8') as unknown });
  });

  it('has repeated headers in memory once, each with its own value', () => {
    const headers = (id: string): object[] => [{ name: 'accept', value: 'text/html' }, { name: 'x-id', value: id }];
    const result = imported([entry({ url: 'https://a.test/', request: { headers: headers('1') } }), entry({ url: 'https://a.test/b', request: { headers: headers('2') } })]);
    const [first, second] = requestsOf(result).map((request) => request['headers'] as object[]);
    expect([first, second]).toEqual([headers('1'), headers('2')]);
    expect(second?.[0]).toBe(first?.[0]);
    expect(result.recordings[0]?.request.headers[0]).toBe(first?.[0]);
  });

  it('gives the same result for the same ids', () => {
    const bytes = har([entry({ url: 'https://a.test/' }), entry({ url: 'https://a.test/b', at: 9000 })]);
    expect(importHar(bytes, DEFAULTS, undefined, countingIds())).toEqual(importHar(bytes, DEFAULTS, undefined, countingIds()));
  });
});
