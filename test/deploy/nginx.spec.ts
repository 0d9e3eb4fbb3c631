import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAsPerson } from '../../demo/oauth-agent.js';
import { type Cluster, projectNames, startCluster } from '../../scripts/deploy/cluster.js';
import { NO_NGINX } from '../../scripts/deploy/nginx.js';
import { type LoadCounts, SteadyLoad } from '../../scripts/deploy/steady-load.js';
import { type Agent, connect } from '../support/agent.js';
import { ACCOUNTS } from '../support/server-process.js';
import { freshProject, importHar, until } from '../support/work.js';

const CALLERS = 6;
const HAR = JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, pages: [], entries: [{ startedDateTime: '2026-01-05T10:00:00.000Z', time: 1, request: { method: 'GET', url: 'http://127.0.0.1:9/', httpVersion: 'HTTP/1.1', headers: [], queryString: [], cookies: [], headersSize: -1, bodySize: 0 }, response: { status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', headers: [], cookies: [], content: { size: 2, mimeType: 'text/plain', text: 'ok' }, redirectURL: '', headersSize: -1, bodySize: 2 }, cache: {}, timings: { send: 0, wait: 1, receive: 0 } }] } });

/** nginx writes its line when it is done with a request, which is after its client has the answer. */
const LOGGED = { timeout: 5_000 };

/** nginx from the distribution, with the files that are shipped, before two replicas and the embedded backend. */
describe.skipIf(NO_NGINX)('behind nginx with the shipped configuration', { timeout: 120_000 }, () => {
  let cluster: Cluster;
  let agent: Agent;
  beforeAll(async () => {
    cluster = await startCluster({ replicas: 2, environment: { OCTOPERF_LOGGING__LEVEL: 'log' } });
    agent = await connect(cluster.mcpUrl, await cluster.token());
  }, 120_000);
  afterAll(async () => {
    await agent?.close();
    await cluster?.stop();
  });

  /** The replicas that answered requests of this path so far, by the access log. */
  const answeredBy = async (path: string): Promise<Set<string>> => new Set((await cluster.nginx.accessLog()).split('\n').filter((line) => line.split(' ')[1] === path).map((line) => line.split(' ')[3] ?? ''));

  it('one sign-in in the browser is all a client needs: challenge, metadata, registration, consent, token, call', async () => {
    const { client } = await connectAsPerson(cluster.mcpUrl, ACCOUNTS.tester.username, ACCOUNTS.tester.password);
    const { structuredContent } = await client.callTool({ name: 'get_current_user', arguments: {} });
    expect(structuredContent).toMatchObject({ username: ACCOUNTS.tester.username });
    await client.close();
  });

  it('calls are shared by the replicas', async () => {
    for (let call = 0; call < 8; call++) await agent.call('list_workspaces');
    await expect.poll(() => answeredBy('/mcp'), LOGGED).toEqual(new Set(cluster.replicas.map(({ port }) => `127.0.0.1:${port}`)));
  });

  it('what a page needs before any token is open: public guides, and the metadata at every place a client looks', async () => {
    for (const path of ['/mcp/public/AGENTS.md', '/mcp/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']) expect([path, (await fetch(cluster.origin + path)).status]).toEqual([path, 200]);
    expect((await fetch(`${cluster.origin}/mcp/public/nothing`)).status).toBe(404);
    const challenged = await fetch(cluster.mcpUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const document = /resource_metadata="([^"]+)"/.exec(challenged.headers.get('www-authenticate') ?? '')?.[1] ?? '';
    expect([challenged.status, document]).toEqual([401, `${cluster.mcpUrl}/.well-known/oauth-protected-resource`]);
    expect(await (await fetch(document)).json()).toMatchObject({ resource: cluster.mcpUrl, authorization_servers: [`${cluster.origin}/auth`] });
    for (const place of [`${document}/readonly`, `${cluster.origin}/.well-known/oauth-protected-resource/mcp/readonly`]) expect(await (await fetch(place)).json(), place).toMatchObject({ resource: `${cluster.mcpUrl}/readonly` });
    expect(await (await fetch(`${cluster.origin}/.well-known/oauth-authorization-server/auth`)).json()).toMatchObject({ issuer: `${cluster.origin}/auth`, registration_endpoint: `${cluster.origin}/auth/connect/register` });
  });

  it('everything else is the backend', async () => {
    expect((await fetch(`${cluster.origin}/users/current`)).status).toBe(401);
    const me = await fetch(`${cluster.origin}/users/current`, { headers: { authorization: `Bearer ${agent.token}` } });
    expect(await me.json()).toMatchObject({ username: ACCOUNTS.tester.username });
    const page = await fetch(`${cluster.origin}/ui/connected-apps`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html') as string]);
    await expect.poll(() => answeredBy('/ui/connected-apps'), LOGGED).toEqual(new Set([`127.0.0.1:${cluster.backend.port}`]));
    // What the replicas say about themselves stays inside.
    expect(await (await fetch(`${cluster.origin}/actuator/health/readiness`)).text()).not.toContain('identity-provider');
  });

  it('a presigned upload goes through the public origin, and may be larger than the default of nginx', async () => {
    const { projectId } = await freshProject(agent);
    const padded = HAR.replace('"text":"ok"', `"text":"${'x'.repeat(3_000_000)}"`);
    const { url } = await agent.call<{ url: string }>('import_har_virtual_user', { projectId });
    expect(new URL(url).origin).toBe(cluster.origin);
    expect((await importHar(agent, projectId, padded)).id).toBeTruthy();
  });

  it('a call too large is refused in the words of the server, not of the proxy', async () => {
    const answer = await fetch(cluster.mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { x: 'x'.repeat(5_000_000) } }) });
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: { message: expect.stringContaining('4194304 bytes') as string } }]);
  });

  it('a page elsewhere is refused behind the proxy too', async () => {
    const answer = await fetch(cluster.mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream', origin: 'http://evil.example' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });
    expect(answer.status).toBe(403);
    const sent = request({ host: '127.0.0.1', port: new URL(cluster.origin).port, path: '/mcp', method: 'POST', headers: { host: 'evil.example', authorization: `Bearer ${agent.token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' } });
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }));
    const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it('replicas that are stopped in turn under load lose no call, and nothing is written twice', async () => {
    const { counts, names } = await underLoad(async (load) => {
      // One right after the other: nginx has not found out yet that the first is back when the second goes.
      for (const replica of [0, 1]) {
        expect((await cluster.stopReplica(replica)).code).toBe(0);
        await more(load, 50);
        await cluster.startReplica(replica);
      }
      await more(load, 50);
    });
    expect(counts.failed.map(({ tool, atMs, reason }) => `${tool} at ${atMs} ms: ${reason}`)).toEqual([]);
    expect(timesWritten(counts.made, names)).toEqual(new Set([1]));
  });

  it('one replica that is killed loses at most what it had in hand; nothing is written twice, and the rest goes on', async () => {
    const { counts, names } = await underLoad(async (load) => {
      await cluster.replicas[1]?.stop('SIGKILL');
      await more(load, 100);
      await cluster.startReplica(1);
      await more(load, 50);
    });
    // One call per caller can be under way, and those that failed were under way at one moment.
    expect(counts.failed.length).toBeLessThanOrEqual(CALLERS);
    for (const { reason } of counts.failed) expect(reason).toMatch(/HTTP 502/);
    expect(timesWritten(counts.made, names)).toEqual(new Set([1]));
    for (const name of counts.sent) expect(names.filter((made) => made === name).length).toBeLessThanOrEqual(1);
  });

  it('an nginx that forwards nothing but the context path, and names its upstream as Host, is enough to sign in and call', async () => {
    await cluster.replaceNginx({ 'operator.conf': operatorsOwn(cluster) });
    const { client } = await connectAsPerson(cluster.mcpUrl, ACCOUNTS.tester.username, ACCOUNTS.tester.password);
    expect((await client.callTool({ name: 'get_current_user', arguments: {} })).structuredContent).toMatchObject({ username: ACCOUNTS.tester.username });
    await client.close();
    // A narrowed path is found in the same way: its challenge leads below the context path.
    const narrowed = `${cluster.mcpUrl}/readonly/x/discovery`;
    const reader = await connectAsPerson(narrowed, ACCOUNTS.other.username, ACCOUNTS.other.password);
    expect((await reader.client.listTools()).tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    await reader.client.close();
    const challenged = await fetch(narrowed, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(challenged.headers.get('www-authenticate')).toContain(`resource_metadata="${cluster.mcpUrl}/.well-known/oauth-protected-resource/readonly/x/discovery"`);
    // The well-known places at the origin are the backend's there: it has nothing of the kind.
    for (const path of ['', '/readonly']) expect((await fetch(`${cluster.origin}/.well-known/oauth-protected-resource/mcp${path}`)).status).toBe(404);
  });

  async function underLoad(act: (load: SteadyLoad) => Promise<void>): Promise<{ counts: LoadCounts; names: string[] }> {
    const { workspaces } = await agent.call<{ workspaces: { id: string }[] }>('list_workspaces');
    const workspaceId = workspaces[0]?.id ?? '';
    const load = new SteadyLoad({ mcpUrl: cluster.mcpUrl, token: agent.token, workspaceId, callers: CALLERS, pauseMs: 2 });
    await more(load, 50);
    await act(load);
    const counts = await load.end();
    return { counts, names: await projectNames(cluster, agent.token, workspaceId) };
  }
});

/** The least that the on-premise documentation asks of a proxy: one location beside the catch-all, no Host of its own. */
const operatorsOwn = ({ origin, replicas, backend }: Cluster): string => `
upstream mcp-server { ${replicas.map(({ port }) => `server 127.0.0.1:${port};`).join(' ')} }
server {
  listen ${new URL(origin).port};
  location / { proxy_pass http://127.0.0.1:${backend.port}; proxy_set_header Host $http_host; }
  location /mcp { proxy_pass http://mcp-server; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header X-Forwarded-Host $host; proxy_set_header X-Forwarded-Proto $scheme; proxy_buffering off; }
}`;

/** Waits until so many further calls were answered. */
async function more(load: SteadyLoad, calls: number): Promise<void> {
  const goal = load.answered + calls;
  await until(async () => load.answered, (answered) => answered >= goal, 60_000, 20);
}

const timesWritten = (made: readonly string[], names: readonly string[]): Set<number> => new Set(made.map((name) => names.filter((other) => other === name).length));
