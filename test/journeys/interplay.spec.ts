import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect as open } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { connect } from '../support/agent.js';
import { scraped } from '../support/metrics.js';
import { rpc } from '../support/rpc.js';
import { startServer } from '../support/server-process.js';
import { until } from '../support/work.js';
import { type BridgeBefore, json, startBridgeBefore, Upstream } from './upstream.js';

const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const CREATE = 'POST /design/projects';
const ADD_NOTE = 'POST /design/notes';
const UPLOAD = 'POST /design/project-files/p1';
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Shop', description: '', type: 'DESIGN', tags: [] };
const ok = { responses: { 200: { description: 'ok' } } };
const DOCUMENT = { openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: { '/design/notes': { post: { ...ok, operationId: 'addNote' } }, '/runtime/replays/start/{id}': { post: { ...ok, operationId: 'startReplay' } } } };
const DYNAMIC = { OCTOPERF_MCP__DYNAMIC__ENABLED: 'true' };
type Line = Readonly<Record<string, unknown>>;
interface Refusal { error: { message: string; data: { scope: string } } }

let upstream: Upstream;
let folder: string;
let bridge: BridgeBefore | undefined;
beforeAll(async () => { upstream = await Upstream.start(); });
afterAll(() => upstream.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interplay-'));
  upstream.on(LIST, json([PROJECT]));
  upstream.on(CREATE, json(PROJECT));
  upstream.on(ADD_NOTE, json({ id: 'n1' }));
  upstream.on('GET /v3/api-docs', json(DOCUMENT));
  upstream.on('GET /design/projects/p1', json(PROJECT));
  upstream.on('GET /design/project-files/list/p1', json([]));
  upstream.on(UPLOAD, json({}));
});
afterEach(async () => {
  await bridge?.stop();
  bridge = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const start = async (environment: Record<string, string>): Promise<BridgeBefore> => (bridge = await startBridgeBefore(upstream.url, environment));
const call = (url: string, token: string, name: string, args: object): Promise<Response> => rpc(url, 'tools/call', { name, arguments: args }, { authorization: `Bearer ${token}` });
const audited = (): Line[] => readFileSync(join(folder, 'audit.jsonl'), 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line);
const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status;

describe('scopes and calls that stand for others', { timeout: 120_000 }, () => {
  it('run_tool needs what the tool needs that it runs; the log of denials names that tool', async () => {
    const running = await start({ OCTOPERF_AUTH__SCOPES: 'on', OCTOPERF_AUDIT__FILE: join(folder, 'audit.jsonl') });
    const { mcpUrl } = running;
    const meta = `${mcpUrl}/meta`;
    const create = { name: 'create_project', arguments: { workspaceId: 'w1', name: 'x' } };
    const reader = await running.token({ sub: 'ann', scope: 'octoperf:read' });
    const refused = await call(meta, reader, 'run_tool', create);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([403, expect.stringMatching(/^Bearer error="insufficient_scope", .*scope="octoperf:read octoperf:write", resource_metadata="[^"]+\/mcp\/\.well-known\/oauth-protected-resource\/meta"$/)]);
    expect((await refused.json()) as Refusal).toMatchObject({ id: 1, error: { message: expect.stringContaining('lacks octoperf:write. Nothing was done') as string, data: { scope: 'octoperf:read octoperf:write' } } });
    expect(upstream.at(CREATE)).toEqual([]);
    expect(audited().filter(({ kind }) => kind === 'denied')).toEqual([expect.objectContaining({ reason: 'scope', caller: 'ann', tool: 'create_project' })]);
    // Reading through it, finding and describing need the least; what cannot be read as a call does no more than say so.
    expect(await statusOf(call(meta, reader, 'run_tool', { name: 'list_projects_by_workspace', arguments: { workspaceId: 'w1' } }))).toBe(200);
    expect(await statusOf(call(meta, reader, 'find_tools', { query: 'create a project' }))).toBe(200);
    expect(await (await call(meta, reader, 'run_tool', { name: 'run_tool', arguments: create })).text()).toContain('"isError":true');
    expect(upstream.at(CREATE)).toEqual([]);
    expect(await statusOf(call(meta, await running.token({ scope: 'octoperf:write' }), 'run_tool', create))).toBe(200);
    expect(upstream.at(CREATE)).toHaveLength(1);
  });

  it('operations of the backend need the scope of the tool that calls them, whichever operation is named', async () => {
    const running = await start({ OCTOPERF_AUTH__SCOPES: 'on', ...DYNAMIC });
    const { mcpUrl } = running;
    const [reader, writer, runner] = await Promise.all(['octoperf:read', 'octoperf:write', 'octoperf:run'].map((scope) => running.token({ scope })));
    const addNote = { operationId: 'addNote' };
    const refused = await call(mcpUrl, reader ?? '', 'call_create_operation', addNote);
    expect([refused.status, ((await refused.json()) as Refusal).error.data.scope]).toEqual([403, 'octoperf:read octoperf:write']);
    expect(await statusOf(call(`${mcpUrl}/meta`, reader ?? '', 'run_tool', { name: 'call_create_operation', arguments: addNote }))).toBe(403);
    expect(await statusOf(call(mcpUrl, writer ?? '', 'call_spend_operation', { operationId: 'startReplay', pathParameters: { id: 'r1' } }))).toBe(403);
    // The way round: a reading tool with an operation that writes.
    const around = await call(mcpUrl, reader ?? '', 'call_read_operation', addNote);
    expect([around.status, await around.text()]).toEqual([200, expect.stringContaining('"isError":true')]);
    expect(await statusOf(call(mcpUrl, runner ?? '', 'call_create_operation', addNote))).toBe(403);
    expect(upstream.at(ADD_NOTE)).toEqual([]);
    const done = await call(mcpUrl, writer ?? '', 'call_create_operation', addNote);
    expect([done.status, await done.text()]).toEqual([200, expect.not.stringContaining('"isError":true')]);
    expect(upstream.at(ADD_NOTE)).toHaveLength(1);
  });

  it('an API key is its account: no scope holds it, and it is never exchanged', async () => {
    const key = randomUUID();
    upstream.on('GET /users/current', json({ id: 'u7', username: 'ci@example.com' }));
    const nowhere = `http://127.0.0.1:${await freePort()}/token`;
    const running = await start({
      OCTOPERF_AUTH__SCOPES: 'on', OCTOPERF_AUTH__API_KEYS: 'on', OCTOPERF_IDP__REQUIRED_SCOPES: '[octoperf]', OCTOPERF_AUDIT__FILE: join(folder, 'audit.jsonl'),
      OCTOPERF_OCTOPERF__TOKEN: 'exchange', OCTOPERF_OCTOPERF__EXCHANGE__CLIENT_ID: 'bridge', OCTOPERF_OCTOPERF__EXCHANGE__CLIENT_SECRET: 'secret', OCTOPERF_OCTOPERF__EXCHANGE__TOKEN_ENDPOINT: nowhere,
    });
    const { mcpUrl } = running;
    const agent = await connect(mcpUrl, key);
    await agent.call('create_project', { workspaceId: 'w1', name: 'x' });
    expect(upstream.at(CREATE).map(({ headers }) => headers.authorization)).toEqual([`Bearer ${key}`]);
    await agent.close();
    expect(audited().find(({ kind }) => kind === 'begun')).toMatchObject({ tool: 'create_project', caller: 'u7', client: 'api-key' });
    expect(readFileSync(join(folder, 'audit.jsonl'), 'utf8')).not.toContain(key);
    // Beside it tokens are held to their scopes, and need their exchange.
    expect(await statusOf(call(mcpUrl, await running.token({ scope: 'octoperf:read' }), 'list_projects_by_workspace', { workspaceId: 'w1' }))).toBe(403);
    expect(await (await call(mcpUrl, await running.token({ scope: 'octoperf' }), 'list_projects_by_workspace', { workspaceId: 'w1' })).text()).toContain('cannot be reached to exchange');
    expect(upstream.at(LIST)).toEqual([]);
  });
});

describe('narrowed paths', { timeout: 120_000 }, () => {
  it('are in the audit log under the tool that is run, with the workspace of the path', async () => {
    const running = await start({ OCTOPERF_AUDIT__FILE: join(folder, 'audit.jsonl') });
    const { mcpUrl } = running;
    const agent = await connect(`${mcpUrl}/w/w1/meta`, await running.token({ sub: 'ann' }));
    await agent.call('run_tool', { name: 'create_project', arguments: { name: 'x' } });
    await agent.close();
    expect(audited().filter(({ kind }) => kind === 'begun' || kind === 'ended')).toEqual([
      expect.objectContaining({ kind: 'begun', tool: 'create_project', effect: 'create', caller: 'ann', targets: { workspaceId: 'w1' } }),
      expect.objectContaining({ kind: 'ended', tool: 'create_project', outcome: 'ok', made: expect.objectContaining({ id: 'p1' }) as Line }),
    ]);
  });

  it('share the rate of their account with the endpoint', async () => {
    const running = await start({ OCTOPERF_LIMITS__CALLER_PER_MINUTE: '1', OCTOPERF_LIMITS__CALLER_BURST: '3' });
    const { mcpUrl } = running;
    const bearer = await running.token({ sub: 'eager' });
    const [plain, meta, placed] = [() => call(mcpUrl, bearer, 'list_projects_by_workspace', { workspaceId: 'w1' }), () => call(`${mcpUrl}/meta`, bearer, 'run_tool', { name: 'list_projects_by_workspace', arguments: { workspaceId: 'w1' } }), () => call(`${mcpUrl}/w/w1/readonly`, bearer, 'list_projects_by_workspace', {})];
    for (const one of [plain, meta, placed]) expect(await statusOf(one())).toBe(200);
    for (const one of [plain, meta, placed]) expect(await statusOf(one())).toBe(429);
    expect(upstream.at(LIST)).toHaveLength(3);
  });

  it('and headers know the areas that are there only where they are named or switched on', async () => {
    const areas = async (of: BridgeBefore, named: string): Promise<Response> => rpc(of.mcpUrl, 'tools/list', {}, { 'authorization': `Bearer ${await of.token()}`, 'x-mcp-areas': named });
    const without = await start({});
    for (const area of ['poc', 'dynamic']) {
      const refused = await areas(without, area);
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringMatching(new RegExp(`has no area \\\\"${area}\\\\". It serves discovery, `))]);
    }
    await without.stop();
    const served = await start({ ...DYNAMIC, OCTOPERF_MCP__AREAS: '[discovery, poc, dynamic]' });
    const names = async (area: string): Promise<string[]> => ((await (await areas(served, area)).json()) as { result: { tools: { name: string }[] } }).result.tools.map(({ name }) => name);
    expect(await names('poc')).toHaveLength(7);
    expect(await names('dynamic')).toEqual(['call_create_operation', 'call_overwrite_operation', 'call_read_operation', 'call_remove_operation', 'call_spend_operation', 'describe_operation', 'find_operations']);
    expect(await names('poc, Dynamic')).toHaveLength(14);
    const refused = await (await rpc(served.mcpUrl, 'tools/call', { name: 'octoperf_run_test', arguments: { runtimeId: 'r1' } }, { 'authorization': `Bearer ${await served.token()}`, 'x-mcp-areas': 'dynamic' })).text();
    expect(refused).toContain('octoperf_run_test is in the area poc, and this connection is narrowed to dynamic');
  });
});

describe('a stop', { timeout: 60_000 }, () => {
  it('waits for a file that is on its way', async () => {
    const running = await start({ OCTOPERF_OCTOPERF__FILES: 'bridge' });
    const { server } = running;
    const uploader = await running.agent({ sub: 'uploader' });
    const { url } = await uploader.call<{ url: string }>('upload_project_file', { projectId: 'p1', filename: 'users.csv' });
    await uploader.close();
    const upload = httpRequest(url, { method: 'PUT', headers: { 'content-type': 'text/csv', 'expect': '100-continue' } });
    const answer = once(upload, 'response');
    upload.flushHeaders();
    // Now the server has it in hand.
    await once(upload, 'continue');
    upload.write('user;password\n');
    const exit = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    await until(() => refusesConnections(server.port), (refused) => refused);
    expect(server.child.exitCode).toBeNull();
    upload.end('ann;1\n');
    const [response] = (await answer) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(upstream.at(UPLOAD)[0]?.body).toContain('user;password\nann;1\n');
    expect(await exit).toEqual([0, null]);
  });
});

describe('a management port in local mode', { timeout: 60_000 }, () => {
  it('is the one place of the metrics: the public port, whose rest is the backend, has none', async () => {
    const port = await freePort();
    const server = await startServer({ environment: { OCTOPERF_MANAGEMENT__PORT: String(port), OCTOPERF_MANAGEMENT__BIND_ADDRESS: '127.0.0.1' } });
    try {
      expect((await scraped(`http://127.0.0.1:${port}`)).size).toBeGreaterThan(20);
      for (const path of ['/metrics', '/metrics/', '//metrics', '/mcp/metrics', '/mcp/../metrics']) expect(await (await fetch(server.origin + path)).text(), path).not.toContain('octoperf_mcp_');
    } finally { await server.stop(); }
  });
});

const refusesConnections = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = open(port, '127.0.0.1');
  socket.once('connect', () => { socket.destroy(); resolve(false); });
  socket.once('error', () => { resolve(true); });
});
