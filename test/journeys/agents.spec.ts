import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { mergeMeasure, emptyMeasure, type UserLoadRow } from '../../src/local/measurements/measure.js';
import { openDatabase, type LocalDatabase } from '../../src/local/storage/local-database.js';
import { type Agent, connect } from '../support/agent.js';
import { type AgentProcess, startAgentProcess } from '../support/agent-process.js';
import { UNASKED } from './upstream.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { freshProject, until } from '../support/work.js';

interface Listed { name: string; state: string; host: string; location: string; duplicateOnHost: boolean; uninstallCommand: string }
interface Run { state: string; message?: string; terminal: boolean }
interface Line { user: number; row: string }

/** Three seconds: a busy machine must not look like a dead agent. */
const ENVIRONMENT = { ...UNASKED, OCTOPERF_LOCAL__AGENTS__HEARTBEAT_MS: '300', OCTOPERF_LOCAL__AGENTS__MISSED_HEARTBEATS: '10', OCTOPERF_LOCAL__ENGINE__ALLOWED_HOSTS: '["*.invalid"]' };
const ROWS = 40;

let port: number;
let dataFolder: string;
let server: ServerProcess;
let agent: Agent;
let database: LocalDatabase;
let site: Server;
let asked: Line[] = [];
let projectId: string;
let workspaceId: string;
let providerId: string;
let virtualUserId: string;
let started: AgentProcess[] = [];
let proxies: TcpProxy[] = [];
let places = 0;

