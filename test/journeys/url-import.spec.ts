import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, connect } from '../support/agent.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { freshProject, shopHar } from '../support/work.js';

const TOOL = 'import_virtual_user_from_url';
const MOST = 200_000;
const BODY = 'what the other server says and nobody should read';
const fixture = (path: string): Buffer => readFileSync(fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url)));
interface Imported { virtualUsers: { id: string; name: string; url: string; type: string }[]; requests?: number; notes?: string[]; fetched: { host: string; bytes: number } }

let folder: string;
let server: ServerProcess;
let agent: Agent;
let projectId: string;
let har: string;
const listeners: Server[] = [];
/** The listed host, one that is listed by a name that leads to loopback, one that is not listed, and one with a certificate nobody trusts. */
const ports = { listed: 0, named: 0, other: 0, secure: 0 };
const seen: { host: string; url: string; headers: IncomingMessage['headers'] }[] = [];

const MADE: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/shop.har': (response) => { response.end(har); },
  '/packed.har': (response) => { response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(har)); },
  '/streamed.har': (response) => { for (let at = 0; at < har.length; at += 10_000) response.write(har.slice(at, at + 10_000)); response.end(); },
  '/plan.jmx': (response) => { response.end(fixture('jmx/jmeter__build-web-test-plan.jmx')); },
  '/journey.spec.ts': (response) => { response.end("import { test } from '@playwright/test';\ntest('home', async ({ page }) => { await page.goto('http://127.0.0.1:8095/'); });\n"); },
  '/test.js': (response) => { response.end("import http from 'k6/http';\nexport default function () { http.get('http://127.0.0.1:8095/'); }\n"); },
  '/page.html': (response) => { response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><p>${BODY}`); },
  '/large.har': (response) => { for (let sent = 0; sent <= MOST; sent += 50_000) response.write(' '.repeat(50_000)); response.end(); },
  '/announced.har': (response) => { response.writeHead(200, { 'content-length': MOST + 1 }).end(); },
  '/bomb.har': (response) => { response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000, ' '))); },
  '/slow.har': (response) => { response.writeHead(200); response.write('{'); },
  '/cut.har': (response) => { response.writeHead(200, { 'content-length': har.length }); response.write(har.slice(0, 50_000), () => { response.destroy(); }); },
  '/fails.har': (response) => { response.writeHead(500).end(BODY); },
  '/missing.har': (response) => { response.writeHead(404).end(BODY); },
  '/private.har': (response) => { response.writeHead(401, { 'www-authenticate': 'Basic' }).end(BODY); },
  '/moved.har': (response) => { response.writeHead(302, { location: '/shop.har' }).end(BODY); },
  '/elsewhere.har': (response) => { response.writeHead(302, { location: `http://127.0.0.1:${ports.other}/shop.har` }).end(); },
  '/inside.har': (response) => { response.writeHead(302, { location: `http://localhost:${ports.named}/shop.har` }).end(); },
  '/back.har': (response) => { response.writeHead(302, { location: `http://127.0.0.1:${server.port}/users/current` }).end(); },
};

