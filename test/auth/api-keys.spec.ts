import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { connect } from '../support/agent.js';
import { rpc } from '../support/rpc.js';
import { ACCOUNTS, type ServerProcess, startServer } from '../support/server-process.js';
import { raw, startBridgeBefore, Upstream } from '../journeys/upstream.js';

const ON = { OCTOPERF_AUTH__API_KEYS: 'on', OCTOPERF_AUTH__SCOPES: 'on', OCTOPERF_AUTH__API_KEY_CACHE_SECONDS: '1' } as const;

let server: ServerProcess;
beforeAll(async () => { server = await startServer({ environment: { ...ON, OCTOPERF_MCP__CONFIRMATION__REMOVE: 'ask' } }); });
afterAll(async () => { await server.stop(); });

/** A session of an account, as CI plugins open it. */
async function session(name: keyof typeof ACCOUNTS): Promise<string> {
  const { username, password } = ACCOUNTS[name];
  const answer = (await (await fetch(`${server.origin}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username, password }) })).json()) as { token: { token: string } };
  return answer.token.token;
}
async function newKey(token: string): Promise<string> {
  const answer = await fetch(`${server.origin}/users/api-keys`, { method: 'POST', body: new URLSearchParams({ name: 'CI' }), headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { apiKey: string }).apiKey;
}
const list = (token: string, url = `${server.origin}/mcp`): Promise<Response> => rpc(url, 'tools/list', {}, { authorization: `Bearer ${token}` });

describe('an API key as bearer', () => {
  it('is its account: reads, writes, and confirms like it', async () => {
    const agent = await connect(`${server.origin}/mcp`, await newKey(await session('tester')));
    expect(await agent.call('get_current_user')).toMatchObject({ username: ACCOUNTS.tester.username });
    const { id } = await agent.call<{ id: string }>('create_workspace', { name: 'Of the pipeline' });
    const project = await agent.call<{ id: string }>('create_project', { workspaceId: id, name: 'Nightly' });
    const confirmation = /confirmation "([^"]+)"/.exec(await agent.refused('delete_project', { projectId: project.id, confirmProjectName: 'Nightly' }))?.[1];
    await agent.call('delete_project', { projectId: project.id, confirmProjectName: 'Nightly', confirmation });
    await agent.close();
    expect(server.output()).not.toContain(agent.token);
  });

  it('that was revoked is refused, once it is no longer remembered', async () => {
    const own = await session('other');
    const key = await newKey(own);
    expect((await list(key)).status).toBe(200);
    const [{ id } = { id: '' }] = (await (await fetch(`${server.origin}/users/api-keys`, { headers: { authorization: `Bearer ${own}` } })).json()) as { id: string }[];
    await fetch(`${server.origin}/users/api-keys/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${own}` } });
    const call = await rpc(`${server.origin}/mcp`, 'tools/call', { name: 'list_workspaces', arguments: {} }, { authorization: `Bearer ${key}` });
    if (call.status === 200) expect(await call.text()).toContain('no longer accepts your access token');
    await expect.poll(() => list(key).then(({ status }) => status), { timeout: 10_000, interval: 200 }).toBe(401);
  });

  it('that nobody has is refused with the usual challenge, and asked about once for a while', async () => {
    const refused = await list(randomUUID());
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('resource_metadata=');
    expect(await refused.text()).toContain('OctoPerf refused the API key');
  });
});

describe('an API key before another backend', () => {
  it('is asked about once by many at the same time; refused ones too; one that cannot be checked is not refused', async () => {
    const upstream = await Upstream.start();
    const bridge = await startBridgeBefore(upstream.url, { OCTOPERF_AUTH__API_KEYS: 'on' });
    const [good, bad, late] = [randomUUID(), randomUUID(), randomUUID()];
    const answers: Record<string, [number, string]> = { [good]: [200, JSON.stringify({ id: 'u7', username: 'ci' })], [bad]: [401, ''], [late]: [503, ''] };
    upstream.on('GET /users/current', (response, received) => {
      const [status, body] = answers[received.headers.authorization?.slice('Bearer '.length) ?? ''] ?? [401, ''];
      setTimeout(() => { raw(status, body, { 'content-type': 'application/json' })(response, received); }, 100);
    });
    const asked = (key: string): number => upstream.at('GET /users/current').filter(({ headers }) => headers.authorization === `Bearer ${key}`).length;
    const statuses = async (key: string): Promise<Set<number>> => new Set((await Promise.all(Array.from({ length: 8 }, () => list(key, bridge.mcpUrl)))).map(({ status }) => status));
    expect(await statuses(good)).toEqual(new Set([200]));
    expect(await statuses(good)).toEqual(new Set([200]));
    expect(asked(good)).toBe(1);
    expect(await statuses(bad)).toEqual(new Set([401]));
    expect(await statuses(bad)).toEqual(new Set([401]));
    expect(asked(bad)).toBe(1);
    const away = await list(late, bridge.mcpUrl);
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(bridge.server.output()).not.toContain(good);
    await Promise.all([bridge.stop(), upstream.stop()]);
  });
});

describe('where the operator does not allow them', () => {
  it('a good key is refused, and the backend is not asked', async () => {
    const port = await freePort();
    const plain = await startServer({ port, environment: {} });
    const refused = await list(randomUUID(), `${plain.origin}/mcp`);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain('auth.api-keys is off');
    await plain.stop();
  });
});
