import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import type { JmeterUserProfileEngine } from '../../../src/contract/engine-settings.js';
import type { Surroundings } from '../../../src/local/engine/bench-protocol.js';
import { UserCookies } from '../../../src/local/engine/http/cookies.js';
import { play, type Outcome } from './in-process.js';
import { benchPlan, constantLoad, get, profile, serverAt, startTarget, surroundings, virtualUser, type Target } from './plans.js';

let target: Target;
let headersOf: (path: string) => Record<string, string>;
const BIG = Buffer.alloc(100_000, 'x');

beforeAll(async () => {
  target = await startTarget((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const headers = headersOf(path);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const isSame = (headers['etag'] !== undefined && request.headers['if-none-match'] === headers['etag']) || (headers['last-modified'] !== undefined && request.headers['if-modified-since'] === headers['last-modified']);
    if (isSame) { response.statusCode = 304; response.end(); return; }
    if (path === '/page') { response.setHeader('content-type', 'text/html'); response.end('<img src="/a.png"><img src="/b.png">'); return; }
    if (path === '/big' || path.endsWith('.png')) { response.end(BIG); return; }
    if (path === '/loop') { response.statusCode = 302; response.setHeader('location', '/loop'); }
    response.end(`body of ${path}`);
  });
});
afterAll(async () => { await target.close(); });
beforeEach(() => { target.asked.length = 0; headersOf = () => ({}); });

interface Setup { users?: number; iterations?: number; engine?: (engine: JmeterUserProfileEngine) => void; place?: Partial<Surroundings> }
const run = (children: ActionNode[], { users = 1, iterations = 1, engine, place = {} }: Setup = {}): Promise<Outcome> => play(benchPlan([profile({
  virtualUser: virtualUser(children), load: constantLoad(users, 20_000), engine: (settings) => { settings.settings.iterations = iterations; engine?.(settings); },
})], surroundings(target.port, place)));
const codes = ({ total }: Outcome, id: string): Record<string, number> | undefined => total(id)?.codes;

describe('bandwidth', () => {
  const limit = (bitsPerSecond: number) => (engine: JmeterUserProfileEngine): void => { engine.bandwidth.bitsPerSecond = bitsPerSecond; };
  it('is the download rate of each user, whatever the size of the pieces', async () => {
    const { total } = await run([get('/big', { id: 'a' })], { users: 3, engine: limit(2_000_000) });
    // 100 kB at 2 Mbit/s are 400 ms; not a byte earlier.
    expect(total('a')?.elapsed.min).toBeGreaterThanOrEqual(398);
    expect(total('a')?.received.sum).toBeGreaterThan(300_000);
  });
  it('is shared by all connections of a user', async () => {
    const { total } = await run([get('/page', { id: 'p', downloadResources: true })], { engine: limit(4_000_000) });
    expect(total('p.resources')?.elapsed.max).toBeGreaterThanOrEqual(398);
    expect(total('p.resources')?.hits).toBe(2);
  });
  it('lets a stop through in the middle of a download', async () => {
    const plan = benchPlan([profile({ virtualUser: virtualUser([get('/big', { id: 'a' })]), load: constantLoad(1, 60_000), engine: limit(1000) })], surroundings(target.port));
    const { end, total } = await play(plan, (bench) => { setTimeout(() => { bench.stop('ada'); }, 300); });
    expect([end?.state, total('a')]).toEqual(['ABORTED', undefined]);
  });
});

