import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { type Agent, connect } from '../support/agent.js';
import { CuttingProxy, type Stage, STAGES } from '../support/cutting-proxy.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { anyLocation, freshProject, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from '../tools/small-site.js';
import { UNASKED } from './upstream.js';

interface Started { benchReportId: string; benchResultIds: string[]; repeated?: boolean }
/** Which connection is cut. */
type Place = 'agent to bridge' | 'bridge to backend';
const REQUEST: Readonly<Record<Place, string>> = { 'agent to bridge': 'POST /mcp', 'bridge to backend': 'POST /runtime/scenarios/run/' };
const CONCURRENT = 8;

let site: SmallSite;
let dataFolder: string;
let backendPort: number;
let bridgePort: number;
let backend: ServerProcess;
let bridge: ServerProcess;
let proxies: Record<Place, CuttingProxy>;
let agent: Agent;
let projectId: string;
let virtualUserId: string;
let place: { providerId: string; location: string };
const table: Record<string, string | number>[] = [];
let counter = 0;

const startBackend = (): Promise<ServerProcess> => startServer({ mode: 'backend', port: backendPort, dataFolder, environment: { OCTOPERF_SERVER__PUBLIC__PORT: String(bridgePort) } });
const startBridge = (): Promise<ServerProcess> => startServer({
  mode: 'bridge', port: bridgePort,
  environment: { ...UNASKED, OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_OCTOPERF__API_URL: `http://127.0.0.1:${proxies['bridge to backend'].port}`, OCTOPERF_IDP__JWKS_URI: `http://127.0.0.1:${backendPort}/auth/oauth2/jwks`, OCTOPERF_IDP__ISSUER: `http://localhost:${bridgePort}/auth` },
});

beforeAll(async () => {
  [site, dataFolder, backendPort, bridgePort] = await Promise.all([startSmallSite(), mkdtemp(join(tmpdir(), 'octoperf-once-')), freePort(), freePort()]);
  proxies = { 'agent to bridge': await CuttingProxy.before(() => bridgePort), 'bridge to backend': await CuttingProxy.before(() => backendPort) };
  backend = await startBackend();
  bridge = await startBridge();
  const token = await tokenOf({ origin: `http://127.0.0.1:${backendPort}`, dataFolder }, ACCOUNTS.tester.username);
  agent = await connect(`http://localhost:${proxies['agent to bridge'].port}/mcp`, token);
  ({ projectId } = await freshProject(agent));
  const virtualUser = await agent.call<{ id: string }>('import_urls_virtual_user', { projectId, name: 'Page', urls: [site.url] });
  virtualUserId = virtualUser.id;
  place = await anyLocation(agent);
}, 60_000);
afterAll(async () => {
  if (table.length > 0) console.table(table);
  await agent?.close();
  await Promise.all([bridge?.stop(), backend?.stop(), site?.close(), ...Object.values(proxies ?? {}).map((proxy) => proxy.close())]);
  await rm(dataFolder, { recursive: true, force: true });
});

/** A scenario of one user for a second; each stands for one run that is meant. */
async function aScenario(holdForSec = 1): Promise<{ scenarioId: string; name: string }> {
  const name = `once ${++counter}`;
  const { id } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: name, virtualUserIds: [virtualUserId], providerId: place.providerId, locations: [place.location], users: 1, rampUpSec: 0, holdForSec });
  return { scenarioId: id, name };
}

/** The reports of runs of that name: one for each run there ever was. */
async function runsNamed(name: string): Promise<{ id: string; benchResultIds: string[] }[]> {
  const { reports } = await agent.call<{ reports: { id: string; name: string; benchResultIds: string[] }[] }>('list_bench_reports_by_project', { projectId, search: name });
  return reports.filter((report) => report.name === name);
}

/** Cuts the first call, repeats it with the same key, and counts. */
async function cutAndRepeat(cutAt: Place, stage: Stage, { at, recover }: { at?: () => void; recover?: () => Promise<void> } = {}): Promise<{ first: string; runs: number; repeated: boolean }> {
  const { scenarioId, name } = await aScenario();
  const call = { scenarioId, name, idempotencyKey: `key-${name.replace(' ', '-')}` };
  const cut = proxies[cutAt].arm({ stage, request: REQUEST[cutAt], ...(at === undefined ? {} : { at }) });
  const first = agent.raw('run_scenario', call).then(({ isError, text }) => (isError ? text : 'answered'), (error: unknown) => `no answer (${error instanceof Error ? error.message : 'unknown'})`);
  await cut;
  const outcome = await first;
  await recover?.();
  const again = await agent.call<Started>('run_scenario', call);
  const runs = await runsNamed(name);
  expect(runs).toEqual([expect.objectContaining({ id: again.benchReportId, benchResultIds: again.benchResultIds })]);
  return { first: outcome, runs: runs.length, repeated: again.repeated === true };
}

function note(cutAt: string, stage: string, { first, runs, repeated }: { first: string; runs: number; repeated: boolean }): void {
  table.push({ 'connection cut': cutAt, stage, 'first call': first.slice(0, 60), 'repeated call': repeated ? 'found the first run' : 'started it', runs, duplicates: runs - 1 });
}

describe('run_scenario repeated with the same idempotency key, the connection cut', { timeout: 60_000 }, () => {
  for (const cutAt of ['agent to bridge', 'bridge to backend'] as const) {
    it.each(STAGES)(`${cutAt}, %s: one run`, async (stage) => {
      const outcome = await cutAndRepeat(cutAt, stage);
      expect(outcome.first).not.toBe('answered');
      note(cutAt, stage, outcome);
    });
  }
});