async function listen(one: Server): Promise<number> {
  listeners.push(one);
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  return (one.address() as AddressInfo).port;
}
function answer(request: IncomingMessage, response: ServerResponse): void {
  seen.push({ host: request.headers.host ?? '', url: request.url ?? '', headers: request.headers });
  const made = MADE[(request.url ?? '').replace(/\?.*/, '')];
  if (made === undefined) response.writeHead(404).end();
  else made(response);
}
const at = (path: string): string => `http://127.0.0.1:${ports.listed}${path}`;
const fetchOf = (url: string, rest: object = {}): Promise<string> => agent.refused(TOOL, { projectId, url, format: 'har', ...rest });
const virtualUsers = async (): Promise<number> => (await agent.call<{ total: number }>('list_virtual_users', { projectId })).total;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'url-import-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', 'key.pem', '-out', 'cert.pem'], { cwd: folder, stdio: 'ignore' });
  har = await shopHar('http://127.0.0.1:8095');
  ports.listed = await listen(createServer(answer));
  ports.named = await listen(createServer(answer));
  ports.other = await listen(createServer(answer));
  ports.secure = await listen(createSecureServer({ key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }, answer));
  server = await startServer({ environment: {
    OCTOPERF_IMPORTS__ALLOWED_URL_HOSTS: JSON.stringify([`http://127.0.0.1:${ports.listed}`, `http://localhost:${ports.named}`, `127.0.0.1:${ports.secure}`]),
    OCTOPERF_IMPORTS__URL_TIMEOUT_MS: '5000', OCTOPERF_MCP_FILE_SOURCE_MAX_BYTES: String(MOST), OCTOPERF_LOGGING__LEVEL: 'verbose', OCTOPERF_LOGGING__CALLS: 'on',
    // One outage of the REST API would hold back every call after it: the trouble of other servers must not count as one.
    OCTOPERF_OCTOPERF__BREAKER__MIN_CALLS: '1', OCTOPERF_OCTOPERF__BREAKER__FAILURE_PERCENT: '1', OCTOPERF_OCTOPERF__BREAKER__OPEN_SECONDS: '600',
    HTTPS_PROXY: 'http://127.0.0.1:1',
  } });
  agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
  ({ projectId } = await freshProject(agent));
}, 90_000);
afterAll(async () => {
  await agent?.close();
  await server?.stop();
  for (const one of listeners) { one.closeAllConnections(); one.close(); }
  rmSync(folder, { recursive: true, force: true });
});

