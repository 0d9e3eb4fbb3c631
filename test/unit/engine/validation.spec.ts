import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { folder, get, node, serverAt, startTarget, surroundings, validate, variable, virtualUser, type Target } from './plans.js';

let target: Target;
const encoded = { gzip: gzipSync, deflate: deflateSync, rawdeflate: deflateRawSync, br: brotliCompressSync };
let csrf = 0;
const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));

beforeAll(async () => {
  target = await startTarget((request, response, body) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const status = /^\/status\/(\d+)$/.exec(url.pathname)?.[1];
    const coding = /^\/coded\/(\w+)$/.exec(url.pathname)?.[1];
    if (status !== undefined) { response.statusCode = Number(status); response.end(`status ${status}`); return; }
    if (coding !== undefined && coding in encoded) {
      response.setHeader('content-encoding', coding === 'rawdeflate' ? 'deflate' : coding);
      response.end(encoded[coding as keyof typeof encoded](Buffer.from('token=[squeezed]')));
      return;
    }
    switch (url.pathname) {
      case '/login':
        if (request.method === 'POST') {
          response.statusCode = body.includes(`_csrf=token-${csrf}`) && (request.headers.cookie ?? '').includes('sid=1') ? 302 : 403;
          response.setHeader('location', '/home?from=login');
          response.end();
          return;
        }
        response.setHeader('set-cookie', ['sid=1; Path=/; HttpOnly', 'theme=dark']);
        response.setHeader('content-type', 'text/html');
        response.end(`<form><input name="_csrf" value="token-${++csrf}"></form>`);
        return;
      case '/json': response.setHeader('content-type', 'application/json'); response.end(JSON.stringify({ id: 7, name: 'Ada', none: null, tags: ['a', 'b'], __proto__x: 1, nested: { deep: { x: '${evil}' } } })); return;
      case '/literal': response.end('value=${evil}; and <b class="k">bold</b> <a href="/u">x</a> [1][2][3]'); return;
      case '/circle': response.statusCode = 302; response.setHeader('location', '/circle'); response.end(); return;
      case '/away': response.statusCode = 302; response.setHeader('location', 'http://example.com/x'); response.end(); return;
      case '/post-away': response.statusCode = Number(url.searchParams.get('code')); response.setHeader('location', '/echo'); response.end(); return;
      case '/slow': setTimeout(() => response.end('late'), 2000); return;
      case '/drop': request.socket.destroy(); return;
      case '/binary': response.end(Buffer.from([0, 255, 254, 1])); return;
      case '/long': response.end('é'.repeat(1000)); return;
      case '/latin': response.setHeader('content-type', 'text/plain; charset=iso-8859-1'); response.end(Buffer.from([0x63, 0xe9])); return;
      case '/page': response.setHeader('content-type', 'text/html; charset=utf-8'); response.end('<link rel="stylesheet" href="a.css"><script src="/b.js"></script><img src="c.png"><img src="c.png"><img src="http://example.com/x.png"><img src="data:,x"><img src="/status/404">'); return;
      case '/bomb': response.setHeader('content-encoding', 'gzip'); response.end(bomb); return;
      case '/nested': response.setHeader('content-type', 'text/html'); response.end(`${'<div>'.repeat(100_000)}x`); return;
      case '/brackets': response.end('['.repeat(200_000)); return;
      case '/cookies': response.setHeader('set-cookie', ['', '=', 'ok=1; Expires=nonsense', `big=${'x'.repeat(5000)}`, '__proto__=1', 'foreign=1; Domain=example.com']); response.end(); return;
      case '/secret': response.end(`you said ${url.searchParams.get('p') ?? ''}`); return;
      default: response.end(`echo ${request.method ?? ''} ${request.url ?? ''} ${body}`);
    }
  });
});
afterAll(async () => { await target.close(); });
beforeEach(() => { target.asked.length = 0; csrf = 0; });

