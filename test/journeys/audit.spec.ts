import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../support/agent.js';
import { rpc } from '../support/rpc.js';
import { until } from '../support/work.js';
import { type BridgeBefore, json, problem, raw, silence, startBridgeBefore, Upstream } from './upstream.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const KEY = 'what the operator seals the audit log with';
const CREATE = 'POST /design/projects';
const DELETE = 'DELETE /runtime/scenarios/s1';
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Shop', description: '', type: 'DESIGN', tags: [] };
const SCENARIO = { id: 's1', userId: 'u1', projectId: 'p1', name: 'Black Friday', description: '', mode: 'STANDARD', tags: [], lastModified: 1, userProfiles: [] };
type Line = Readonly<Record<string, unknown>>;

let upstream: Upstream;
let folder: string;
let file: string;
let bridge: BridgeBefore | undefined;
beforeAll(async () => { upstream = await Upstream.start(); });
afterAll(() => upstream.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  file = join(folder, 'deep', 'audit.jsonl');
  upstream.on(CREATE, json(PROJECT));
  upstream.on('GET /runtime/scenarios/s1', json(SCENARIO));
  upstream.on(DELETE, raw(204, ''));
});
afterEach(async () => {
  await bridge?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (environment: Record<string, string> = {}): Promise<BridgeBefore> => {
  bridge = await startBridgeBefore(upstream.url, { OCTOPERF_AUDIT__FILE: file, OCTOPERF_MCP_AUDIT_KEY: KEY, ...environment });
  return bridge;
};
const lines = (): Line[] => readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line);
const ofKind = (...kinds: string[]): Line[] => lines().filter(({ kind }) => kinds.includes(String(kind)));
const create = (agent: Agent): Promise<Line> => agent.call('create_project', { workspaceId: 'w1', name: 'A secret name' });
/** What the command says, and how it exits. */
async function verify(...words: string[]): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env['PATH'], OCTOPERF_MCP_AUDIT_KEY: KEY };
  return promisify(execFile)(process.execPath, [MAIN, 'audit', ...words], { env, cwd: folder }).then(({ stdout }) => ({ code: 0, said: stdout }), (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, said: error.stdout + error.stderr }));
}

describe('the audit log', { timeout: 120_000 }, () => {
  it('holds who wrote what, before it is done and after; reads, arguments and tokens it does not', async () => {
    const agent = await (await start()).agent({ sub: 'ann', client_id: 'console' });
    await agent.call('list_workspaces').catch(() => undefined);
    await create(agent);
    upstream.on(CREATE, problem(403, 'You may not.'));
    await agent.refused('create_project', { workspaceId: 'w1', name: 'A secret name' });
    const who = { tool: 'create_project', effect: 'create', caller: 'ann', client: 'console' };
    const [first, done, second, failed] = ofKind('begun', 'ended');
    expect([first, second]).toEqual([expect.objectContaining({ kind: 'begun', ...who, targets: { workspaceId: 'w1' } }), expect.objectContaining({ kind: 'begun', ...who })]);
    expect(done).toMatchObject({ kind: 'ended', ...who, begun: first?.['seq'], request: first?.['request'], outcome: 'ok', made: { id: 'p1' } });
    expect(failed).toMatchObject({ kind: 'ended', ...who, begun: second?.['seq'], outcome: 'agent' });
    expect(ofKind('begun', 'ended')).toHaveLength(4);
    const text = readFileSync(file, 'utf8');
    for (const never of ['A secret name', agent.token, 'list_workspaces', 'You may not']) expect(text).not.toContain(never);
  });

  it('holds what was asked, agreed to and refused', async () => {
    const agent = await (await start({ OCTOPERF_MCP__CONFIRMATION__REMOVE: 'ask' })).agent({ sub: 'ann' });
    const args = { scenarioId: 's1', withoutUndo: true };
    const confirmation = /confirmation "([^"]+)"/.exec(await agent.refused('delete_scenario', args))?.[1] ?? '';
    await agent.refused('delete_scenario', { ...args, confirmation: 'made up' });
    await agent.call('delete_scenario', { ...args, confirmation });
    await agent.refused('delete_scenario', { ...args, confirmation });
    expect(ofKind('begun', 'confirmation', 'ended').map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['begun', undefined], ['confirmation', 'asked'], ['ended', 'asked'],
      ['begun', undefined], ['confirmation', 'refused'], ['ended', 'agent'],
      ['begun', undefined], ['confirmation', 'given'], ['ended', 'ok'],
      ['begun', undefined], ['confirmation', 'refused'], ['ended', 'agent'],
    ]);
    expect(readFileSync(file, 'utf8')).not.toContain(confirmation);
  });

  it('holds denials: bad tokens, missing scopes, forbidden tools; however many there are of one kind, a bounded number of lines', async () => {
    const running = await start({ OCTOPERF_MCP__CONFIRMATION__REMOVE: 'forbid' });
    await rpc(running.mcpUrl, 'tools/list', {}, { authorization: `Bearer ${await running.token({ exp: 1_600_000_000 })}` });
    await (await running.agent({ sub: 'ann' })).refused('delete_scenario', { scenarioId: 's1' });
    expect(ofKind('denied')).toEqual([expect.objectContaining({ reason: 'expired' }), expect.objectContaining({ reason: 'forbidden', caller: 'ann', tool: 'delete_scenario' })]);
    for (let index = 0; index < 100; index++) await rpc(running.mcpUrl, 'tools/list');
    await bridge?.server.stop();
    const [missing, counted] = [ofKind('denied').filter(({ reason }) => reason === 'missing').length, ofKind('denials').reduce((sum, { count }) => sum + Number(count), 0)];
    expect(missing).toBeLessThanOrEqual(60);
    expect(missing + counted).toBe(100);
  });

  it('shows after kill -9 what had begun; the next process goes on, and the whole hangs together', async () => {
    const running = await start();
    const { server } = running;
    upstream.on(CREATE, silence);
    const pending = create(await running.agent({ sub: 'ann' })).catch(() => undefined);
    await until(async () => upstream.at(CREATE).length, (seen) => seen === 1);
    server.child.kill('SIGKILL');
    await Promise.all([pending, server.child.exitCode === null && server.child.signalCode === null ? once(server.child, 'exit') : undefined]);
    expect(ofKind('begun', 'ended').map(({ kind, tool }) => [kind, tool])).toEqual([['begun', 'create_project']]);
    upstream.on(CREATE, json(PROJECT));
    await bridge?.stop();
    await create(await (await start()).agent());
    await bridge?.server.stop();
    expect(lines().map(({ kind }) => kind)).toEqual(['opened', 'begun', 'opened', 'begun', 'ended', 'closed']);
    expect(await verify('verify', file)).toEqual({ code: 0, said: expect.stringContaining('6 lines hang together') as string });
  });

  it('that was changed is found by the command, with the line; so is a cut-off end, by the anchor that the server printed', async () => {
    const agent = await (await start()).agent();
    for (let index = 0; index < 3; index++) await create(agent);
    await bridge?.server.stop();
    const anchor = [...(bridge?.server.output() ?? '').matchAll(/closed; anchor (\d+:[0-9a-f]{64})/g)].at(-1)?.[1] ?? '';
    const whole = readFileSync(file, 'utf8');
    expect((await verify('verify', file, '--anchor', anchor)).code).toBe(0);
    writeFileSync(file, whole.replace('"outcome":"ok"', '"outcome":"no"'));
    expect(await verify('verify', file)).toEqual({ code: 1, said: expect.stringMatching(/^BROKEN: .*audit\.jsonl, line 3: this line was altered/) as string });
    writeFileSync(file, `${whole.split('\n').slice(0, 4).join('\n')}\n`);
    expect((await verify('verify', file)).code).toBe(0);
    expect(await verify('verify', file, '--anchor', anchor)).toEqual({ code: 1, said: expect.stringContaining('is not there') as string });
    expect(await verify('check')).toEqual({ code: 1, said: expect.stringContaining('audit verify <file>') as string });
  });
});

