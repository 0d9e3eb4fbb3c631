import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApplicationConfig } from '../../../src/config/application-config.js';
import type { ForeignFileError } from '../../../src/outgoing/foreign/foreign-file-error.js';
import { ForeignFiles } from '../../../src/outgoing/foreign/foreign-files.js';
import type { Resolve } from '../../../src/outgoing/foreign/vetted-address.js';

const MOST = 100_000;
const servers: Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) { server.closeAllConnections(); server.close(); } });

/** A server of somebody else's, on an address of loopback. */
async function serve(listener: RequestListener, host = '127.0.0.1', port = 0): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
const files = (allowedUrlHosts: string[], resolve?: Resolve, times: { urlConnectTimeoutMs?: number; urlTimeoutMs?: number } = {}): ForeignFiles =>
  new ForeignFiles({ imports: { allowedUrlHosts, urlConnectTimeoutMs: 20_000, urlTimeoutMs: 20_000, ...times }, mcp: { fileSourceMaxBytes: MOST } } as unknown as ApplicationConfig, resolve);
async function text(from: ForeignFiles, address: string): Promise<string> {
  const file = await from.open(address);
  try { return (await buffer(file.bytes)).toString('utf8'); } finally { file.close(); }
}
const trouble = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (error as ForeignFileError).trouble);
const leadingTo = (...addresses: string[]): Resolve => () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

describe('a name that changes what it leads to', () => {
  it('is resolved once for a connection, and the connection goes to what was judged', async () => {
    const inside: string[] = [];
    const port = await serve((_request, response) => { response.end('allowed'); }, '127.0.0.1');
    await serve((request, response) => { inside.push(request.url ?? ''); response.end('secret'); }, '127.0.0.2', port);
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let asked = 0;
    const rebinding: Resolve = () => Promise.resolve((answers[Math.min(asked++, 1)] ?? []).map((address) => ({ address, family: 4 })));
    const from = files([`http://rebind.test:${port}`, `http://127.0.0.1:${port}`], rebinding);
    expect(await text(from, `http://rebind.test:${port}/a`)).toBe('allowed');
    expect(asked).toBe(1);
    // The next fetch judges anew, and the name now leads inside.
    expect(await trouble(from.open(`http://rebind.test:${port}/a`))).toBe('inside');
    expect(inside).toEqual([]);
  });

  it('is judged anew at a redirect to itself', async () => {
    const port = await serve((_request, response) => { response.writeHead(302, { location: '/b' }).end(); });
    let asked = 0;
    const rebinding: Resolve = () => Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    expect(await trouble(files([`http://rebind.test:${port}`, `http://127.0.0.1:${port}`], rebinding).open(`http://rebind.test:${port}/a`))).toBe('inside');
    expect(asked).toBe(2);
  });

  it('is never connected at those of its addresses that are not allowed', async () => {
    const inside: string[] = [];
    const port = await serve((_request, response) => { response.end('allowed'); }, '127.0.0.1');
    await serve((request, response) => { inside.push(request.url ?? ''); response.end('secret'); }, '127.0.0.2', port);
    const list = [`http://two.test:${port}`, `http://127.0.0.1:${port}`];
    expect(await text(files(list, leadingTo('127.0.0.2', '127.0.0.1')), `http://two.test:${port}/`)).toBe('allowed');
    expect(await trouble(files(list, leadingTo('127.0.0.2', '::1', '10.0.0.1')).open(`http://two.test:${port}/`))).toBe('inside');
    expect(await trouble(files(list, leadingTo()).open(`http://two.test:${port}/`))).toBe('no-name');
    expect(inside).toEqual([]);
  });

  it('may take too long, or be none', async () => {
    const never: Resolve = () => new Promise(() => undefined);
    expect(await trouble(files(['slow.test'], never, { urlConnectTimeoutMs: 200 }).open('https://slow.test/'))).toBe('slow');
    expect(await trouble(files(['none.test'], () => Promise.reject(new Error('ENOTFOUND'))).open('https://none.test/'))).toBe('no-name');
  });
});

