import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as plainly } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch as fetchThrough } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../../scripts/deploy/cluster.js';
import { NO_NGINX } from '../../scripts/deploy/nginx.js';
import { ACCOUNTS, startServer } from '../support/server-process.js';

/** A certificate for localhost that nobody but its maker knows. */
function selfMade(folder: string): void {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
}

describe.skipIf(NO_NGINX)('behind nginx with TLS', { timeout: 120_000 }, () => {
  let folder: string;
  let cluster: Cluster;
  let fetchTrusting: typeof fetch;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octoperf-tls-'));
    selfMade(folder);
    const certificate = join(folder, 'tls.crt');
    // The replicas ask the issuer and the REST API at the public origin: they trust the certificate through NODE_EXTRA_CA_CERTS.
    cluster = await startCluster({ replicas: 2, tls: { folder, certificate }, environment: { OCTOPERF_LOGGING__LEVEL: 'log' } });
    const dispatcher = new Agent({ connect: { ca: await readFile(certificate, 'utf8') } });
    fetchTrusting = ((input: string | URL, init?: object) => fetchThrough(input, { ...init, dispatcher })) as unknown as typeof fetch;
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('a client that trusts the certificate calls tools, and every address it is told is https', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(cluster.mcpUrl), { fetch: fetchTrusting, requestInit: { headers: { authorization: `Bearer ${await cluster.token()}` } } }));
    expect((await client.callTool({ name: 'get_current_user', arguments: {} })).structuredContent).toMatchObject({ username: ACCOUNTS.tester.username });
    const { workspaces } = (await client.callTool({ name: 'list_workspaces', arguments: {} })).structuredContent as { workspaces: { id: string; url: string }[] };
    expect(workspaces[0]?.url).toMatch(new RegExp(`^${cluster.origin}/ui/`));
    const { id: projectId } = (await client.callTool({ name: 'create_project', arguments: { workspaceId: workspaces[0]?.id, name: `tls ${Date.now()}` } })).structuredContent as { id: string };
    const { url } = (await client.callTool({ name: 'import_har_virtual_user', arguments: { projectId } })).structuredContent as { url: string };
    expect(new URL(url).origin).toBe(cluster.origin);
    const challenged = await fetchTrusting(cluster.mcpUrl, { method: 'POST' });
    expect([challenged.status, challenged.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining(`resource_metadata="${cluster.origin}/mcp/`)]);
    await client.close();
  });

  it('a client that does not trust it is not let through', async () => {
    await expect(fetch(`${cluster.origin}/mcp/public/AGENTS.md`)).rejects.toThrow();
  });

  it('plain http is sent on to https, with method and body kept', async () => {
    const [, plainPort] = /listen (\d+);/.exec(await readFile(cluster.nginx.file('https.conf'), 'utf8')) ?? [];
    const sent = plainly({ host: '127.0.0.1', port: plainPort, path: '/mcp?x=1', method: 'POST' });
    sent.end('{}');
    const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
    answer.resume();
    expect([answer.statusCode, answer.headers.location]).toEqual([308, `${cluster.origin}/mcp?x=1`]);
  });

  it('a replica that does not trust the certificate is alive but not ready, and says so', async () => {
    const { port } = new URL(cluster.origin);
    const stranger = await startServer({ mode: 'bridge', readyPath: '/actuator/health', environment: { OCTOPERF_SERVER__SCHEME: 'https', OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_SERVER__PUBLIC__PORT: port } });
    try {
      const answer = await fetch(`http://127.0.0.1:${stranger.port}/actuator/health/readiness`);
      expect([answer.status, await answer.json()]).toMatchObject([503, { error: { 'identity-provider': { status: 'down' } } }]);
    } finally {
      await stranger.stop();
    }
  });
});
