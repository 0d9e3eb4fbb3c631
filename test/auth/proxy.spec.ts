import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { connect as connectAgent } from '../support/agent.js';
import { Issuer } from '../support/issuer.js';
import { rpc } from '../support/rpc.js';
import { CompanyProxy } from '../support/company-proxy.js';
import { type ServerProcess, startServer } from '../support/server-process.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Names that no resolver knows: whoever reaches them came through the proxy. */
const API_HOST = 'api.octoperf.invalid';
const ISSUER_HOST = 'id.octoperf.invalid';

/** A certificate authority of the tests' own, and a certificate of it for both names. */
function certificates(folder: string): { ca: string; cert: Buffer; key: Buffer } {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => { execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' }); };
  writeFileSync(at('names'), `subjectAltName=DNS:${API_HOST},DNS:${ISSUER_HOST}`);
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Private CA', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${API_HOST}`, '-keyout', 'tls.key', '-out', 'tls.csr');
  openssl('x509', '-req', '-in', 'tls.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names', '-out', 'tls.pem');
  return { ca: at('ca.pem'), cert: readFileSync(at('tls.pem')), key: readFileSync(at('tls.key')) };
}

const PASSWORD = 'p@ss word';
const issuer = new Issuer();
let folder: string;
let ca: string;
let proxy: CompanyProxy;
let secure: Server;
let plain: Server;
const ports: Record<string, number> = {};
const seen: string[] = [];

/** The REST API and the identity provider, one behind each name. */
function answer(request: IncomingMessage, respond: (status: number, value: unknown) => void): void {
  const path = (request.url ?? '').split('?')[0] ?? '';
  seen.push(`${request.headers.host ?? ''} ${path}`);
  if (path.startsWith('/.well-known/')) respond(200, { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` });
  else if (path === '/auth/jwks') void Promise.all(issuer.keys.map(async ({ kid, alg, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }))).then((keys) => { respond(200, { keys }); });
  else if (request.headers.authorization === undefined) respond(401, {});
  else if (path === '/users/current') respond(200, { id: 'u1', username: 'ann@octoperf.test' });
  else if (path.startsWith('/design/projects/p1')) respond(200, { id: 'p1', workspaceId: 'w1', name: 'p', userId: 'u1', type: 'DESIGN' });
  else if (path.startsWith('/design/imports/')) { request.resume(); request.once('end', () => { respond(200, { id: 'vu1' }); }); }
  else respond(200, []);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  const made = certificates(folder);
  ({ ca } = made);
  const listener = (request: IncomingMessage, response: import('node:http').ServerResponse): void => { answer(request, (status, value) => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value)); }); };
  secure = createSecureServer({ cert: made.cert, key: made.key }, listener);
  plain = createServer(listener);
  for (const server of [secure, plain]) { server.listen(0, '127.0.0.1'); await once(server, 'listening'); }
  await issuer.addKey('ec-1', 'ES256');
  proxy = await CompanyProxy.start(() => ports, PASSWORD);
});
afterAll(async () => {
  for (const server of [secure, plain]) { server.closeAllConnections(); server.close(); }
  await proxy.stop();
  rmSync(folder, { recursive: true });
});

/** A bridge whose REST API and issuer stand behind the proxy. */
async function bridgeBehind(scheme: 'http' | 'https', environment: Record<string, string>): Promise<{ server: ServerProcess; url: string; token: string }> {
  const target = (scheme === 'https' ? secure : plain).address() as AddressInfo;
  ports[API_HOST] = target.port;
  ports[ISSUER_HOST] = target.port;
  issuer.url = `${scheme}://${ISSUER_HOST}/auth`;
  proxy.asked.length = 0;
  seen.length = 0;
  const port = await freePort();
  const url = `http://localhost:${port}/mcp`;
  const server = await startServer({
    mode: 'bridge', port, readyPath: '/health/live',
    environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: issuer.url, OCTOPERF_OCTOPERF__API_URL: `${scheme}://${API_HOST}`, OCTOPERF_OCTOPERF__READ_RETRIES: '0', ...environment },
  });
  onTestFinished(async () => { await server.stop(); });
  return { server, url, token: await issuer.sign({ aud: url }) };
}
const withProxy = (): string => `http://bridge:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}`;

describe('behind a company proxy, before a backend with a certificate of a private authority', () => {
  it('keys, metadata and REST calls go through CONNECT, and the extra authority is trusted', async () => {
    const { server, url, token } = await bridgeBehind('https', { HTTPS_PROXY: withProxy(), NODE_EXTRA_CA_CERTS: ca });
    const agent = await connectAgent(url, token);
    expect(await agent.call('list_projects_by_workspace', { workspaceId: 'w1' })).toMatchObject({ total: 0 });
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${ISSUER_HOST}:443`, `CONNECT ${API_HOST}:443`]));
    expect(seen).toContain(`${API_HOST} /design/projects/by-workspace/w1/DESIGN`);
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
    expect(server.output()).not.toContain(encodeURIComponent(PASSWORD));
    await agent.close();
  });

  it('without that authority nothing is trusted, proxy or not', async () => {
    const { url, token } = await bridgeBehind('https', { HTTPS_PROXY: withProxy() });
    expect((await rpc(url, 'tools/list', {}, { authorization: `Bearer ${token}` })).status).toBe(503);
    expect(seen).toEqual([]);
  });

  it('plain http goes through it as whole addresses', async () => {
    const { url, token } = await bridgeBehind('http', { OCTOPERF_OCTOPERF__PROXY: withProxy() });
    const agent = await connectAgent(url, token);
    expect(await agent.call('list_projects_by_workspace', { workspaceId: 'w1' })).toMatchObject({ total: 0 });
    expect(proxy.asked).toContain(`GET http://${API_HOST}`);
    expect(proxy.asked).toContain(`GET http://${ISSUER_HOST}`);
    await agent.close();
  });

  it('files that pass through the bridge take it as well', async () => {
    const { url, token } = await bridgeBehind('https', { HTTPS_PROXY: withProxy(), NODE_EXTRA_CA_CERTS: ca, OCTOPERF_OCTOPERF__FILES: 'bridge' });
    const agent = await connectAgent(url, token);
    const link = await agent.call<{ url: string }>('import_har_virtual_user', { projectId: 'p1' });
    seen.length = 0;
    expect((await fetch(link.url, { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(200);
    // The readiness of the bridge looks at the API whenever it likes.
    expect(seen.filter((request) => !request.endsWith('/users/current'))).toEqual([`${API_HOST} /design/imports/har/p1`]);
    await agent.close();
  });

  it('a person in a terminal is heard through it, and told what it refuses', async () => {
    ports[API_HOST] = (secure.address() as AddressInfo).port;
    const whoami = (environment: Record<string, string>): Promise<{ stdout: string; stderr: string }> => run(process.execPath, [MAIN, 'whoami'], { env: { PATH: process.env['PATH'], OCTOPERF_URL: `https://${API_HOST}`, OCTOPERF_API_KEY: '00000000-0000-4000-8000-000000000000', NODE_EXTRA_CA_CERTS: ca, ...environment } });
    expect((await whoami({ HTTPS_PROXY: withProxy() })).stdout).toContain(`ann@octoperf.test at https://${API_HOST}`);
    await expect(whoami({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot be reached \(the proxy wants a name and password.*407\)/) as string });
    await expect(whoami({ HTTPS_PROXY: withProxy(), NO_PROXY: '.invalid' })).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot be reached \((?:ENOTFOUND|EAI_AGAIN)\)/) as string });
  });

  it('a proxy that refuses, and a host it is not for, are said to be out of reach: nothing leaks', async () => {
    const { url, token } = await bridgeBehind('http', { OCTOPERF_OCTOPERF__PROXY: withProxy(), OCTOPERF_OCTOPERF__NO_PROXY: API_HOST });
    const agent = await connectAgent(url, token);
    const told = await agent.refused('list_projects_by_workspace', { workspaceId: 'w1' });
    expect(told).toContain('OctoPerf cannot be reached. Nothing was written.');
    expect(told).not.toMatch(/invalid|ENOTFOUND|proxy/i);
    expect(proxy.asked).not.toContain(`GET http://${API_HOST}`);
    await agent.close();
  });
});
