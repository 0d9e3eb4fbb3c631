import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectStdio, MAIN, sessionTokenOf, type StdioAgent } from '../support/stdio-client.js';
import { ACCOUNTS } from '../support/server-process.js';
import { type MoodySite, startMoodySite } from '../support/moody-site.js';
import { anyLocation, freshProject } from '../support/work.js';

const { origin } = inject('house');
const INITIALIZE = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bare', version: '1' } } };
type Message = Record<string, unknown> & { id?: number; result?: Record<string, unknown> & { content?: { text: string }[]; isError?: boolean } };

/** The program with its pipes in our hands: a client that shows every byte. */
async function bare(environment: Record<string, string>): Promise<{ child: ChildProcessWithoutNullStreams; say: (...messages: object[]) => void; messages: () => Message[]; errors: () => string }> {
  // A folder of its own that holds what looks like a configuration: whose project it lies in is not ours.
  const cwd = await mkdtemp(join(tmpdir(), 'octoperf-stdio-'));
  const child = spawn(process.execPath, [MAIN, 'stdio'], { cwd, env: { PATH: process.env['PATH'], ...environment } });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString('utf8'); });
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString('utf8'); });
  return {
    child, errors: () => errors,
    say: (...messages) => { child.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join('')); },
    messages: () => out.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Message),
  };
}