describe('browser cache', () => {
  const cache = (change: Partial<JmeterUserProfileEngine['browser']['cache']>, properties: Record<string, string> = {}) => (engine: JmeterUserProfileEngine): void => { Object.assign(engine.browser.cache, change); engine.properties.map = properties; };
  const twice = (path = '/x'): ActionNode[] => [get(path, { id: 'a' }), get(path, { id: 'b' })];

  it('asks again with the conditions of the last answer: a 304 is a good sample', async () => {
    headersOf = () => ({ etag: '"v1"', 'last-modified': 'Tue, 01 Sep 2026 10:00:00 GMT' });
    const outcome = await run(twice());
    expect(target.asked.map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']])).toEqual([[undefined, undefined], ['"v1"', 'Tue, 01 Sep 2026 10:00:00 GMT']]);
    expect([codes(outcome, 'b'), outcome.total('b')?.errors]).toEqual([{ 304: 1 }, 0]);
  });
  it('is emptied at each iteration, or kept', async () => {
    headersOf = () => ({ etag: '"v1"' });
    expect(codes(await run([get('/x', { id: 'a' })], { iterations: 3 }), 'a')).toEqual({ 200: 3 });
    expect(codes(await run([get('/x', { id: 'a' })], { iterations: 3, engine: cache({ clearCacheOnEachIteration: false }) }), 'a')).toEqual({ 200: 1, 304: 2 });
    expect(codes(await run([get('/x', { id: 'a' })], { iterations: 3, engine: cache({ clearCacheOnEachIteration: false, cacheSize: 0 }) }), 'a')).toEqual({ 200: 3 });
  });
  it('forgets what was used longest ago', async () => {
    headersOf = () => ({ etag: '"v1"' });
    const outcome = await run([get('/1'), get('/2'), get('/1', { id: 'one' }), get('/3'), get('/2', { id: 'two' }), get('/3', { id: 'three' })], { engine: cache({ cacheSize: 2 }) });
    expect(['one', 'two', 'three'].map((id) => codes(outcome, id))).toEqual([{ 304: 1 }, { 200: 1 }, { 304: 1 }]);
  });
  it.each([
    ['max-age', { 'cache-control': 'private, max-age=60' }, 0], ['a past max-age', { 'cache-control': 'max-age=0', etag: '"v"' }, 304], ['Expires', { expires: 'Fri, 01 Jan 2100 00:00:00 GMT' }, 0], ['a past Expires', { expires: '0', etag: '"v"' }, 304],
    ['max-age before Expires', { expires: 'Fri, 01 Jan 2100 00:00:00 GMT', 'cache-control': 'max-age=0' }, 200], ['no-store', { 'cache-control': 'no-store', etag: '"v"' }, 200], ['no-cache', { 'cache-control': 'no-cache', etag: '"v"' }, 304],
    ['no age at all', { etag: '"v"' }, 0], ['a changeable answer', { etag: '"v"', vary: '*' }, 200], ['nothing to remember', {}, 200],
  ] as const)('with cache-control headers: %s', async (_name, headers, second) => {
    headersOf = () => headers;
    const outcome = await run(twice(), { engine: cache({ useCacheControlHeaders: true }) });
    // Fresh: nothing is sent, and there is no sample (JMeter's RETURN_NO_SAMPLE).
    expect([target.asked.length, codes(outcome, 'b')]).toEqual(second === 0 ? [1, undefined] : [2, { [second]: 1 }]);
  });
  it('keeps answers apart by the request headers that Vary names', async () => {
    headersOf = () => ({ 'vary': 'Accept-Language', 'cache-control': 'max-age=60' });
    const en = { headers: [{ name: 'accept-language', value: 'en' }] };
    await run([get('/x', en), get('/x', { headers: [{ name: 'Accept-Language', value: 'fr' }] }), get('/x', en)], { engine: cache({ useCacheControlHeaders: true }) });
    expect(target.asked.map(({ headers }) => headers['accept-language'])).toEqual(['en', 'fr']);
  });
  it('covers page resources, leaves posts alone, and is each user\u2019s own', async () => {
    headersOf = (path) => (path === '/page' ? {} : { 'cache-control': 'max-age=60' });
    const post = { method: 'POST', postData: { '@type': 'RawPostData', text: 'x' } };
    const { total } = await run([get('/page', { id: 'p', downloadResources: true }), get('/page', { id: 'q', downloadResources: true }), get('/post', post), get('/post', post)], { users: 2, engine: cache({ useCacheControlHeaders: true }) });
    expect([total('p.resources')?.hits, total('q.resources'), target.asked.filter(({ url }) => url === '/post').length]).toEqual([4, undefined, 4]);
  });
  it.each([['RETURN_200_CACHE', '200', '(ex cache)'], ['RETURN_CUSTOM_STATUS', '299', 'kept']])('yields a sample where the property %s asks for one', async (mode, code, message) => {
    headersOf = () => ({ 'cache-control': 'max-age=60' });
    const { total, jtl } = await run(twice(), { engine: cache({ useCacheControlHeaders: true }, { 'cache_manager.cached_resource_mode': mode, 'RETURN_CUSTOM_STATUS.code': '299', 'RETURN_CUSTOM_STATUS.message': 'kept' }) });
    expect([target.asked.length, total('b')?.hits, total('b')?.errors, total('b')?.received.sum]).toEqual([1, 1, 0, 0]);
    expect(jtl).toContain(`,${code},${message},`);
  });
  it('a user that finds everything in its cache still lets others run and can be stopped', async () => {
    headersOf = () => ({ 'cache-control': 'max-age=600' });
    const plan = benchPlan([profile({ virtualUser: virtualUser([get('/x', { id: 'a' })]), load: constantLoad(1, 60_000), engine: cache({ useCacheControlHeaders: true, clearCacheOnEachIteration: false }) })], surroundings(target.port));
    const { end, total } = await play(plan, (bench) => { setTimeout(() => { bench.stop('ada'); }, 200); });
    expect([end?.state, target.asked.length, total('a')?.hits]).toEqual(['ABORTED', 1, 1]);
  });
});

describe('DNS servers', () => {
  let names: Socket;
  let asked: string[] = [];
  const known: Record<string, string> = { 'shop.test': '127.0.0.1', 'stranger.test': '192.0.2.7' };
  beforeAll(async () => {
    names = createSocket('udp4');
    names.on('message', (query, { port, address }) => { names.send(answered(query), port, address); });
    await new Promise<void>((resolve) => { names.bind(0, '127.0.0.1', resolve); });
  });
  afterAll(() => { names.close(); });
  beforeEach(() => { asked = []; });

  /** A reply to a query for one name: its address, or that there is none (RFC 1035 §4). */
  function answered(query: Buffer): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) { labels.push(query.toString('latin1', at + 1, at + 1 + length)); at += length + 1; }
    const [name, type] = [labels.join('.'), query.readUInt16BE(at + 1)];
    const address = type === 1 ? known[name] : undefined;
    if (type === 1) asked.push(name);
    const head = Buffer.from(query.subarray(0, at + 5));
    head.writeUInt16BE(name in known ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(address === undefined ? 0 : 1, 6);
    head.writeUInt32BE(0, 8);
    return address === undefined ? head : Buffer.concat([head, Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)])]);
  }
  const server = (): string => `127.0.0.1:${names.address().port}`;
  const at = (hostname: string, allowedHosts = ['*.test']): Partial<Surroundings> => ({ servers: [serverAt(target.port, { hostname })], allowedHosts });
  const dns = (change: Partial<JmeterUserProfileEngine['dns']> = {}, keepAlive = true) => (engine: JmeterUserProfileEngine): void => { Object.assign(engine.dns, { servers: [server()], ...change }); engine.browser.keepAlive = keepAlive; };

  it('are asked once for each user, or once for each iteration', async () => {
    const { end, total } = await run([get('/x', { id: 'a' })], { users: 2, iterations: 3, engine: dns({}, false), place: at('shop.test') });
    expect([end?.state, total('a')?.errors, target.asked.length, asked]).toEqual(['FINISHED', 0, 6, ['shop.test', 'shop.test']]);
    asked = [];
    await run([get('/x'), get('/y')], { iterations: 3, engine: dns({ clearEachIteration: true }, false), place: at('shop.test') });
    expect(asked.length).toBe(3);
  });
  it('do not lead to a host that may not be loaded, nor to one that does not exist', async () => {
    const [far, none] = [await run([get('/x', { id: 'a' })], { engine: dns(), place: at('stranger.test') }), await run([get('/x', { id: 'a' })], { engine: dns(), place: at('nobody.test') })];
    expect(far.errors[0]?.errorMessage).toMatch(/^"stranger\.test" is 192\.0\.2\.7 by the DNS servers of the profile\. The host "192\.0\.2\.7" may not be loaded/);
    expect(none.errors[0]?.errorMessage).toMatch(/^Unknown host: the DNS servers of the profile \(127\.0\.0\.1:\d+\) know no address of "nobody\.test"/);
    expect(target.asked.length).toBe(0);
  });
  it('yield to static hosts and to the names of this machine', async () => {
    await run([get('/x')], { engine: dns({ staticHosts: { 'shop.test': '127.0.0.1' } }), place: at('shop.test', []) });
    await run([get('/y')], { engine: dns(), place: at('localhost') });
    expect([target.asked.length, asked]).toEqual([2, []]);
  });
  it.each([['a name', 'dns.test', /"dns\.test" cannot be used as a DNS server/], ['a stranger', '192.0.2.53', /The DNS server 192\.0\.2\.53 may not be asked\. The host "192\.0\.2\.53" may not be loaded/]])('refuse %s before the run', async (_name, address, why) => {
    await expect(run([get('/x')], { engine: dns({ servers: [address] }), place: at('shop.test') })).rejects.toThrow(why);
    expect(target.asked.length).toBe(0);
  });
});

