import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningShop, startShop } from '../../demo/shop/shop.js';
import { type Agent, connect } from '../support/agent.js';
import { freePort } from '../../demo/free-port.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { anyLocation, freshProject, shopHar, until } from '../support/work.js';

const WRITERS = 8;
/** Answers that a writer must have before the backend dies: enough to be in the middle. */
const ACKNOWLEDGED = 60;
const USERS = 3;
const REFUSED = /^OctoPerf cannot be reached\. (Nothing was written\.|It is unknown whether the change was made: look before you repeat it\.) Retry later\./;

interface Run { state: string; history: { state: string; at: number; message: string }[] }

let shop: RunningShop;
let dataFolder: string;
let backendPort: number;
let bridgePort: number;
let backend: ServerProcess;
let bridge: ServerProcess;
let agent: Agent;
let token: string;
let sessionToken: string;
let publishedKeys: unknown;
/** What was acknowledged before the kill. */
let projects: Map<string, string>;
let workspaceId: string;
let run: { benchResultId: string; reportId: string; itemId: string };
let hitsBefore: number;
let servedBefore: number;
let isBroken = false;

const startBackend = (): Promise<ServerProcess> => startServer({ mode: 'backend', port: backendPort, dataFolder, environment: { OCTOPERF_SERVER__PUBLIC__PORT: String(bridgePort) } });
const rest = (path: string, bearer: string): Promise<Response> => fetch(`http://127.0.0.1:${backendPort}${path}`, { headers: { authorization: `Bearer ${bearer}` } });
const readiness = async (): Promise<number> => (await fetch(`http://127.0.0.1:${bridgePort}/health/ready`)).status;
const keys = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${backendPort}/auth/oauth2/jwks`)).json();

beforeAll(async () => {
  [shop, dataFolder, backendPort, bridgePort] = await Promise.all([startShop({ port: 0, latencyMs: 2 }), mkdtemp(join(tmpdir(), 'octoperf-kill-9-')), freePort(), freePort()]);
  // The backend stamps issuer and audience of the public origin, which is the bridge's.
  backend = await startBackend();
  bridge = await startServer({
    mode: 'bridge', port: bridgePort,
    environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_OCTOPERF__API_URL: `http://127.0.0.1:${backendPort}`, OCTOPERF_IDP__JWKS_URI: `http://127.0.0.1:${backendPort}/auth/oauth2/jwks`, OCTOPERF_IDP__ISSUER: `http://localhost:${bridgePort}/auth` },
  });
  token = await tokenOf({ origin: `http://127.0.0.1:${backendPort}`, dataFolder }, ACCOUNTS.tester.username);
  agent = await connect(`${bridge.origin}/mcp`, token);
  const login = await fetch(`http://127.0.0.1:${backendPort}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username: ACCOUNTS.tester.username, password: ACCOUNTS.tester.password }) });
  sessionToken = ((await login.json()) as { token: { token: string } }).token.token;
  publishedKeys = await keys();
}, 60_000);
afterAll(async () => {
  await agent?.close();
  await Promise.all([bridge?.stop(), backend?.stop(), shop.close()]);
  await rm(dataFolder, { recursive: true, force: true });
});

/** Starts a run that would go on for ten minutes; waits until figures of it are kept. */
async function startLongRun(projectId: string): Promise<void> {
  const link = await agent.call<{ url: string; method: string }>('import_har_virtual_user', { projectId, maxThinktimeMs: 10 });
  const form = new FormData();
  form.append('file', new Blob([await shopHar(shop.url)], { type: 'application/json' }), 'shop.har');
  // The link names the public origin, which a reverse proxy would lead to the backend.
  const upload = await fetch(link.url.replace(`http://localhost:${bridgePort}`, `http://127.0.0.1:${backendPort}`), { method: link.method, body: form });
  const { id: virtualUserId } = (await upload.json()) as { id: string };
  const { providerId, location } = await anyLocation(agent);
  const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Long', virtualUserIds: [virtualUserId], providerId, locations: [location], users: USERS, rampUpSec: 0, holdForSec: 600 });
  const { benchReportId: reportId, benchResultIds: [benchResultId = ''] } = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId });
  const { items } = await agent.call<{ items: { id: string; '@type': string }[] }>('get_bench_report', { reportId });
  run = { benchResultId, reportId, itemId: items.find((item) => item['@type'] === 'SummaryReportItem')?.id ?? '' };
  hitsBefore = await until(hits, (count) => count > 0);
}

async function hits(): Promise<number> {
  const { values, metrics } = await agent.call<{ values: unknown[]; metrics: { id: string }[] }>('get_report_summary_values', { reportId: run.reportId, itemId: run.itemId });
  const value = values[metrics.findIndex(({ id }) => id === 'HITS_TOTAL')];
  return typeof value === 'number' ? value : 0;
}