const boot = (): Promise<ServerProcess> => startServer({ port, dataFolder, environment: ENVIRONMENT });
const sign = async (): Promise<Agent> => connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
const agents = async (): Promise<Listed[]> => (await agent.call<{ agents: Listed[] }>('list_provider_agents', { providerId })).agents;
const commandFor = async (location: string): Promise<string> => (await agent.call<{ command: string }>('get_onpremise_agent_command', { providerId, location })).command;
const upAt = async (location: string, count: number): Promise<Listed[]> => (await until(agents, (all) => all.filter((one) => one.location === location && one.state === 'UP').length === count)).filter((one) => one.location === location && one.state === 'UP');
const rest = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const answer = await fetch(server.origin + path, { method, headers: { authorization: `Bearer ${agent.token}`, ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
};

/** A location of its own with so many agents UP. */
async function place(count: number, environment: Readonly<Record<string, string>> = {}): Promise<{ location: string; processes: AgentProcess[]; names: string[] }> {
  const location = `place-${++places}`;
  await agent.call('add_provider_location', { providerId, name: location, latitude: 0, longitude: 0 });
  const joined = await Promise.all(Array.from({ length: count }, () => oneMore(location, environment)));
  await upAt(location, count);
  return { location, processes: joined.map(({ process }) => process), names: joined.map(({ name }) => name) };
}
async function oneMore(location: string, environment: Readonly<Record<string, string>> = {}): Promise<{ process: AgentProcess; name: string }> {
  const command = await commandFor(location);
  const one = startAgentProcess(command, environment);
  started.push(one);
  return { process: one, name: /AGENT_NAME='([^']+)'/.exec(command)?.[1] ?? '' };
}

interface Shape { users: number; rampUpSec?: number; holdForSec: number }
async function launch(location: string, { users, rampUpSec = 0, holdForSec }: Shape): Promise<string> {
  const scenarioId = await scenarioAt(location, { users, rampUpSec, holdForSec });
  return (await agent.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId })).benchResultIds[0] ?? '';
}
async function scenarioAt(location: string, shape: Shape, provider = providerId): Promise<string> {
  return (await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Spread', virtualUserIds: [virtualUserId], providerId: provider, locations: [location], rampUpSec: 0, ...shape })).id;
}
const runOf = (benchResultId: string): Promise<Run> => agent.call<Run>('get_bench_result', { benchResultId });
const over = (benchResultId: string): Promise<Run> => until(() => runOf(benchResultId), ({ terminal }) => terminal);
const loading = (from = 0): Promise<number> => until(async () => asked.length, (count) => count > from + 10);
/** Nobody loads the site any more: no open connection. */
const quiet = (): Promise<number> => until(() => new Promise<number>((resolve) => { site.getConnections((_error, count) => { resolve(count); }); }), (count) => count === 0);
const logOf = async (benchResultId: string): Promise<string> => (await database.benchLogs.list(benchResultId)).map(({ line }) => line).join('\n');
async function hitsByAgent(benchResultId: string): Promise<Map<string, number>> {
  const series = (await database.metrics.series(benchResultId)).filter(({ key }) => key.actionId === 'hit');
  const totals = await database.metrics.totals(benchResultId, series.map(({ id }) => id));
  return new Map(series.map(({ id, key }) => [key.injectorId, totals.find(({ seriesId }) => seriesId === id)?.measure.hits ?? 0]));
}
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

beforeAll(async () => {
  site = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://site').searchParams;
    asked.push({ user: Number(query.get('user')), row: query.get('row') ?? '' });
    setTimeout(() => { response.end('ok'); }, 5 + (asked.length % 17));
  }).listen(0, '127.0.0.1');
  [port, dataFolder] = await Promise.all([freePort(), mkdtemp(join(tmpdir(), 'octoperf-agents-'))]);
  server = await boot();
  agent = await sign();
  database = await openDatabase({ file: join(dataFolder, 'octoperf.db') });
  ({ projectId, workspaceId } = await freshProject(agent));
  ({ id: providerId } = await agent.call<{ id: string }>('create_onpremise_docker_provider', { workspaceId, name: 'Own', locations: [{ name: 'empty', latitude: 0, longitude: 0 }] }));
  const { id: serverId } = await rest('POST', '/design/http-servers', { id: '', projectId, protocol: 'HTTP', hostname: '127.0.0.1', port: (site.address() as AddressInfo).port });
  const form = new FormData();
  form.append('filename', 'rows.csv');
  form.append('file', new Blob([Array.from({ length: ROWS }, (_, row) => `row${row}\n`).join('')]), 'rows.csv');
  await rest('POST', `/design/project-files/${projectId}`, form);
  await agent.call('create_csv_variable', { projectId, name: 'rows', filename: 'rows.csv', columnNames: ['row'], stopThreadOnEOF: false, recycleOnEOF: false });
  const children = [
    { '@type': 'HttpRequestAction', id: 'hit', name: 'hit', enabled: true, serverId, method: 'GET', path: '/?user=${__threadNum}&row=${row}', children: [] },
    { '@type': 'DelayAction', id: 'wait', name: 'wait', enabled: true, thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 30 } },
  ];
  ({ id: virtualUserId } = (await rest('POST', '/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'Visitor', description: '', type: 'JMETER', tags: [], children })) as { id: string });
}, 60_000);
afterAll(async () => {
  await agent?.close();
  await database?.close();
  await server?.stop();
  await rm(dataFolder, { recursive: true, force: true });
  site.closeAllConnections();
  site.close();
});
afterEach(async () => {
  await Promise.all(started.map((one) => one.stop('SIGKILL')));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  [started, proxies, asked] = [[], [], []];
});

describe('an agent', { timeout: 60_000 }, () => {
  it('is UP by the command of the tool, known by its host and process, and gone when it is stopped', async () => {
    const { location, processes, names } = await place(1);
    const [listed] = await upAt(location, 1);
    expect(listed).toMatchObject({ name: names[0], host: hostname(), duplicateOnHost: false, uninstallCommand: `kill ${processes[0]?.child.pid}` });
    const { locations } = await agent.call<{ locations: { name: string; agents: number; memoryTotal: number; usersFree: number }[] }>('get_provider_usage', { providerId });
    const memoryTotal = Math.floor(4096 * 0.9) - 128;
    expect(locations.find(({ name }) => name === location)).toMatchObject({ agents: 1, memoryUsed: 0, memoryTotal, usersRunning: 0, usersFree: Math.floor(memoryTotal / 8) });
    expect(await processes[0]?.stop()).toBe(0);
    expect((await agents()).filter((one) => one.location === location)).toEqual([]);
  });

  it('that is killed is DOWN; two on one host are told apart, and told', async () => {
    const { location, processes } = await place(2);
    expect((await upAt(location, 2)).map(({ duplicateOnHost }) => duplicateOnHost)).toEqual([true, true]);
    await processes[0]?.stop('SIGKILL');
    const down = await until(async () => (await agents()).filter((one) => one.location === location), (all) => all.some(({ state }) => state === 'DOWN'));
    expect(down.map(({ state, duplicateOnHost }) => [state, duplicateOnHost]).sort()).toEqual([['DOWN', false], ['UP', false]]);
  });

  it('with a token that is none, or an address that is none, ends and says why', async () => {
    const command = await commandFor('empty');
    const forged = startAgentProcess(command.replace(/AGENT_TOKEN='(\w)/, (_, first: string) => `AGENT_TOKEN='${first}x`));
    expect(await forged.ended()).toBe(1);
    expect(forged.output()).toContain('not one of this backend');
    const lost = startAgentProcess(command, { SERVER_URL: 'ftp://nowhere', AGENT_TOKEN: 'no' });
    expect(await lost.ended()).toBe(1);
    expect(lost.output()).toMatch(/SERVER_URL: must be[\s\S]*AGENT_TOKEN: must be/);
  });

  it('loses its place with its location: it is sent away, and its token is good for nothing, even if the location comes back', async () => {
    const { location, processes } = await place(1);
    const command = await commandFor(location);
    const [listed] = await upAt(location, 1);
    expect(await agent.call('update_provider_location', { providerId, location, newName: `${location}-b` })).toMatchObject({ orphanedAgents: [{ name: listed?.name, host: hostname(), uninstallCommand: `kill ${processes[0]?.child.pid}` }] });
    expect(await processes[0]?.ended()).toBe(1);
    expect(processes[0]?.output()).toContain('removed or renamed');
    expect((await agents()).filter((one) => one.location.startsWith(location))).toEqual([]);
    await agent.call('update_provider_location', { providerId, location: `${location}-b`, newName: location });
    const late = startAgentProcess(command);
    expect(await late.ended()).toBe(1);
    expect(late.output()).toContain('removed or renamed');
    await agent.call('remove_provider_location', { providerId, location });
  });
});

describe('a launch', { timeout: 60_000 }, () => {
  it('is refused where no agent is UP, and where too many users are asked for, with numbers and cure', async () => {
    expect(await agent.refused('run_scenario', { scenarioId: await scenarioAt('empty', { users: 1, holdForSec: 1 }) })).toMatch(/no agent is UP at the location "empty".*get_onpremise_agent_command/);
    const { id: small } = await agent.call<{ id: string }>('create_onpremise_docker_provider', { workspaceId, name: 'Small', locations: [{ name: 'here', latitude: 0, longitude: 0 }], ramMb: 256, usablePercent: 60, vuMb: 5 });
    const one = startAgentProcess((await agent.call<{ command: string }>('get_onpremise_agent_command', { providerId: small, location: 'here' })).command);
    started.push(one);
    await until(async () => (await agent.call<{ agents: Listed[] }>('list_provider_agents', { providerId: small })).agents, (all) => all.some(({ state }) => state === 'UP'));
    const refusal = await agent.refused('run_scenario', { scenarioId: await scenarioAt('here', { users: 12, holdForSec: 1 }, small) });
    expect(refusal).toMatch(/asks for 12 users and the 1 agent\(s\) UP at "here" of "Small" have room for 5 of 5 MB now.*install 2 more agent\(s\) of 5 users each/);
    expect(await agent.refused('validate_virtual_user', { projectId, virtualUserId, providerId: small, location: 'here' })).toContain('local-engine-provider');
  });
});

describe('a run over several agents', { timeout: 120_000 }, () => {
  it('is the run that was asked for: users, counts, percentiles, data, files', async () => {
    const { location, names } = await place(3);
    const benchResultId = await launch(location, { users: 7, rampUpSec: 2, holdForSec: 2 });
    expect(await over(benchResultId)).toMatchObject({ state: 'FINISHED' });
    const served = [...asked];

    const hits = await hitsByAgent(benchResultId);
    expect([...hits.keys()].sort()).toEqual([...names].sort());
    expect(sum(hits.values())).toBe(served.length);

    // Each user is played once, by one agent, under the number it would have on one machine.
    expect([...new Set(served.map(({ user }) => user))].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const span = await database.metrics.span(benchResultId);
    const users = await database.metrics.users(benchResultId, span ?? { first: 0, last: 0 });
    const most = (name: string): number => Math.max(...users.filter(({ injectorId }) => injectorId === name).map((row: UserLoadRow) => row.users));
    expect(names.map(most).sort()).toEqual([2, 2, 3]);

    // Every row of the shared file once, until they are used up.
    const rows = served.map(({ row }) => row).filter((row) => row.startsWith('row'));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBe(ROWS);

    const { files } = await agent.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId });
    expect(files.map(({ filename }) => filename).sort()).toEqual(['jmeter-1.log', 'jmeter-2.log', 'jmeter-3.log', 'results-1.jtl', 'results-2.jtl', 'results-3.jtl']);
    const elapsed: number[] = [];
    for (const number of [1, 2, 3]) {
      const lines = (await readFile(join(dataFolder, 'results', benchResultId, `results-${number}.jtl`), 'utf8')).trim().split('\n').slice(1).map((line) => line.split(','));
      elapsed.push(...lines.map(([, ms]) => Number(ms)));
      // User k of the profile is with agent k mod 3.
      expect([...new Set(lines.map((cells) => Number(/ 1-(\d+)$/.exec(cells[5] ?? '')?.[1])))].sort()).toEqual([1, 2, 3, 4, 5, 6, 7].filter((user) => user % 3 === number % 3));
    }
    expect(elapsed.length).toBe(served.length);
    elapsed.sort((a, b) => a - b);
    const merged = emptyMeasure(3);
    const series = (await database.metrics.series(benchResultId)).filter(({ key }) => key.actionId === 'hit');
    for (const { measure } of await database.metrics.totals(benchResultId, series.map(({ id }) => id))) mergeMeasure(merged, measure);
    for (const percent of [50, 90, 95, 99]) {
      const exact = elapsed[Math.ceil((percent / 100) * elapsed.length) - 1] ?? 0;
      // The file holds whole milliseconds.
      expect(Math.abs(merged.elapsedHistogram.percentile(percent) - exact)).toBeLessThanOrEqual(0.5 + exact * 0.01);
    }

    const log = await logOf(benchResultId);
    for (const name of names) for (const what of ['gets', 'ready', 'load on', 'FINISHED']) expect(log).toMatch(new RegExp(`AGENT ${name} \\([^)]*\\): ${what}`));
    expect(log).toContain('All 3 agent(s) are ready');
    expect(log).toContain('Rendezvous points');
  });

  it('ends for all when it is stopped; each hands in its last figures', async () => {
    const { location } = await place(2);
    const benchResultId = await launch(location, { users: 4, holdForSec: 600 });
    await loading();
    await agent.call('stop_bench_result', { benchResultId });
    expect(await over(benchResultId)).toMatchObject({ state: 'ABORTED', message: expect.stringContaining('Aborted by tester@localhost') as string });
    await quiet();
    const hits = await hitsByAgent(benchResultId);
    expect(hits.size).toBe(2);
    // What was in flight counts as nothing.
    expect(sum(hits.values())).toBeLessThanOrEqual(asked.length);
    expect(sum(hits.values())).toBeGreaterThanOrEqual(asked.length - 4);
    expect((await logOf(benchResultId)).match(/AGENT .*: ABORTED Aborted by/g)).toHaveLength(2);
  });

  it('plays a GLOBAL setUp once, and lets no user of any agent in before it is over', async () => {
    const { location } = await place(2);
    const server = (await agent.call<{ servers: { id: string }[] }>('list_http_servers_by_project', { projectId })).servers[0]?.id;
    const { id: setUpId } = await rest('POST', '/design/virtual-users', {
      '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'Prepares', description: '', type: 'JMETER', tags: [], children: [
        { '@type': 'DelayAction', id: 'long', name: 'long', enabled: true, thinktime: { '@type': 'ThinktimeConstant', id: 'lt', name: '', enabled: true, value: 700 } },
        { '@type': 'HttpRequestAction', id: 'prepare', name: 'prepare', enabled: true, serverId: server, method: 'GET', path: '/?user=0&row=prepared', children: [] },
      ],
    });
    const scenarioId = await scenarioAt(location, { users: 4, holdForSec: 4 });
    const setUp = { virtualUserId: setUpId, scope: 'GLOBAL', onSampleError: 'CONTINUE', numberOfThreads: 1, rampupPeriodSec: 0, sameUserOnEachIteration: false, loopCount: 1, pacing: null };
    await agent.call('patch_scenario', { scenarioId, patch: [{ op: 'add', path: '/userProfiles/0/engine/settings/setUp', value: setUp }] });
    const benchResultId = (await agent.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId })).benchResultIds[0] ?? '';
    expect(await over(benchResultId)).toMatchObject({ state: 'FINISHED' });
    expect(asked.map(({ row }) => row).indexOf('prepared')).toBe(0);
    expect(asked.filter(({ row }) => row === 'prepared')).toHaveLength(1);
    expect(new Set(asked.slice(1).map(({ user }) => user))).toEqual(new Set([1, 2, 3, 4]));
    expect((await hitsByAgent(benchResultId)).size).toBe(2);
    expect(await logOf(benchResultId)).toMatch(/All setUps are over: the users start at/);
  });

  it('is not joined by an agent that comes later', async () => {
    const { location, names } = await place(1);
    const benchResultId = await launch(location, { users: 2, holdForSec: 4 });
    await loading();
    await oneMore(location);
    await upAt(location, 2);
    expect(await over(benchResultId)).toMatchObject({ state: 'FINISHED' });
    expect([...(await hitsByAgent(benchResultId)).keys()]).toEqual(names);
    const { files } = await agent.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId });
    expect(files.map(({ filename }) => filename)).toEqual(['jmeter.log', 'results.jtl']);
  });
});

describe('a run', { timeout: 120_000 }, () => {
  it('takes place at several locations at once, the engine inside the backend among them', async () => {
    const { location, names } = await place(1);
    const scenarioId = await scenarioAt(location, { users: 2, holdForSec: 2 });
    const scenario = await rest('GET', `/runtime/scenarios/${scenarioId}`);
    const [profile] = scenario['userProfiles'] as Record<string, unknown>[];
    await rest('PUT', `/runtime/scenarios/${scenarioId}`, { ...scenario, userProfiles: [profile, { ...profile, id: undefined, name: 'Here', providerId: 'local-engine-provider', location: 'local' }] });
    const { benchResultIds: [benchResultId = ''] } = await agent.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId });
    expect(await over(benchResultId)).toMatchObject({ state: 'FINISHED' });
    const hits = await hitsByAgent(benchResultId);
    expect([...hits.keys()].sort()).toEqual(['local-1', ...names].sort());
    expect(sum(hits.values())).toBe(asked.length);
    expect([...new Set(asked.map(({ user }) => user))].sort()).toEqual([1, 2, 3, 4]);
    const regions = new Set((await database.metrics.series(benchResultId)).map(({ key }) => `${key.injectorId} ${key.region}`));
    expect([...regions].sort()).toEqual([`local-1 local`, `${names[0] ?? ''} ${location}`].sort());
    const { files } = await agent.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId });
    expect(files).toHaveLength(4);
  });

  it('loads no host that its agent does not allow, whatever the backend allows', async () => {
    const [strict, open] = [await place(1), await place(1, { AGENT_ALLOWED_HOSTS: 'shop.invalid' })];
    const { id: serverId } = await rest('POST', '/design/http-servers', { id: '', projectId, protocol: 'HTTP', hostname: 'shop.invalid', port: 80 });
    const children = [{ '@type': 'HttpRequestAction', id: 'far', name: 'far', enabled: true, serverId, method: 'GET', path: '/', children: [] }, { '@type': 'DelayAction', id: 'rest', name: '', enabled: true, thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 60_000 } }];
    const { id } = (await rest('POST', '/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'Far', description: '', type: 'JMETER', tags: [], children })) as { id: string };
    const said = async (location: string): Promise<string> => {
      const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Far', virtualUserIds: [id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 1 });
      const { benchResultIds: [benchResultId = ''] } = await agent.call<{ benchResultIds: string[] }>('run_scenario', { scenarioId });
      expect(await over(benchResultId)).toMatchObject({ state: 'FINISHED' });
      return JSON.stringify(await database.errors.list(benchResultId));
    };
    expect(await said(strict.location)).toContain('may not be loaded from here');
    expect(await said(open.location)).not.toContain('may not be loaded from here');
  });
});

describe('when something breaks in the middle', { timeout: 120_000 }, () => {
  it('an agent that is killed ends the run, which says so; the others stop and everything received is kept', async () => {
    const { location, processes, names } = await place(3);
    const benchResultId = await launch(location, { users: 6, holdForSec: 600 });
    await until(async () => (await database.metrics.series(benchResultId)).filter(({ key }) => key.actionId === 'hit').length, (count) => count === 3);
    await processes[1]?.stop('SIGKILL');
    const { state, message } = await over(benchResultId);
    expect(state).toBe('ABORTED');
    expect(message).toContain(names[1]);
    expect(message).toContain('was not heard of for 3 s');
    await quiet();
    const hits = await hitsByAgent(benchResultId);
    expect([...hits.keys()].sort()).toEqual([...names].sort());
    for (const count of hits.values()) expect(count).toBeGreaterThan(0);
    expect(sum(hits.values())).toBeLessThanOrEqual(asked.length);
    expect(await agent.call('list_bench_reports_by_project', { projectId })).toMatchObject({ reports: expect.arrayContaining([expect.objectContaining({ benchResultIds: [benchResultId] })]) as unknown });
  });

  it('an agent that is cut off ends its load by itself, and the backend ends the run', async () => {
    const proxy = await startTcpProxy(port);
    proxies.push(proxy);
    const { location, processes } = await place(1, { SERVER_URL: proxy.url });
    const benchResultId = await launch(location, { users: 2, holdForSec: 600 });
    await loading();
    proxy.freeze();
    await quiet();
    expect(await over(benchResultId)).toMatchObject({ state: 'ABORTED', message: expect.stringContaining('was not heard of') as string });
    expect(processes[0]?.output()).toContain('all load is ended');
    proxy.thaw();
    await upAt(location, 1);
    const count = asked.length;
    expect(await over(await launch(location, { users: 1, holdForSec: 1 }))).toMatchObject({ state: 'FINISHED' });
    expect(asked.length).toBeGreaterThan(count);
  });

  it('answers that get lost on the way make no figure count twice', async () => {
    const proxy = await startTcpProxy(port);
    proxies.push(proxy);
    const { location } = await place(1, { SERVER_URL: proxy.url });
    proxy.breakAnswers(4, '/reports');
    const benchResultId = await launch(location, { users: 3, holdForSec: 4 });
    expect(await over(benchResultId)).toMatchObject({ state: 'FINISHED' });
    expect(proxy.broken()).toBe(4);
    expect(sum((await hitsByAgent(benchResultId)).values())).toBe(asked.length);
    const bySecond = new Map<string, number>();
    for (const { second, injectorId } of await database.metrics.users(benchResultId, (await database.metrics.span(benchResultId)) ?? { first: 0, last: 0 })) bySecond.set(`${second} ${injectorId}`, (bySecond.get(`${second} ${injectorId}`) ?? 0) + 1);
    expect([...bySecond.values()].every((rows) => rows === 1)).toBe(true);
  });

  it('without their backend agents load nothing; it finds them again, and the run as what it became', async () => {
    const { location } = await place(2);
    const benchResultId = await launch(location, { users: 4, holdForSec: 600 });
    await loading();
    await until(async () => (await database.metrics.series(benchResultId)).length, (count) => count > 0);
    server.child.kill('SIGKILL');
    await quiet();
    const count = asked.length;
    await server.stop();
    server = await boot();
    await agent.close();
    agent = await sign();
    await upAt(location, 2);
    expect(await runOf(benchResultId)).toMatchObject({ state: 'ABORTED', message: expect.stringContaining('The backend stopped while the run was RUNNING') as string });
    expect(sum((await hitsByAgent(benchResultId)).values())).toBeLessThanOrEqual(count);
    expect(asked.length).toBe(count);
    expect(await over(await launch(location, { users: 2, holdForSec: 1 }))).toMatchObject({ state: 'FINISHED' });
  });

  it('a backend that is stopped politely has the last figures of its agents, and is not held up by them', async () => {
    const { location, names } = await place(2);
    const benchResultId = await launch(location, { users: 4, holdForSec: 600 });
    await loading();
    expect(await server.stop()).toBe(0);
    await quiet();
    server = await boot();
    await agent.close();
    agent = await sign();
    expect(await runOf(benchResultId)).toMatchObject({ state: 'ABORTED', message: expect.stringContaining('Aborted by the stop of the backend') as string });
    expect([...(await hitsByAgent(benchResultId)).keys()].sort()).toEqual([...names].sort());
  });
});