describe('cookie policies', () => {
  const kept = (policy: ConstructorParameters<typeof UserCookies>[0], ...cookies: string[]): string => {
    const jar = new UserCookies(policy);
    for (const cookie of cookies) jar.take(cookie, 'http://shop.test', '/a/b');
    return jar.header('http://shop.test', '/a/b');
  };
  const GONE = 'old=1; Max-Age=0';
  const ODD = 'odd=1; Expires=2100-01-01';
  const FINE = 'fine=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Path=/';
  it.each([['STANDARD', 'odd=1; fine=1'], ['DEFAULT', 'odd=1; fine=1'], ['STANDARD_STRICT', 'fine=1'], ['NETSCAPE', 'old=1; odd=1; fine=1'], ['IGNORE_COOKIES', '']] as const)('%s', (policy, header) => {
    expect(kept(policy, GONE, ODD, FINE).split('; ').sort()).toEqual(header.split('; ').sort());
  });
});

describe('properties and what is passed over', () => {
  it('follow as many redirects as the property says', async () => {
    const { errors } = await run([get('/loop', { followRedirects: true })], { engine: (engine) => { engine.properties.map = { 'httpsampler.max_redirects': '3' }; } });
    expect(target.asked.length).toBe(4);
    expect(errors[0]?.errorMessage).toContain('More than 3 redirects');
  });
  it('are named in the log where JMeter would read them and this engine does not; others are the user\u2019s', async () => {
    const { log } = await run([get('/${__P(shop)}')], { engine: (engine) => {
      engine.properties.map = { 'shop': 'x', 'httpclient.socket.http.cps': '1000', 'httpsampler.max_redirects': '9', 'https.default.protocol': 'SSLv3' };
      engine.settings.externalLiveReporting.listeners = [{ '@type': 'InfluxDBBackendListener' }];
      engine.browser.cookies.policy = 'DEFAULT';
    } });
    expect(target.asked[0]?.url).toBe('/x');
    expect(log).toContain('does not: httpclient.socket.http.cps, https.default.protocol.');
    expect(log).toContain('external live reporting (InfluxDBBackendListener): the local engine sends nothing to it');
    expect(log).toContain('The cookie policy DEFAULT of the profile "Main" is played as STANDARD');
  });
  it('a request that may not be sent keeps no other user from running', async () => {
    const plan = benchPlan([profile({ virtualUser: virtualUser([get('/x', { id: 'a' })]), load: constantLoad(1, 60_000) })], surroundings(target.port, { servers: [serverAt(target.port, { hostname: 'stranger.test' })] }));
    const { end, total } = await play(plan, (bench) => { setTimeout(() => { bench.stop('ada'); }, 200); });
    expect([end?.state, target.asked.length]).toEqual(['ABORTED', 0]);
    expect(total('a')?.errors).toBe(total('a')?.hits);
  });
});