describe('a file', () => {
  it('is asked for as nobody, with nothing of the caller', async () => {
    const seen: Record<string, unknown>[] = [];
    const port = await serve(({ headers, method }, response) => { seen.push({ ...headers, method }); response.writeHead(200, { 'set-cookie': 'a=b' }).end('x'); });
    const from = files([`http://127.0.0.1:${port}`]);
    await text(from, `http://127.0.0.1:${port}/a`);
    await text(from, `http://127.0.0.1:${port}/a`);
    expect(seen).toEqual(Array(2).fill({ 'host': `127.0.0.1:${port}`, 'accept': '*/*', 'accept-encoding': 'identity', 'user-agent': 'octoperf-mcp-server', 'connection': 'close', 'method': 'GET' }));
  });

  it.each([['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync]])('that comes as %s is unpacked, and no further than the bound', async (coding, pack) => {
    const bodies: Record<string, Buffer> = { '/ok': pack('hello'), '/bomb': pack(Buffer.alloc(50_000_000)), '/cut': pack('hello '.repeat(1000)).subarray(0, 20), '/lie': Buffer.from('not packed at all') };
    const port = await serve(({ url = '' }, response) => { response.writeHead(200, { 'content-encoding': coding }).end(bodies[url]); });
    const from = files([`http://127.0.0.1:${port}`]);
    const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
    expect(await text(from, at('/ok'))).toBe('hello');
    expect(await trouble(text(from, at('/bomb')))).toBe('too-large');
    expect(await trouble(text(from, at('/cut')))).toBe('encoding');
    expect(await trouble(text(from, at('/lie')))).toBe('encoding');
  });

  it('may be as large as the bound and no larger, announced or not', async () => {
    const port = await serve(({ url = '' }, response) => {
      const [, size = '0', how] = url.split('/');
      if (how === 'announced') response.setHeader('content-length', size);
      for (let left = Number(size); left > 0; left -= 50_000) response.write('x'.repeat(Math.min(left, 50_000)));
      response.end();
    });
    const from = files([`http://127.0.0.1:${port}`]);
    expect((await text(from, `http://127.0.0.1:${port}/${MOST}/announced`)).length).toBe(MOST);
    expect((await text(from, `http://127.0.0.1:${port}/${MOST}/unannounced`)).length).toBe(MOST);
    expect(await trouble(from.open(`http://127.0.0.1:${port}/${MOST + 1}/announced`))).toBe('too-large');
    expect(await trouble(text(from, `http://127.0.0.1:${port}/${MOST + 1}/unannounced`))).toBe('too-large');
  });

  it('has an end in time, whether nothing comes or little by little', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/silent') return;
      response.writeHead(200);
      const timer = setInterval(() => { response.write('x'); }, 20);
      response.once('close', () => { clearInterval(timer); });
    });
    const from = files([`http://127.0.0.1:${port}`], undefined, { urlTimeoutMs: 1000 });
    expect(await trouble(from.open(`http://127.0.0.1:${port}/silent`))).toBe('slow');
    expect(await trouble(text(from, `http://127.0.0.1:${port}/drip`))).toBe('slow');
  });

  it('that breaks off, is none, or leads away is told so', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/cut') { response.writeHead(200, { 'content-length': 100 }); response.write('half', () => { response.destroy(); }); }
      else if (url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (url === '/ftp') response.writeHead(301, { location: 'ftp://127.0.0.1/a' }).end();
      else if (url === '/nowhere') response.writeHead(301).end();
      else if (url === '/account') response.writeHead(307, { location: `http://a:b@127.0.0.1:${port}/` }).end();
      else if (url === '/metadata') response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
      else if (url === '/other-port') response.writeHead(308, { location: `http://127.0.0.1:${port + 1}/` }).end();
      else if (url === '/zstd') response.writeHead(200, { 'content-encoding': 'zstd' }).end('x');
      else response.writeHead(Number(url?.slice(1))).end('body');
    });
    const from = files([`http://127.0.0.1:${port}`]);
    const told = async (path: string): Promise<string> => trouble(text(from, `http://127.0.0.1:${port}${path}`));
    expect(await Promise.all(['/cut', '/loop', '/ftp', '/nowhere', '/account', '/metadata', '/other-port', '/zstd'].map(told))).toEqual(['broke-off', 'redirects', 'address', 'no-file', 'account', 'not-listed', 'not-listed', 'encoding']);
    expect(await Promise.all(['/204', '/206', '/304', '/401', '/404', '/500', '/503'].map(told))).toEqual(['no-file', 'no-file', 'no-file', 'refused', 'refused', 'failing', 'failing']);
    expect(await trouble(from.open(`http://127.0.0.1:${await serve(() => undefined)}/`))).toBe('not-listed');
    expect(await trouble(files(['http://127.0.0.1:1']).open('http://127.0.0.1:1/'))).toBe('unreachable');
    expect(await trouble(files([]).open(`http://127.0.0.1:${port}/`))).toBe('off');
  });

  it('waits for nobody: at most eight are fetched at once, and each gives its place back', async () => {
    const port = await serve((_request, response) => { response.writeHead(200); response.write('x'); });
    const from = files([`http://127.0.0.1:${port}`]);
    const open = await Promise.all(Array.from({ length: 8 }, () => from.open(`http://127.0.0.1:${port}/`)));
    expect(await trouble(from.open(`http://127.0.0.1:${port}/`))).toBe('busy');
    for (const file of open) { file.close(); file.close(); }
    const again = await from.open(`http://127.0.0.1:${port}/`);
    again.close();
    const giving = new AbortController();
    const waiting = from.open(`http://127.0.0.1:${port}/`, giving.signal);
    giving.abort();
    expect(await trouble(waiting)).toBe('slow');
  });
});