/** Creates projects one after the other until the first refusal, which it yields. */
async function writer(number: number): Promise<string> {
  for (let index = 0; ; index++) {
    const name = `survivor ${number} ${index}`;
    const { isError, text, data } = await agent.raw('create_project', { workspaceId, name });
    if (isError) return text;
    projects.set(String(data['id']), name);
  }
}

async function allProjects(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (;;) {
    const page = await agent.call<{ projects: { id: string; name: string }[]; total: number }>('list_projects_by_workspace', { workspaceId, search: 'survivor', offset: found.size });
    for (const { id, name } of page.projects) found.set(id, name);
    if (page.projects.length === 0 || found.size >= page.total) return found;
  }
}

/** The steps build on each other: the first that fails ends the journey. */
describe('kill -9 of the backend in the middle of writes and of a run', { sequential: true }, () => {
  beforeEach(({ onTestFailed, skip }) => {
    if (isBroken) skip('an earlier step failed');
    onTestFailed(() => { isBroken = true; });
  });

  it('every call that was not answered says that OctoPerf is away and what is known of the write', async () => {
    const project = await freshProject(agent);
    ({ workspaceId } = project);
    await startLongRun(project.projectId);
    expect((await agent.call<{ state: string }>('get_bench_result', { benchResultId: run.benchResultId })).state).toBe('RUNNING');
    projects = new Map();
    const storm = Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
    await until(async () => projects.size, (count) => count >= ACKNOWLEDGED, 30_000, 1);
    backend.child.kill('SIGKILL');
    for (const refusal of await storm) expect(refusal).toMatch(REFUSED);
    expect(await agent.refused('create_project', { workspaceId, name: 'too late' })).toMatch(/^OctoPerf cannot be reached\. Nothing was written\. Retry later\./);
    expect(await agent.refused('list_workspaces')).toMatch(/^OctoPerf cannot be reached\. Nothing was written\. Retry later\./);
  });

  it('the load stops with the backend: the site under test is left alone', async () => {
    await until(async () => shop.stats().openSockets, (open) => open === 0);
    expect(shop.stats().inFlight).toBe(0);
    servedBefore = shop.stats().total;
  });

  it('the bridge stays up, is not ready while the backend is away, and becomes ready by itself', async () => {
    await until(readiness, (status) => status === 503);
    expect((await fetch(`http://127.0.0.1:${bridgePort}/health/live`)).status).toBe(200);
    await backend.stop();
    backend = await startBackend();
    await until(readiness, (status) => status === 200);
    expect(bridge.child.exitCode).toBeNull();
  });

  it('everything that was acknowledged is there', async () => {
    const found = await allProjects();
    const missing = [...projects].filter(([id, name]) => found.get(id) !== name);
    expect(missing).toEqual([]);
    // A write that was cut off may have been made, but no writer had more than one under way.
    expect(found.size).toBeLessThanOrEqual(projects.size + WRITERS);
  });

  it('the run is marked as what it became, with its history', async () => {
    expect(await agent.call('get_bench_result', { benchResultId: run.benchResultId })).toMatchObject({ state: 'ABORTED', terminal: true, message: expect.stringContaining('The backend stopped while the run was RUNNING') as string });
    const { history } = (await (await rest(`/runtime/bench-results/${run.benchResultId}`, token)).json()) as Run;
    expect(history.map(({ state }) => state)).toEqual(['CREATED', 'PENDING', 'SCALING', 'PREPARING', 'INITIALIZING', 'RUNNING', 'ABORTED']);
    const times = history.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('what it had measured can be read, and is no more than what the site saw', async () => {
    const kept = await hits();
    expect(kept).toBeGreaterThanOrEqual(hitsBefore);
    expect(kept).toBeLessThanOrEqual(shop.stats().total);
    const { files } = await agent.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId: run.benchResultId });
    expect(files.map(({ filename }) => filename)).toContain('jmeter.log');
    const { lines } = await agent.call<{ lines: string[] }>('read_bench_result_file_lines', { benchResultId: run.benchResultId, filename: 'jmeter.log' });
    expect(lines.length).toBeGreaterThan(0);
    const { reports } = await agent.call<{ reports: { id: string; benchResultIds: string[] }[] }>('list_bench_reports_by_project', { projectId: (await agent.call<{ designProjectId: string }>('get_bench_result', { benchResultId: run.benchResultId })).designProjectId });
    expect(reports).toMatchObject([{ id: run.reportId, benchResultIds: [run.benchResultId] }]);
  });

  it('the keys, tokens and accounts are the same: nobody has to sign in again', async () => {
    expect(await keys()).toEqual(publishedKeys);
    for (const bearer of [token, sessionToken]) expect((await rest('/users/current', bearer)).status).toBe(200);
  });

  it('and work goes on', async () => {
    const { projectId, name } = await freshProject(agent);
    expect(await agent.call('delete_project', { projectId, confirmProjectName: name })).toMatchObject({ deleted: true });
    expect(shop.stats().total).toBe(servedBefore);
  });
});