describe('import_virtual_user_from_url', { timeout: 60_000 }, () => {
  it('makes of a HAR what its upload makes, and says where it is', async () => {
    const imported = await agent.call<Imported>(TOOL, { projectId, url: at('/shop.har?signature=hush'), format: 'har' });
    expect(imported).toMatchObject({ virtualUsers: [{ name: 'shop', type: 'JMETER' }], requests: expect.any(Number) as number, fetched: { host: `127.0.0.1:${ports.listed}`, bytes: Buffer.byteLength(har) } });
    const [{ id = '', url = '' } = {}] = imported.virtualUsers;
    expect(url).toMatch(new RegExp(`/ui/workspace/.*/virtual-user/${id}$`));
    expect(await agent.call('describe_virtual_user', { virtualUserId: id })).toMatchObject({ id });
    // Asked as nobody: what the caller proved to this server stays here.
    const [{ headers } = { headers: {} }] = seen.filter(({ url: path }) => path.startsWith('/shop.har'));
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    expect(server.output()).not.toContain('hush');
  });

  it('follows a redirect within what is listed, unpacks, and takes what says nothing of its length', async () => {
    for (const path of ['/moved.har', '/packed.har', '/streamed.har']) {
      expect((await agent.call<Imported>(TOOL, { projectId, url: at(path), format: 'har', filename: `named ${path.slice(1)}` })).virtualUsers, path).toMatchObject([{ name: `named ${path.slice(1, -4)}` }]);
    }
  });

  it('passes options on to the formats that have them, and refuses them to others', async () => {
    const all = await agent.call<Imported>(TOOL, { projectId, url: at('/shop.har'), format: 'har', resources: 'KEEP_ALL' });
    const few = await agent.call<Imported>(TOOL, { projectId, url: at('/shop.har'), format: 'har', resources: 'REMOVE' });
    expect(all.requests ?? 0).toBeGreaterThan(few.requests ?? 0);
    expect(await fetchOf(at('/collection.json'), { format: 'postman', adBlocking: 'ENABLED' })).toMatch(/postman has no option adBlocking/);
    expect(seen.map(({ url }) => url)).not.toContain('/collection.json');
  });

  it('takes every kind of file that has a route of one file', async () => {
    const types: Record<string, string> = { '/plan.jmx': 'jmx', '/journey.spec.ts': 'playwright', '/test.js': 'k6' };
    for (const [path, format] of Object.entries(types)) {
      const { virtualUsers: [first] } = await agent.call<Imported>(TOOL, { projectId, url: at(path), format });
      expect(first?.url, format).toContain(projectId);
      expect(await agent.call('describe_virtual_user', { virtualUserId: first?.id }), format).toMatchObject({ id: first?.id });
    }
  });

  it('sends what is no such file to the import, which says so itself', async () => {
    const told = await fetchOf(at('/page.html'));
    expect(told).toMatch(/HAR|JSON/);
    expect(told).not.toContain(BODY);
  });

  it('goes to no host, port or scheme that is not listed, redirected or not', async () => {
    const before = seen.length;
    expect(await fetchOf(`http://127.0.0.1:${ports.other}/shop.har`)).toMatch(new RegExp(`http://127\\.0\\.0\\.1:${ports.other} is not among the hosts`));
    expect(await fetchOf(`https://127.0.0.1:${ports.listed}/shop.har`)).toMatch(/is not among the hosts/);
    expect(await fetchOf('http://169.254.169.254/latest/meta-data/')).toMatch(/is not among the hosts/);
    expect(await fetchOf(`http://ann:hunter2@127.0.0.1:${ports.listed}/shop.har`)).toMatch(/^(?!.*hunter2).*user name or password/s);
    expect(await fetchOf(`http://localhost:${ports.named}/shop.har`)).toMatch(/leads to an address that is not public/);
    expect(seen.length).toBe(before);
    for (const [path, words] of [['/elsewhere.har', /is not among the hosts/], ['/inside.har', /leads to an address that is not public/], ['/back.har', /is not among the hosts/]] as const) expect(await fetchOf(at(path)), path).toMatch(words);
    expect(seen.slice(before).every(({ host }) => host === `127.0.0.1:${ports.listed}`)).toBe(true);
  });

  it('says what to do where the file cannot be had, shows nothing of the other server, and writes nothing', async () => {
    const before = await virtualUsers();
    const told = {
      '/large.har': /larger than the 200000 bytes.*Nothing was written.*file-source-max-bytes/s, '/announced.har': /larger than the 200000 bytes/, '/bomb.har': /larger than the 200000 bytes/,
      '/slow.har': /did not send the file in time.*Nothing was written/s, '/cut.har': /broke off before the file was whole/, '/fails.har': /failed to answer\. Nothing was written\. Retry later/,
      '/missing.har': /answered HTTP 404/, '/private.har': /answered HTTP 401.*without signing in/s,
    };
    for (const [path, words] of Object.entries(told)) {
      const refusal = await fetchOf(at(path));
      expect(refusal, path).toMatch(words);
      expect(refusal, path).not.toMatch(/what the other server says|500|Error:|OctoPerf (?:cannot|did)/);
    }
    expect(await fetchOf(`https://127.0.0.1:${ports.secure}/shop.har`)).toMatch(/certificate of 127\.0\.0\.1:\d+ is not trusted/);
    // Also says that none of it was taken for an outage of the REST API.
    expect(await virtualUsers()).toBe(before);
  });

  it('looks at the project before it fetches anything', async () => {
    const before = seen.length;
    expect(await fetchOf(at('/shop.har'), { projectId: 'no-such-project' })).toMatch(/project/i);
    expect(seen.length).toBe(before);
  });
});

describe('the area url-import', () => {
  it('is not there where no host is listed, and says how to have it', async () => {
    const plain = await startServer();
    const caller = await connect(`${plain.origin}/mcp`, await tokenOf(plain, ACCOUNTS.tester.username));
    expect((await caller.client.listTools()).tools.map(({ name }) => name)).not.toContain(TOOL);
    await expect(caller.raw(TOOL, {})).rejects.toThrow(/Unknown tool/);
    await caller.close();
    await plain.stop();
    await expect(startServer({ environment: { OCTOPERF_MCP__AREAS: '[url-import]' } })).rejects.toThrow(/imports\.allowed-url-hosts/);
    await expect(startServer({ environment: { OCTOPERF_IMPORTS__ALLOWED_URL_HOSTS: '["*"]' } })).rejects.toThrow(/allowed-url-hosts/);
  }, 90_000);
});
