import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rpc } from '../support/rpc.js';
import { startServer } from '../support/server-process.js';
import { until } from '../support/work.js';
import { type BridgeBefore, json, problem, startBridgeBefore, Upstream } from './upstream.js';

const CREATE = 'POST /design/projects';
const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Shop', description: '', type: 'DESIGN', tags: [] };
const NUMBER = expect.any(Number) as number;
type Line = Readonly<Record<string, unknown>>;

let upstream: Upstream;
let bridge: BridgeBefore;
beforeAll(async () => { upstream = await Upstream.start(); });
afterAll(() => upstream.stop());
beforeEach(() => {
  upstream.on(CREATE, json(PROJECT));
  upstream.on(LIST, json([PROJECT]));
});
afterEach(() => bridge.stop());

const start = async (environment: Record<string, string> = {}): Promise<void> => { bridge = await startBridgeBefore(upstream.url, { OCTOPERF_OCTOPERF__READ_RETRIES: '0', ...environment }); };
const lines = (context: string): Line[] => bridge.server.output().split('\n').filter((line) => line.includes(`"context":"${context}"`)).map((line) => JSON.parse(line) as Line);
const written = (context: string, atLeast: number): Promise<Line[]> => until(async () => lines(context), (found) => found.length >= atLeast);

describe('one line per call', { timeout: 120_000 }, () => {
  it('says who called what, how long it took and how it ended; and the same for every call to OctoPerf, under one request id', async () => {
    await start({ OCTOPERF_LOGGING__JSON: 'true' });
    const authorization = { authorization: `Bearer ${await bridge.token({ sub: 'ann', client_id: 'console' })}`, 'x-request-id': 'proxy-7' };
    await rpc(bridge.mcpUrl, 'tools/call', { name: 'list_projects_by_workspace', arguments: { workspaceId: 'w1' } }, authorization);
    upstream.on(CREATE, problem(403, 'No.'));
    await rpc(bridge.mcpUrl, 'tools/call', { name: 'create_project', arguments: { workspaceId: 'w1', name: 'x' } }, authorization);
    await rpc(bridge.mcpUrl, 'tools/list', {}, authorization);
    const who = { level: 'log', request: 'proxy-7', caller: 'ann', client: 'console' };
    const [read, failed, list] = await written('Call', 3);
    expect(read).toMatchObject({ ...who, method: 'tools/call', tool: 'list_projects_by_workspace', effect: 'read', outcome: 'ok', ms: NUMBER, bytes: NUMBER, timestamp: NUMBER, pid: NUMBER });
    expect(failed).toMatchObject({ ...who, tool: 'create_project', effect: 'create', outcome: 'agent' });
    expect(list).toMatchObject({ ...who, method: 'tools/list', outcome: 'ok' });
    expect(lines('Upstream')).toEqual([
      expect.objectContaining({ request: 'proxy-7', tool: 'list_projects_by_workspace', method: 'GET', route: '/design/projects/by-workspace/{workspaceId}/{type}', status: 200, outcome: 'ok' }),
      expect.objectContaining({ request: 'proxy-7', tool: 'create_project', method: 'POST', route: '/design/projects', status: 403, outcome: 'refused' }),
    ]);
    await rpc(bridge.mcpUrl, 'tools/list');
    expect(await written('Refused', 1)).toEqual([expect.objectContaining({ reason: 'missing' })]);
  });

  it.each(['true', 'false'])('holds no argument, body, query or token, whatever happens (json: %s)', async (isJson) => {
    await start({ OCTOPERF_LOGGING__JSON: isJson, OCTOPERF_LOGGING__LEVEL: 'verbose' });
    const agent = await bridge.agent({ sub: 'ann' });
    const secret = 'hunter2-in-an-argument';
    upstream.on('GET /workspaces/member-of', problem(500, 'hunter2-in-a-body'));
    upstream.on(CREATE, problem(422, 'hunter2-in-a-refusal'));
    const ask = async (name: string, args: Record<string, unknown>): Promise<unknown> => agent.raw(name, args).catch(() => undefined);
    await ask('create_project', { workspaceId: 'w1', name: secret, description: secret });
    await ask('create_project', { workspaceId: secret, unknown: secret });
    await ask('list_projects_by_workspace', { workspaceId: secret, search: secret });
    await ask('list_workspaces', {});
    await ask(`tool_${secret}`, {});
    await agent.client.getPrompt({ name: 'create_project', arguments: { workspaceId: 'w1', name: secret } });
    await agent.client.readResource({ uri: `octoperf://${secret}` }).catch(() => undefined);
    await rpc(`${bridge.mcpUrl}?key=${secret}`, 'tools/call', { name: 'list_workspaces', arguments: {}, _meta: { traceparent: secret, baggage: secret } }, { authorization: `Bearer ${agent.token}` });
    await rpc(bridge.mcpUrl, 'tools/list', {}, { authorization: `Bearer ${secret}`, 'x-request-id': `${secret} "` });
    await agent.close();
    await bridge.server.stop();
    const output = bridge.server.output();
    expect(output).toContain('create_project');
    for (const never of ['hunter2', agent.token, agent.token.split('.')[1] ?? '']) expect(output).not.toContain(never);
  });

  it('as text is one short line, and names callers by a digest where that is wanted', async () => {
    await start({ OCTOPERF_LOGGING__CALLERS: 'digest', OCTOPERF_MCP_LOG_CALLERS_KEY: 'the same for all replicas' });
    const [ann, bob] = await Promise.all([bridge.agent({ sub: 'ann' }), bridge.agent({ sub: 'bob' })]);
    await ann.call('list_projects_by_workspace', { workspaceId: 'w1' });
    await ann.call('list_projects_by_workspace', { workspaceId: 'w1' });
    await bob.call('list_projects_by_workspace', { workspaceId: 'w1' });
    const found = await until(async () => [...bridge.server.output().matchAll(/^\d{4}-\S+Z Call request=\S+ caller=([0-9a-f]{16}) method=tools\/call tool=list_projects_by_workspace effect=read ms=[\d.]+ outcome=ok bytes=\d+$/gm)].map(([, caller]) => caller), (callers) => callers.length === 3);
    expect([found[0] === found[1], found[0] === found[2]]).toEqual([true, false]);
    expect(bridge.server.output()).not.toMatch(/caller=(ann|bob)/);
    await Promise.all([ann.close(), bob.close()]);
  });

  it('is off where it is switched off', async () => {
    await start({ OCTOPERF_LOGGING__CALLS: 'off' });
    const agent = await bridge.agent();
    await agent.call('list_projects_by_workspace', { workspaceId: 'w1' });
    await agent.close();
    await bridge.server.stop();
    expect(bridge.server.output()).not.toMatch(/ (Call|Upstream) /);
  });
});

describe('with the embedded backend', { timeout: 120_000 }, () => {
  it('nothing is said of calls unless that is asked for', async () => {
    for (const [calls, said] of [['', false], ['on', true]] as const) {
      const server = await startServer({ environment: { OCTOPERF_LOGGING__CALLS: calls } });
      await rpc(`${server.origin}/mcp`, 'tools/list');
      await server.stop();
      expect(server.output().includes('Refused'), calls).toBe(said);
    }
  });
});