describe('where the audit log cannot be written', { timeout: 120_000 }, () => {
  /** A server whose files cannot grow beyond this: what a full disk looks like from inside. */
  async function cramped(bytes: number, environment: Record<string, string>): Promise<Agent> {
    const shell = join(folder, 'cramped');
    writeFileSync(shell, `#!/bin/sh\ntrap '' XFSZ\nulimit -f ${Math.ceil(bytes / 512)}\nexec ${process.execPath} "$@"\n`, { mode: 0o755 });
    bridge = await startBridgeBefore(upstream.url, { OCTOPERF_AUDIT__FILE: file, ...environment }, shell);
    return bridge.agent({ sub: 'ann' });
  }

  it('with refuse nothing is done that is not written down first, and reads go on', async () => {
    const agent = await cramped(2_048, { OCTOPERF_AUDIT__ON_FAILURE: 'refuse' });
    const answers: boolean[] = [];
    for (let index = 0; index < 12; index++) answers.push((await agent.raw('create_project', { workspaceId: 'w1', name: 'New' })).isError);
    const done = answers.filter((isError) => !isError).length;
    expect([done > 0, done < 12]).toEqual([true, true]);
    expect(upstream.at(CREATE)).toHaveLength(done);
    expect(ofKind('begun').length).toBeGreaterThanOrEqual(done);
    expect(await agent.refused('create_project', { workspaceId: 'w1', name: 'New' })).toBe('This server cannot write its audit log, and does nothing that it cannot write down. Nothing was written. Retry later. If it persists, tell the user that the OctoPerf platform or this server needs attention.');
    expect((await agent.raw('list_workspaces')).text).not.toContain('audit');
    expect(bridge?.server.output()).toContain('the audit log cannot be written');
  });

  it('with warn calls go on, and the log says how many lines are lost', async () => {
    const agent = await cramped(2_048, {});
    for (let index = 0; index < 12; index++) await create(agent);
    expect(upstream.at(CREATE)).toHaveLength(12);
    expect(bridge?.server.output()).toMatch(/the audit log cannot be written \(.*\); \d+ lines lost so far; calls go on/);
  });

  it('from the beginning on, the server does not start', async () => {
    await expect(start({ OCTOPERF_AUDIT__FILE: '/dev/full/audit.jsonl' })).rejects.toThrow(/audit\.file: \/dev\/full\/audit\.jsonl cannot be written \(.*\): name a file in a folder that this process may write/);
  });
});