describe('over standard input and output', () => {
  let key: string;
  beforeAll(async () => { key = await sessionTokenOf(origin); });

  it.each([undefined, '2026-07-28'])('serves the same tools as over HTTP, as the account of the key (%s)', async (pinned) => {
    const agent = await connectStdio({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: key }, pinned === undefined ? {} : { pinned });
    const { tools } = await agent.client.listTools();
    expect(tools.length).toBeGreaterThan(100);
    expect(await agent.call('get_current_user')).toMatchObject({ username: ACCOUNTS.tester.username });
    const { projectId, workspaceId, name } = await freshProject(agent);
    const { projects } = await agent.call<{ projects: { id: string; url: string }[] }>('list_projects_by_workspace', { workspaceId, search: name });
    expect(projects.find(({ id }) => id === projectId)?.url).toBe(`${origin}/ui/workspace/${workspaceId}/project/${projectId}`);
    expect((await agent.client.listResources()).resources.length).toBeGreaterThan(5);
    expect((await agent.client.listPrompts()).prompts.length).toBeGreaterThan(5);
    await agent.close();
    expect(agent.errors()).toBe('');
  });

  it('writes nothing but protocol to standard output, however much it logs', async () => {
    const { child, say, messages, errors } = await bare({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: key, OCTOPERF_LOGGING__LEVEL: 'verbose' });
    say(INITIALIZE, { jsonrpc: '2.0', method: 'notifications/initialized' }, { jsonrpc: '2.0', id: 2, method: 'tools/list' });
    say({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'list_workspaces', arguments: {} } });
    say({ jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'list_workspaces', arguments: { limit: 'no such argument' } } });
    child.stdin.write('this is no JSON\n');
    say({ jsonrpc: '2.0', id: 5, method: 'no/such/method' });
    // All was asked: the end of the input must not cost an answer.
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(messages().every((message) => message['jsonrpc'] === '2.0')).toBe(true);
    expect(messages().map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5]);
    const byId = new Map(messages().map((message) => [message.id, message]));
    expect(JSON.parse(byId.get(3)?.result?.content?.[0]?.text ?? '')).toHaveProperty('workspaces');
    expect(byId.get(4)?.result).toMatchObject({ isError: true });
    expect(byId.get(5)).toHaveProperty('error.code', -32601);
    // The logs are there, elsewhere, and hold no key.
    expect(errors()).toContain('[Nest]');
    expect(errors()).not.toContain(key);
  });

  it('writes a line per call where that was asked for, to standard error', async () => {
    const { child, say, messages, errors } = await bare({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: key, OCTOPERF_LOGGING__CALLS: 'on' });
    say(INITIALIZE, { jsonrpc: '2.0', method: 'notifications/initialized' }, { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_workspaces', arguments: {} } });
    child.stdin.end();
    expect(((await once(child, 'exit')) as [number])[0]).toBe(0);
    expect(messages().map(({ id }) => id).sort()).toEqual([1, 2]);
    expect(errors()).toMatch(/ Call request=\S+ caller=api-key .*tool=list_workspaces .*outcome=ok/);
    expect(errors()).toMatch(/ Upstream .*route=\S+ .*status=200/);
  });

  it('starts without a key, and every call says what to do', async () => {
    const agent = await connectStdio({ OCTOPERF_URL: origin, XDG_CONFIG_HOME: '/nonexistent' });
    expect((await agent.client.listTools()).tools.length).toBeGreaterThan(100);
    expect(await agent.refused('list_workspaces')).toMatch(/Nobody is signed in to .*OCTOPERF_API_KEY is not set.*octoperf-mcp-server login/);
    await agent.close();
  });

  it('says of a refused key what can be done about it', async () => {
    const agent = await connectStdio({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: '00000000-0000-4000-8000-000000000000' });
    const said = await agent.refused('list_workspaces');
    expect(said).toContain('OCTOPERF_API_KEY was refused');
    expect(said).not.toContain('00000000');
    await agent.close();
  });

  it.each([
    [{ OCTOPERF_URL: 'ftp://octoperf.example.com' }, 'OCTOPERF_URL'],
    [{ OCTOPERF_URL: 'https://octoperf.example.com/ui' }, 'without a path'],
    [{ OCTOPERF_API_KEY: '${input:octoperf-api-key}' }, 'not filled in by your client'],
    [{ OCTOPERF_API_KEY: 'a key\r\nX-Other: header' }, 'OCTOPERF_API_KEY: is not a key'],
  ])('does not start with %j', async (environment, sentence) => {
    const { child, messages, errors } = await bare(environment);
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, messages()]).toEqual([1, []]);
    expect(errors()).toContain(sentence);
    expect(errors()).not.toContain('X-Other');
  });

  it('stops when its client is gone, asked or not', async () => {
    const { child, say, messages } = await bare({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: key });
    say(INITIALIZE);
    while (messages().length === 0) await pause(20);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

describe('a run over standard input and output', { timeout: 120_000 }, () => {
  let site: MoodySite;
  let agent: StdioAgent;
  let benchResultId: string;
  beforeAll(async () => {
    site = await startMoodySite({ latencyMs: 20 });
    agent = await connectStdio({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: await sessionTokenOf(origin), OCTOPERF_MCP__CONFIRMATION__SPEND: 'off' });
    const { projectId } = await freshProject(agent);
    const { id } = await agent.call<{ id: string }>('import_urls_virtual_user', { projectId, name: 'Page', urls: [site.url] });
    const { providerId, location } = await anyLocation(agent);
    const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'stdio', virtualUserIds: [id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 90 });
    const { benchResultIds } = await agent.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId });
    benchResultId = benchResultIds[0] ?? '';
  }, 60_000);
  afterAll(async () => {
    await agent.call('stop_bench_result', { benchResultId });
    await agent.close();
    await site.close();
  });

  it('tells how far a waiting call is, and can be taken back', async () => {
    await agent.call('wait_for_bench', { benchResultId, untilState: 'RUNNING', timeoutSec: 50 });
    const told: number[] = [];
    const giveUp = new AbortController();
    const waiting = agent.client.callTool({ name: 'wait_for_bench', arguments: { benchResultId, timeoutSec: 50 } }, { signal: giveUp.signal, onprogress: ({ progress }) => { told.push(progress); giveUp.abort('seen enough'); } });
    await expect(waiting).rejects.toThrow();
    expect(told.length).toBeGreaterThan(0);
    // The connection goes on.
    expect(await agent.call('get_bench_status', { benchResultId })).toHaveProperty('progress');
  });

  it('shows what a run would do before it starts one, unless told otherwise', async () => {
    const asking = await connectStdio({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: agent.token });
    const { scenarioId } = await agent.call<{ scenarioId: string }>('get_bench_result', { benchResultId });
    const { text } = await asking.raw('run_scenario', { scenarioId });
    expect(text).toMatch(/confirm/i);
    await asking.close();
  });
});