describe('kill -9 in between', { sequential: true, timeout: 120_000 }, () => {
  const restartBridge = async (): Promise<void> => { await bridge.stop(); bridge = await startBridge(); };
  const restartBackend = async (): Promise<void> => {
    await backend.stop();
    backend = await startBackend();
    await until(async () => (await fetch(`http://127.0.0.1:${bridgePort}/health/ready`)).status, (status) => status === 200);
  };
  const killed = async (server: ServerProcess): Promise<void> => {
    if (server.child.exitCode === null && server.child.signalCode === null) await once(server.child, 'exit');
  };

  it.each(['after its body', 'before the answer'] as const)('of the bridge, %s', async (stage) => {
    const dying = bridge;
    note('agent to bridge, bridge killed', stage, await cutAndRepeat('agent to bridge', stage, { at: () => { dying.child.kill('SIGKILL'); }, recover: async () => { await killed(dying); await restartBridge(); } }));
  });

  it.each(['after its body', 'before the answer', 'in the middle of the answer'] as const)('of the bridge while the backend works, %s', async (stage) => {
    const dying = bridge;
    note('bridge to backend, bridge killed', stage, await cutAndRepeat('bridge to backend', stage, { at: () => { dying.child.kill('SIGKILL'); }, recover: async () => { await killed(dying); await restartBridge(); } }));
  });

  it.each(['after its body', 'before the answer', 'in the middle of the answer'] as const)('of the backend, %s', async (stage) => {
    const dying = backend;
    note('bridge to backend, backend killed', stage, await cutAndRepeat('bridge to backend', stage, { at: () => { dying.child.kill('SIGKILL'); }, recover: async () => { await killed(dying); await restartBackend(); } }));
  });
});

describe('one key', () => {
  it('used by several calls at once starts one run, which all of them are answered', async () => {
    const { scenarioId, name } = await aScenario();
    const answers = await Promise.all(Array.from({ length: CONCURRENT }, () => agent.call<Started>('run_scenario', { scenarioId, name, idempotencyKey: 'all-at-once' })));
    expect(new Set(answers.map(({ benchReportId }) => benchReportId)).size).toBe(1);
    expect(answers.filter(({ repeated }) => repeated !== true)).toHaveLength(1);
    expect(await runsNamed(name)).toHaveLength(1);
  });

  it('used by several calls at once starts one run, also where that run leaves no user for another', async () => {
    const { id } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'all users', virtualUserIds: [virtualUserId], providerId: place.providerId, locations: [place.location], users: 900, rampUpSec: 600, holdForSec: 1 });
    const answers = await Promise.all(Array.from({ length: CONCURRENT }, () => agent.call<Started>('run_scenario', { scenarioId: id, name: 'all users', idempotencyKey: 'greedy' })));
    expect(new Set(answers.map(({ benchReportId }) => benchReportId)).size).toBe(1);
    expect(await runsNamed('all users')).toHaveLength(1);
    await agent.call('stop_bench_result', { benchResultId: answers[0]?.benchResultIds[0] ?? '' });
  });

  it('with other arguments is refused, and starts nothing', async () => {
    const [one, two] = [await aScenario(), await aScenario()];
    await agent.call('run_scenario', { ...one, idempotencyKey: 'mine' });
    for (const call of [{ ...one, name: 'another name' }, { ...two }]) expect(await agent.refused('run_scenario', { ...call, idempotencyKey: 'mine' })).toMatch(/^The idempotency key "mine" was used within 24 hours for a launch with other arguments\. Use a new key for another launch\. Nothing was written\./);
    expect([await runsNamed('another name'), await runsNamed(two.name)]).toEqual([[], []]);
  });

  it('that was refused before any load is free for the next try', async () => {
    const { id } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'too many', virtualUserIds: [virtualUserId], providerId: place.providerId, locations: [place.location], users: 9_000_000, rampUpSec: 0, holdForSec: 1 });
    expect(await agent.refused('run_scenario', { scenarioId: id, idempotencyKey: 'refused-first' })).toContain('maxConcurrentUsers');
    const { scenarioId, name } = await aScenario();
    expect(await agent.call<Started>('run_scenario', { scenarioId, name, idempotencyKey: 'refused-first' })).not.toHaveProperty('repeated');
  });

  it('of another account is another key', async () => {
    const { scenarioId, name } = await aScenario();
    const mine = await agent.call<Started>('run_scenario', { scenarioId, name, idempotencyKey: 'shared' });
    const admin = await connect(`${bridge.origin}/mcp`, await tokenOf({ origin: `http://127.0.0.1:${backendPort}`, dataFolder }, ACCOUNTS.admin.username));
    const theirs = await admin.call<Started>('run_scenario', { scenarioId, name, idempotencyKey: 'shared' });
    expect(theirs.benchReportId).not.toBe(mine.benchReportId);
    await admin.close();
  });

  it('is needed: without one every call is a run', async () => {
    const { scenarioId, name } = await aScenario();
    for (let index = 0; index < 2; index++) await agent.call('run_scenario', { scenarioId, name });
    expect(await runsNamed(name)).toHaveLength(2);
    expect(await agent.refused('run_scenario', { scenarioId, idempotencyKey: 'with space' })).toContain('1 to 200 characters of ASCII');
  });
});
