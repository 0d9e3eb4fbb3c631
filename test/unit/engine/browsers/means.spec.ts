import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { browserMeans } from '../../../../src/local/engine/browsers/chromium.js';
import { FilteringProxy } from '../../../../src/local/engine/browsers/filtering-proxy.js';
import { AllowedHosts } from '../../../../src/local/engine/http/allowed-hosts.js';

describe('browserMeans', () => {
  it('says of each thing that is missing what to do about it', () => {
    const refused = (...given: Parameters<typeof browserMeans>): unknown => (browserMeans(...given) as { refused?: string }).refused;
    expect(refused({ browsers: 'off', chromium: process.execPath })).toContain('OCTOPERF_LOCAL__ENGINE__BROWSERS=on');
    expect(refused({ browsers: 'on', chromium: '/nowhere/chromium' })).toMatch(/no program at "\/nowhere\/chromium".*CHROMIUM_PATH/);
    expect(refused({ browsers: 'on', chromium: process.execPath }, (name) => (name === 'playwright' ? undefined : '/x'))).toMatch(/package playwright is missing.*npm ci/);
    expect(browserMeans({ browsers: 'on', chromium: process.execPath })).toMatchObject({ chromium: process.execPath });
  });
});

describe('FilteringProxy', () => {
  const ends: (() => void)[] = [];
  afterEach(() => { for (const end of ends.splice(0)) end(); });

  async function opened(): Promise<{ port: number; site: number; refusals: string[]; asked: string[] }> {
    const [refusals, asked]: [string[], string[]] = [[], []];
    const site = createServer((incoming, response) => { asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''} ${incoming.headers.host ?? ''} ${String(incoming.headers['proxy-connection'])}`); response.setHeader('set-cookie', ['a=1', 'b=2']).writeHead(201, 'Made'); incoming.pipe(response); }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const proxy = new FilteringProxy(new AllowedHosts([]), (name) => { refusals.push(name); });
    const port = Number(new URL(await proxy.listen()).port);
    ends.push(() => { proxy.close(); site.closeAllConnections(); site.close(); });
    return { port, site: (site.address() as AddressInfo).port, refusals, asked };
  }
  const through = (port: number, url: string, method = 'GET', body = ''): Promise<{ status: number | undefined; reason: string | undefined; cookies: string[] | undefined; text: string }> => new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: url, method, headers: { host: URL.canParse(url) ? new URL(url).host : 'x', 'proxy-connection': 'keep-alive', ...(body === '' ? {} : { 'content-length': body.length }) } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => { text += more; }).on('end', () => { resolve({ status: response.statusCode, reason: response.statusMessage, cookies: response.headers['set-cookie'], text }); });
    }).on('error', reject).end(body);
  });
  const tunnelled = (port: number, authority: string, text: string): Promise<string> => new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => { socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`); });
    socket.setEncoding('utf8').on('error', reject).on('end', () => { resolve(heard); }).on('data', (more: string) => {
      if (heard === '' && more.startsWith('HTTP/1.1 200')) socket.write(text);
      heard += more;
    });
  });

  it('passes a request and its answer on as they are', async () => {
    const { port, site, asked } = await opened();
    expect(await through(port, `http://localhost:${site}/a?b=%20c`, 'POST', 'body')).toEqual({ status: 201, reason: 'Made', cookies: ['a=1', 'b=2'], text: 'body' });
    expect(asked).toEqual([`POST /a?b=%20c localhost:${site} undefined`]);
  });
  it('tunnels to this machine', async () => {
    const { port, site } = await opened();
    expect(await tunnelled(port, `localhost:${site}`, `GET /in HTTP/1.1\r\nHost: inner\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 201 Made/);
  });
  it('refuses strangers, plain and in a tunnel, and what is no request to a proxy', async () => {
    const { port, refusals } = await opened();
    expect(await through(port, 'http://192.0.2.1/')).toMatchObject({ status: 403, text: expect.stringContaining('"192.0.2.1" may not be loaded') as string });
    expect(await tunnelled(port, 'stranger.example:443', '')).toMatch(/^HTTP\/1\.1 403/);
    expect(await tunnelled(port, '127.0.0.1.stranger.example:443', '')).toMatch(/^HTTP\/1\.1 403/);
    expect(refusals).toEqual(['192.0.2.1', 'stranger.example', '127.0.0.1.stranger.example']);
    expect((await through(port, '/status')).status).toBe(400);
  });
  it('says 502 where nobody answers', async () => {
    const { port } = await opened();
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port: closed } = free.address() as AddressInfo;
    free.close();
    expect((await through(port, `http://127.0.0.1:${closed}/`)).status).toBe(502);
    expect(await tunnelled(port, `127.0.0.1:${closed}`, '')).toMatch(/^HTTP\/1\.1 502/);
  });
});