const place = (change = {}): ReturnType<typeof surroundings> => surroundings(target.port, change);
const regexp = (name: string, pattern: string, more = {}): ReturnType<typeof node> => node('RegexpVariableExtractor', { name, regexp: pattern, ...more });
/** A DebugAction carries no name. */
const show = (): ReturnType<typeof node> => {
  const { name: _none, ...debug } = node('DebugAction', { variablesDisplayed: true });
  return debug;
};
const dump = (text: string | undefined): Record<string, string> => Object.fromEntries((text ?? '').split('\n').slice(1).filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

describe('a recorded login', () => {
  const post = (value: string): ReturnType<typeof node> => get('/login', { method: 'POST', headers: [{ name: 'Cookie', value: 'sid=recorded' }, { name: 'Content-Length', value: '999' }, { name: ':authority', value: 'x' }, { name: 'Accept-Encoding', value: 'gzip, zstd, br;q=0.5' }], postData: { '@type': 'FormPostData', parameters: [{ name: '_csrf', value, encoded: true, useEquals: true }] } });

  it('fails on its stale token, and passes once it is correlated', async () => {
    const naive = await validate([get('/login'), post('token-recorded')], place());
    expect(naive.samples.map(({ success }) => success)).toEqual([true, false]);
    expect(naive.samples[1]?.message).toContain('HTTP 403');
    const form = get('/login', { children: [regexp('csrf', 'name="_csrf" value="(.*?)"')] });
    const submit = post('${csrf}');
    const correlated = await validate([form, submit], place(), { recordedCodes: { [form.id]: 200, [submit.id]: 302 } });
    expect(correlated.samples.map(({ success, message }) => [success, message])).toEqual([[true, ''], [true, '']]);
    expect(correlated.end).toEqual({ state: 'FINISHED', message: '' });
  });

  it('shows the headers that were really sent', async () => {
    const { samples } = await validate([get('/login'), post('a b&c')], place());
    const sent = samples[1]?.exchange.request;
    const raw = target.asked[1]?.rawHeaders ?? [];
    expect(sent?.headers.flatMap(({ name, value }) => [name, value])).toEqual(raw);
    expect(target.asked[1]?.headers.cookie).toBe('sid=1; theme=dark');
    expect(target.asked[1]?.headers['accept-encoding']).toBe('gzip, br;q=0.5');
    expect(target.asked[1]?.body).toBe('_csrf=a+b%26c');
    expect(sent).toMatchObject({ method: 'POST', url: `http://127.0.0.1:${target.port}/login`, body: '_csrf=a+b%26c', bodyEncoding: 'text', bodySize: 13 });
  });

  it('starts each iteration without cookies', async () => {
    await validate([get('/echo'), get('/login')], place(), { iterations: 2 });
    expect(target.asked.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('redirects', () => {
  it('shows the first answer when they are not followed, the last one when they are', async () => {
    const parts = (followRedirects: boolean): ReturnType<typeof node>[] => [get('/login', { children: [regexp('csrf', 'value="(.*?)"')] }), get('/login', { id: 'post', method: 'POST', followRedirects, headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }], postData: { '@type': 'RawPostData', text: '_csrf=${csrf}' } })];
    const stay = await validate(parts(false), place(), { recordedCodes: { post: 302 } });
    expect(stay.samples[1]).toMatchObject({ success: true, exchange: { response: { code: 302 } } });
    const follow = await validate(parts(true), place(), { recordedCodes: { post: 302 } });
    expect(follow.samples[1]).toMatchObject({ success: true, exchange: { request: { method: 'GET', body: '' }, response: { code: 200, body: expect.stringContaining('echo GET /home?from=login') as string } } });
    expect(target.asked.at(-1)?.headers['content-type']).toBeUndefined();
  });
  it.each([[301, 'GET', ''], [302, 'GET', ''], [303, 'GET', ''], [307, 'POST', 'x'], [308, 'POST', 'x']])('%d leads to %s', async (code, method, body) => {
    await validate([get(`/post-away?code=${code}`, { method: 'POST', followRedirects: true, postData: { '@type': 'RawPostData', text: 'x' } })], place());
    expect([target.asked[1]?.method, target.asked[1]?.body]).toEqual([method, body]);
  });
  it('ends circles and does not leave the allowed hosts', async () => {
    const { samples } = await validate([get('/circle', { followRedirects: true }), get('/away', { followRedirects: true })], place());
    expect(samples[0]).toMatchObject({ success: false, message: expect.stringContaining('More than 20 redirects') as string });
    expect(samples[1]).toMatchObject({ success: false, exchange: { response: { code: -1 } }, message: expect.stringContaining('local.engine.allowed-hosts') as string });
    expect(target.asked.length).toBe(22);
  });
});

describe('what comes back', () => {
  it.each(['gzip', 'deflate', 'rawdeflate', 'br'])('is read through %s', async (coding) => {
    const { samples } = await validate([get(`/coded/${coding}`, { children: [regexp('t', '\\[(.*)\\]')] }), show()], place());
    expect(samples[0]?.exchange.response.body).toBe('token=[squeezed]');
    expect(dump(samples[1]?.exchange.response.body)).toMatchObject({ t: 'squeezed', t_matchNr: '1' });
  });
  it('is text where it is text, base64 where not, cut at the limit without half a character', async () => {
    const { samples } = await validate([get('/binary'), get('/latin'), get('/long')], place(), { bodyLimit: 101 });
    expect(samples.map(({ exchange }) => exchange.response).map(({ body, bodyEncoding, bodySize }) => [body, bodyEncoding, bodySize])).toEqual([['AP/+AQ==', 'base64', 4], ['cé', 'text', 2], ['é'.repeat(50), 'text', 2000]]);
  });
  it('says why nothing came back', async () => {
    const dead = await startTarget(() => undefined);
    await dead.close();
    const servers = [serverAt(target.port, { responseTimeoutMs: 300 }), serverAt(dead.port, { id: 'dead' }), serverAt(80, { id: 'far', hostname: 'example.com' }), serverAt(80, { id: 'odd', hostname: '${h}' })];
    const { samples } = await validate([get('/slow'), get('/drop'), get('/', { serverId: 'dead' }), get('/', { serverId: 'far' }), get('/', { serverId: 'odd' }), get('/x', { headers: [{ name: 'X', value: 'a\r\nb: c' }] })], place({ servers, variables: [variable('h', { '@type': 'ConstantVariable', value: 'example.org' })] }));
    expect(samples.map(({ exchange }) => exchange.response.code)).toEqual([-1, -1, -1, -1, -1, -1]);
    const messages = ['no answer from', 'closed it before', 'Connection refused', '"example.com" may not be loaded', '"example.org" may not be loaded', 'cannot be sent'];
    samples.forEach(({ message }, at) => { expect(message).toContain(messages[at]); });
  });
});

describe('requests', () => {
  it('fills variables into every part, once', async () => {
    const variables = [variable('p', { '@type': 'ConstantVariable', value: 'a b' }), variable('n', { '@type': 'ConstantVariable', value: '${p}${other}' })];
    await validate([get('api/${p}', { method: 'PUT', queryParameters: [{ name: 'q', value: '${n}', encoded: true, useEquals: true }, { name: 'flag', value: '', encoded: false, useEquals: false }, { name: '', value: 'lost' }], headers: [{ name: 'X-${p}'.replace('${p}', 'P'), value: '${p}' }], postData: { '@type': 'RawPostData', text: '{"v":"${n}"}' } })], place({ variables }));
    expect(target.asked[0]).toMatchObject({ method: 'PUT', url: '/api/a%20b?q=a+b%24%7Bother%7D&flag', body: '{"v":"a b${other}"}', headers: { 'x-p': 'a b' } });
  });
  it('sends an unset variable as it is written, and never expands what was captured', async () => {
    await validate([get('/literal', { children: [regexp('got', 'value=([^;]+);')] }), get('/echo?x=${got}&y=${none}')], place({ variables: [variable('evil', { '@type': 'ConstantVariable', value: 'EXPANDED' })] }));
    expect(target.asked[1]?.url).toBe('/echo?x=${evil}&y=${none}');
  });
  it('builds multipart bodies with a boundary of their own and files of the project', async () => {
    const filesFolder = folder();
    writeFileSync(join(filesFolder, 'a.bin'), 'DATA');
    const parts = [{ '@type': 'MultipartTextPart', name: 'k"\r\n', value: 'v' }, { '@type': 'MultipartFilePart', name: 'f', filename: 'resources/a.bin', mimeType: 'image/png' }];
    const upload = (filename: string): ReturnType<typeof node> => get('/echo', { method: 'POST', headers: [{ name: 'Content-Type', value: 'multipart/form-data; boundary=old' }], postData: { '@type': 'MultipartPostData', parts: parts.map((part) => ('filename' in part ? { ...part, filename } : part)) } });
    const { samples } = await validate([upload('resources/a.bin'), upload('../../etc/passwd'), get('/echo', { method: 'POST', postData: { '@type': 'FilePostData', filename: 'a.bin', mimeType: 'x/y' } })], place({ filesFolder }));
    const boundary = /boundary=(.*)$/.exec(target.asked[0]?.headers['content-type'] ?? '')?.[1] ?? 'none';
    expect(boundary).not.toBe('old');
    expect(target.asked[0]?.body).toBe(`--${boundary}\r\nContent-Disposition: form-data; name="k%22%0D%0A"\r\n\r\nv\r\n--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\nContent-Type: image/png\r\n\r\nDATA\r\n--${boundary}--\r\n`);
    expect(samples[1]).toMatchObject({ success: false, message: expect.stringContaining('The project has no file "../../etc/passwd"') as string });
    expect(target.asked[1]).toMatchObject({ body: 'DATA', headers: { 'content-type': 'x/y' } });
  });
  it('keeps the connection when asked to, and closes it when not', async () => {
    await validate([get('/echo'), get('/echo', { keepAlive: false })], place());
    expect(target.asked.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'close']);
  });
  it('sends a Host or a Cookie that somebody designed', async () => {
    const designed = [{ name: 'Host', value: 'other.test' }, { name: 'Cookie', value: 'a=${v}' }, { name: 'Connection', value: 'close' }];
    const { samples } = await validate([get('/login'), get('/echo', { headers: designed }), get('/echo', { headers: [{ name: 'Host', value: `127.0.0.1:${target.port}` }] })], place({ variables: [variable('v', { '@type': 'ConstantVariable', value: '1' })] }));
    expect(target.asked.slice(1).map(({ headers }) => [headers.host, headers.cookie, headers.connection])).toEqual([['other.test', 'a=1; sid=1; theme=dark', 'close'], [`127.0.0.1:${target.port}`, 'sid=1; theme=dark', 'keep-alive']]);
    samples.forEach(({ exchange }, at) => { expect(exchange.request.headers.flatMap(({ name, value }) => [name, value])).toEqual(target.asked[at]?.rawHeaders); });
  });
  it('a path that is a whole address goes there, if it may', async () => {
    const { samples } = await validate([get('${base}/deep?x=1', { queryParameters: [{ name: 'y', value: '2', encoded: true, useEquals: true }] }), get('http://example.com/')], place({ variables: [variable('base', { '@type': 'ConstantVariable', value: `http://localhost:${target.port}` })] }));
    expect(target.asked.map(({ url, headers }) => [url, headers.host])).toEqual([['/deep?x=1&y=2', `localhost:${target.port}`]]);
    expect(samples[1]?.message).toContain('may not be loaded');
  });
  it('logs in with basic credentials of the server', async () => {
    const { samples } = await validate([get('/in/x'), get('/out')], place({ servers: [serverAt(target.port, { authorizations: [{ type: 'BASIC', basePath: '/in', username: 'u', password: 'p', domain: '' }] })] }));
    expect(target.asked.map(({ headers }) => headers.authorization)).toEqual(['Basic dTpw', undefined]);
    expect(JSON.stringify(samples)).not.toContain('dTpw');
  });
  it('skips what is disabled and think times, and gives each pass a timestamp of its own', async () => {
    const action = get('/echo', { children: [node('ThinktimeConstant', { value: 60_000 })] });
    const { of, samples } = await validate([get('/no', { enabled: false }), node('LoopContainerAction', { count: '5', children: [action] }), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', value: 60_000 } })], place());
    expect(samples.length).toBe(5);
    expect(new Set(of(action).map(({ timestamp }) => timestamp)).size).toBe(5);
  });
  it('hides secrets from everything that people read', async () => {
    const { samples, folder: out } = await validate([get('/secret?p=${pw}'), show()], place({ variables: [variable('pw', { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'hunter2${x}' } })] }));
    expect(target.asked[0]?.url).toBe('/secret?p=hunter2${x}');
    expect(JSON.stringify(samples) + readFileSync(join(out, 'jmeter.log'), 'utf8')).not.toContain('hunter2');
    expect(samples[0]?.exchange.response.body).toBe('you said ******');
  });
});

describe('extractors', () => {
  const extracted = async (path: string, ...extractors: ReturnType<typeof node>[]): Promise<{ values: Record<string, string>; message: string }> => {
    const { samples } = await validate([get(path, { children: extractors }), show()], place());
    return { values: dump(samples[1]?.exchange.response.body), message: samples[0]?.message ?? '' };
  };
  it('take the nth match, all, one at random, or the default', async () => {
    const { values } = await extracted('/literal', regexp('second', '\\[(\\d)\\]', { matchNumber: 2 }), regexp('all', '\\[(\\d)\\]', { matchNumber: -1 }), regexp('any', '\\[(\\d)\\]', { matchNumber: 0 }), regexp('none', 'zzz', { defaultValue: 'dflt' }), regexp('unset', 'zzz'), regexp('both', '<b class="(.)">(\\w+)<', { template: '$2$-$1$' }));
    expect(values).toMatchObject({ second: '2', all_1: '1', all_2: '2', all_3: '3', all_matchNr: '3', none: 'dflt', none_matchNr: '0', unset_matchNr: '0', both: 'bold-k' });
    expect(['1', '2', '3']).toContain(values.any);
    expect(values).not.toHaveProperty('unset');
  });
  it('read JSON, HTML, boundaries and headers', async () => {
    const json = await extracted('/json', node('JsonVariableExtractor', { name: 'id', path: '$.id' }), node('JsonVariableExtractor', { name: 'tags', path: 'tags', matchNumber: 1 }), node('JsonVariableExtractor', { name: 'tag', path: '$.tags[*]', matchNumber: -1 }), node('JsonVariableExtractor', { name: 'x', path: "$..[?search(@, '^A')]" }), regexp('type', 'content-type: (.*)', { from: 'HEADERS' }), regexp('code', '(.*)', { from: 'RESPONSE_CODE' }));
    expect(json.values).toMatchObject({ id: '7', tags: '["a","b"]', tag_1: 'a', tag_2: 'b', x: 'Ada', type: 'application/json', code: '200' });
    const html = await extracted('/literal', node('CssVariableExtractor', { name: 'b', selector: 'b.k' }), node('CssVariableExtractor', { name: 'href', selector: 'a', attribute: 'href' }), node('BoundaryVariableExtractor', { name: 'lr', leftBoundary: '[', rightBoundary: ']', matchNumber: 3 }), node('JsonVariableExtractor', { name: 'j', path: '$.id', defaultValue: 'no json' }));
    expect(html.values).toMatchObject({ b: 'bold', href: '/u', lr: '3', j: 'no json' });
    expect(html.message).toBe('');
  });
  it('make the sample KO when they cannot be used, and say why', async () => {
    for (const [extractor, why] of [[regexp('r', '(open'), 'cannot be read'], [node('JsonVariableExtractor', { name: 'j', path: '$[?' }), 'cannot be read'], [node('XPath1VariableExtractor', { name: 'x', xpath: '//[' }), 'cannot be read'], [node('JMESPathVariableExtractor', { name: 'x', path: 'a[' }), 'cannot be evaluated']] as const) {
      expect((await extracted('/json', extractor)).message).toContain(why);
    }
  });
  it('apply to every request below, outer ones first', async () => {
    const { samples } = await validate([node('ContainerAction', { name: 'c', children: [regexp('v', 'echo GET (\\S+)'), get('/one', { children: [regexp('v', 'echo (\\w+)')] }), get('/two')] }), show()], place());
    expect(dump(samples[2]?.exchange.response.body)).toMatchObject({ v: '/two' });
  });
});

describe('verdicts', () => {
  it.each([[200, undefined, true], [204, 200, true], [200, 302, false], [302, 302, true], [301, 302, true], [302, 200, false], [302, undefined, true], [404, 404, false], [500, undefined, false], [200, 404, false], [200, 0, false], [304, 200, false]])('live %d, recorded %s: %s', async (live, recorded, ok) => {
    const action = get(`/status/${live}`);
    const { samples } = await validate([action], place(), { recordedCodes: recorded === undefined ? {} : { [action.id]: recorded } });
    expect(samples[0]?.success).toBe(ok);
  });
  const assertion = (fields: Record<string, unknown>): ReturnType<typeof node> => node('ResponseAssertion', { type: 'REQUEST_ONLY', location: 'BODY', rule: 'SUBSTRING', values: [], ...fields });
  it.each([
    [{ values: ['echo'] }, true], [{ values: ['nope'] }, false], [{ values: ['nope'], negate: true }, true], [{ values: ['echo', 'nope'] }, false], [{ values: ['echo', 'nope'], any: true }, true], [{ values: ['a', 'b'].map((x) => `no${x}`), any: true }, false],
    [{ rule: 'CONTAINS', values: ['^echo\\s'] }, true], [{ rule: 'MATCHES', values: ['echo'] }, false], [{ rule: 'MATCHES', values: ['(?s)echo.*'] }, true], [{ rule: 'EQUALS', location: 'STATUS_CODE', values: ['200'] }, true],
    [{ location: 'HEADERS', values: ['HTTP/1.1 200 OK'] }, true], [{ location: 'URL', values: ['/echo'] }, true], [{ location: 'REQUEST_HEADERS', values: ['host: 127.0.0.1'] }, true], [{ location: 'STATUS_MESSAGE', rule: 'EQUALS', values: ['OK'] }, true], [{ type: 'SUBREQUESTS_ONLY', values: ['nope'] }, true], [{ values: ['${v}'] }, true], [{ rule: 'CONTAINS', values: ['(broken'] }, false],
  ])('assertion %j: %s', async (fields, ok) => {
    const { samples } = await validate([get('/echo', { children: [assertion(fields)] })], place({ variables: [variable('v', { '@type': 'ConstantVariable', value: 'GET /echo' })] }));
    expect(samples[0]?.success).toBe(ok);
  });
  it('an assertion may accept a 4xx, and JSON is judged by its nodes', async () => {
    const json = (fields: Record<string, unknown>): ReturnType<typeof node> => get('/json', { children: [node('JsonAssertion', fields)] });
    const { samples } = await validate([
      get('/status/404', { children: [assertion({ location: 'STATUS_CODE', values: ['404'], assumeSuccess: true })] }),
      json({ path: '$.id' }), json({ path: '$.missing' }), json({ path: '$.missing', negate: true }), json({ path: '$.name', validateValue: true, value: 'Ada' }), json({ path: '$.name', validateValue: true, value: 'Ad' }),
      json({ path: '$.name', validateValue: true, value: 'A.*', regex: true }), json({ path: '$.none', expectNull: true }), json({ path: '$.id', expectNull: true }), get('/echo', { children: [node('JsonAssertion', { path: '$.id' })] }),
    ], place());
    expect(samples.map(({ success }) => success)).toEqual([true, true, false, true, true, false, true, true, false, false]);
    expect(samples[9]?.message).toContain('The answer is not JSON');
  });
  it('resources are fetched once each, only from allowed hosts, and seen by assertions on sub-requests', async () => {
    const { samples } = await validate([get('/page', { downloadResources: true, children: [assertion({ type: 'SUBREQUESTS_ONLY', location: 'STATUS_CODE', values: ['200'] })] })], place());
    expect(target.asked.map(({ url }) => url).sort()).toEqual(['/a.css', '/b.js', '/c.png', '/page', '/status/404']);
    expect(samples.length).toBe(1);
    expect(samples[0]?.success).toBe(false);
  });
});

describe('plans that cannot be played', () => {
  it.each([
    ['no server', [get('/', { serverId: 'gone' })], 'has no server'],
    ['nothing enabled', [get('/', { enabled: false })], 'no enabled action'],
    ['a broken node', [get('/', { method: 7 })], 'cannot be played: method'],
    ['an If this engine cannot read', [node('IfContainerAction', { condition: 'foo() == 1', children: [get('/')] })], 'cannot be evaluated by the local engine'],
    ['a dangling link', [node('LinkAction', { virtualUserId: 'f', actionId: 'zz' })], 'does not exist'],
  ])('%s', async (_name, children, why) => {
    const { end, samples, folder: out } = await validate(children, place());
    expect(end).toMatchObject({ state: 'ERROR', message: expect.stringContaining(why) as string });
    expect(samples).toEqual([]);
    expect(readFileSync(join(out, 'jmeter.log'), 'utf8')).toContain(why);
    expect(target.asked.length).toBe(0);
  });
  it('refuses cycles of links and endless depth', async () => {
    const fragment = virtualUser([node('ContainerAction', { id: 'box', children: [node('LinkAction', { virtualUserId: 'f', actionId: 'box' })] })], { id: 'f', type: 'FRAGMENTS' });
    expect((await validate([node('LinkAction', { virtualUserId: 'f', actionId: 'box' })], place({ fragments: [fragment] }))).end.message).toContain('leads back to itself');
    let deep = get('/');
    for (let level = 0; level < 300; level++) deep = node('ContainerAction', { children: [deep] });
    expect((await validate([deep], place())).end.message).toContain('nested deeper than 200');
  });
  it('marks what is not executed yet as KO and goes on', async () => {
    const { samples, folder: out } = await validate([node('JSR223Action', { name: 'calc', script: 'x' }), node('FutureAction', {}), get('/echo'), node('JSR223PreProcessor', { script: 'y' })], place());
    expect(samples.map(({ success }) => success)).toEqual([false, false, false]);
    expect(samples[0]?.message).toMatch(/^The script "calc" is written in groovy, which the local engine does not run: it runs JavaScript\. Write it in JavaScript/);
    expect(readFileSync(join(out, 'jmeter.log'), 'utf8')).toContain('WARN');
  });
});

describe('hostile targets', () => {
  it('do not fill the memory, break the engine or stall it', async () => {
    const all = (): ReturnType<typeof node>[] => [node('CssVariableExtractor', { name: 'c', selector: 'div div' }), node('JsonVariableExtractor', { name: 'j', path: '$..a' }), regexp('r', '(x+)+y')];
    const { samples, end } = await validate([get('/bomb', { children: all() }), get('/nested', { downloadResources: true, children: all() }), get('/brackets', { children: all() }), get('/cookies'), get('/echo')], place());
    expect(end.state).toBe('FINISHED');
    expect(samples.map(({ exchange }) => exchange.response.code)).toEqual([200, 200, 200, 200, 200]);
    expect(target.asked.at(-1)?.headers.cookie).toContain('ok=1');
    expect(target.asked.at(-1)?.headers.cookie).not.toContain('foreign');
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});

describe('stopping', () => {
  it('ends an endless empty loop and a request in flight at once', async () => {
    for (const children of [[node('WhileContainerAction', { condition: 'true', children: [node('ThinktimeConstant', { value: 1 })] }), get('/echo')], [get('/slow')]]) {
      const controller = new AbortController();
      setTimeout(() => { controller.abort(); }, 100);
      expect((await validate(children, place(), {}, controller.signal)).end.state).toBe('ABORTED');
    }
  });
});
