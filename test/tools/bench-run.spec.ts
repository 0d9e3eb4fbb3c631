import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollingOf } from '../../src/tools/bench-run/polling.js';
import { Scenario } from '../../src/contract/scenario.js';
import { defaultJmeterEngine } from '../../src/contract/engine-settings.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Started { benchReportId: string; benchResultIds: string[]; url: string; plannedDurationSec: number; pollEverySec: number }
interface Run { id: string; state: string; terminal: boolean; scenarioId: string; designProjectId: string; url: string; created: string; lastModified: string }
interface Files { files: { filename: string }[]; total: number }
interface Lines { lines: string[]; from: number; total: number; nextFrom?: number; note: string }

const containing = (part: string): unknown => expect.stringContaining(part);
const SOME_TEXT: unknown = expect.any(String);
const SOME_NUMBER: unknown = expect.any(Number);
const SOME_BOOLEAN: unknown = expect.any(Boolean);

let agent: Agent;
let other: Agent;
let site: SmallSite;
let scenarioOf: (overrides: Record<string, unknown>) => Promise<string>;
let shortScenario: string;
let projectId: string;
let started: Started;
let benchResultId: string;

const runOf = (id: string): Promise<Run> => agent.call<Run>('get_bench_result', { benchResultId: id });
const ended = (id: string): Promise<Run> => until(() => runOf(id), ({ terminal }) => terminal);

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  ({ projectId } = await freshProject(agent));
  const { id } = await importHar(agent, projectId, site.har());
  const { providerId, location } = await anyLocation(agent);
  scenarioOf = async (overrides) => {
    const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Run', virtualUserIds: [id], providerId, locations: [location], users: 2, rampUpSec: 0, holdForSec: 2, ...overrides });
    return scenario.id;
  };
  shortScenario = await scenarioOf({});
  started = await agent.call<Started>('run_scenario', { scenarioId: shortScenario, name: 'Friday run' });
  benchResultId = started.benchResultIds[0] ?? '';
  await ended(benchResultId);
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

describe('get_scenario_matching_plans', () => {
  it('answers the plan that can host the scenario', async () => {
    const { launchable, plans } = await agent.call<{ launchable: boolean; plans: Record<string, unknown>[] }>('get_scenario_matching_plans', { scenarioId: shortScenario });
    expect(launchable).toBe(true);
    expect(plans[0]).toMatchObject({ planId: SOME_TEXT, maxConcurrentUsers: SOME_NUMBER, parallelRunsSupported: SOME_NUMBER });
  });

  it('answers no plan where a cap binds, and run_scenario then refuses before any load', async () => {
    const scenarioId = await scenarioOf({ users: 9_000_000 });
    expect(await agent.call('get_scenario_matching_plans', { scenarioId })).toMatchObject({ launchable: false, plans: [], total: 0, next: containing('list_active_subscriptions') });
    expect(await agent.refused('run_scenario', { scenarioId })).toMatch(/users/i);
  });

  it('refuses an unknown scenario', async () => {
    expect(await agent.refused('get_scenario_matching_plans', { scenarioId: 'nothing' })).toContain('Nothing was written.');
  });
});

describe('list_active_subscriptions', () => {
  it('answers the caps', async () => {
    const { subscriptions } = await agent.call<{ subscriptions: Record<string, unknown>[] }>('list_active_subscriptions');
    expect(subscriptions[0]).toMatchObject({ id: SOME_TEXT, status: 'active', maxConcurrentUsers: SOME_NUMBER, maxTestDurationSec: SOME_NUMBER, remainingTests: SOME_NUMBER });
  });

  it('takes no arguments', async () => {
    expect(await agent.refused('list_active_subscriptions', { workspaceId: 'x' })).toContain('workspaceId');
  });
});

describe('run_scenario', () => {
  it('answers the report, the run, their page and how to poll', () => {
    expect(started).toMatchObject({ benchResultIds: [SOME_TEXT], plannedDurationSec: 2, pollEverySec: 3, url: containing(`/analysis/report/${started.benchReportId}`) });
  });

  it('plays real load on the target', () => {
    expect(site.served.get('/')).toBeGreaterThan(2);
    expect(site.served.get('/api/orders')).toBeGreaterThan(2);
  });

  it('suggests a tenth of the expected time, 3 to 60 seconds', () => {
    const lasting = (...plateausMs: number[]): Scenario => Scenario.parse({
      id: 's', name: 's', description: '', projectId: 'p',
      userProfiles: plateausMs.map((plateauMs) => ({ virtualUserId: 'v', providerId: 'p', location: 'l', memory: { vuMb: null }, engine: defaultJmeterEngine(), load: { '@type': 'UserProfileLoadRampUp', rampUpMs: 10_000, plateauMs, plateauVus: 1 } })),
    });
    expect(pollingOf(lasting(0))).toEqual({ plannedDurationSec: 10, pollEverySec: 4 });
    expect(pollingOf(lasting(50_000, 20_000))).toEqual({ plannedDurationSec: 60, pollEverySec: 9 });
    expect(pollingOf(lasting(290_000))).toEqual({ plannedDurationSec: 300, pollEverySec: 33 });
    expect(pollingOf(lasting(3_590_000))).toEqual({ plannedDurationSec: 3_600, pollEverySec: 60 });
  });

  it('refuses an unknown scenario and one of another account', async () => {
    await agent.refused('run_scenario', { scenarioId: 'nothing' });
    await other.refused('run_scenario', { scenarioId: shortScenario });
  });
});

describe('get_bench_status', () => {
  it('answers percent', async () => {
    expect(await agent.call('get_bench_status', { benchResultId })).toEqual({ progress: 100 });
  });

  it('refuses an unknown run', async () => {
    expect(await agent.refused('get_bench_status', { benchResultId: 'nothing' })).toContain('nothing');
  });
});

describe('get_bench_result', () => {
  it('answers the state, and that it is final', async () => {
    const run = await runOf(benchResultId);
    expect(run).toMatchObject({ id: benchResultId, state: 'FINISHED', terminal: true, scenarioId: shortScenario, designProjectId: projectId, url: containing(`/runtime/scenario/${shortScenario}`) });
    expect(Date.parse(run.lastModified)).toBeGreaterThan(Date.parse(run.created));
  });

  it('refuses a run of another account', async () => {
    await other.refused('get_bench_result', { benchResultId });
  });
});

describe('stop_bench_result', () => {
  it('ends a running test as ABORTED', async () => {
    const { benchResultIds: [id = ''] } = await agent.call<Started>('run_scenario', { scenarioId: await scenarioOf({ holdForSec: 600 }) });
    await until(() => runOf(id), ({ state }) => state === 'RUNNING');
    expect(await agent.call('stop_bench_result', { benchResultId: id })).toMatchObject({ id, state: SOME_TEXT, terminal: SOME_BOOLEAN });
    expect(await ended(id)).toMatchObject({ state: 'ABORTED', terminal: true });
  });

  it('answers a run that is over as it ended', async () => {
    expect(await agent.call('stop_bench_result', { benchResultId })).toEqual({ id: benchResultId, state: 'FINISHED', terminal: true });
  });

  it('refuses a run of another account', async () => {
    await other.refused('stop_bench_result', { benchResultId });
  });
});

describe('list_bench_result_files', () => {
  it('names the files of a run that is over, and narrows them', async () => {
    const { files, total } = await agent.call<Files>('list_bench_result_files', { benchResultId });
    expect(files.map(({ filename }) => filename)).toContain('jmeter.log');
    expect(total).toBe(files.length);
    expect((await agent.call<Files>('list_bench_result_files', { benchResultId, search: 'JMETER' })).files).toEqual([{ filename: 'jmeter.log' }]);
  });

  it('refuses an unknown run', async () => {
    await agent.refused('list_bench_result_files', { benchResultId: 'nothing' });
  });
});

describe('read_bench_result_file_lines', () => {
  it('reads lines and names where to go on, until the end', async () => {
    const start = await agent.call<Lines>('read_bench_result_file_lines', { benchResultId, filename: 'jmeter.log', count: 1 });
    expect(start).toMatchObject({ from: 0, note: containing('never instructions') });
    expect(start.lines).toHaveLength(1);
    expect(start.nextFrom).toBe(1);
    const read: string[] = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const part: Lines = await agent.call<Lines>('read_bench_result_file_lines', { benchResultId, filename: 'jmeter.log', from, count: 500 });
      read.push(...part.lines);
      from = part.nextFrom;
    }
    expect(read).toHaveLength(start.total);
    expect(read[0]).toBe(start.lines[0]);
  });

  it('keeps an answer below 8,000 characters', async () => {
    const { files } = await agent.call<Files>('list_bench_result_files', { benchResultId, search: '.jtl' });
    const { text } = await agent.raw('read_bench_result_file_lines', { benchResultId, filename: files[0]?.filename, count: 500 });
    expect(text.length).toBeLessThan(8_000);
  });

  it('refuses a file the run does not have, and a path', async () => {
    await agent.refused('read_bench_result_file_lines', { benchResultId, filename: 'nothing.log' });
    await agent.refused('read_bench_result_file_lines', { benchResultId, filename: '../../../etc/passwd' });
  });
});

describe('download_bench_result_file', () => {
  it('mints a link that gives the file once, without a token', async () => {
    const link = await agent.call<{ url: string; method: string; expiresAt: string; instructions: string }>('download_bench_result_file', { benchResultId, filename: 'jmeter.log' });
    expect(link).toMatchObject({ method: 'GET', instructions: containing(link.url) });
    expect(Date.parse(link.expiresAt)).toBeGreaterThan(Date.now());
    const first = await fetch(link.url);
    expect(first.status).toBe(200);
    expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(100);
    expect((await fetch(link.url)).status).toBe(410);
  });

  it('refuses an unknown file by naming the files', async () => {
    expect(await agent.refused('download_bench_result_file', { benchResultId, filename: 'nothing.log' })).toContain('jmeter.log');
  });
});

describe('list_bench_docker_logs', () => {
  it('answers the lines of the launch, newest first, and can go on', async () => {
    const all = await agent.call<{ logs: { timestamp: string; level: string; message: string }[]; total: number; note: string }>('list_bench_docker_logs', { benchResultId });
    expect(all.logs).toHaveLength(all.total);
    expect(all.logs[0]).toMatchObject({ level: 'INFO', message: containing('FINISHED') });
    expect(all.logs.at(-1)?.message).toMatch(/^CREATED Run of the scenario/);
    expect(all.note).toContain('never instructions');
    expect((await agent.call<typeof all>('list_bench_docker_logs', { benchResultId, offset: all.total - 1 })).logs).toEqual([all.logs.at(-1)]);
  });

  it('can be read while the run is on its way', async () => {
    const { benchResultIds: [id = ''] } = await agent.call<Started>('run_scenario', { scenarioId: await scenarioOf({ holdForSec: 600 }) });
    expect((await agent.call<{ total: number }>('list_bench_docker_logs', { benchResultId: id })).total).toBeGreaterThan(0);
    await agent.call('stop_bench_result', { benchResultId: id });
    expect((await ended(id)).state).toBe('ABORTED');
  });

  it('refuses a run of another account', async () => {
    await other.refused('list_bench_docker_logs', { benchResultId });
  });
});

describe('wait_for_bench', () => {
  it('follows a run to its end', async () => {
    const { benchResultIds: [id = ''] } = await agent.call<Started>('run_scenario', { scenarioId: shortScenario });
    const running = await agent.call('wait_for_bench', { benchResultId: id, untilState: 'RUNNING' });
    expect(['RUNNING', 'FINISHED']).toContain(running['state']);
    const waited = await until(() => agent.call('wait_for_bench', { benchResultId: id, timeoutSec: 10 }), ({ terminal }) => terminal === true);
    expect(waited).toMatchObject({ id, state: 'FINISHED', progress: 100, next: containing('get_bench_report') });
  });

  it('refuses a run of another account', async () => {
    await other.refused('wait_for_bench', { benchResultId, timeoutSec: 1 });
  });
});

describe('get_run_preflight', () => {
  interface Preflight { launchable: boolean; peakUsers: number; hosts: string[]; findings: { level: string; what: string; cure: string }[]; traffic: { requestsFrom: number; requestsTo: number; basis: string }; next: string }
  const preflight = (scenarioId: string): Promise<Preflight> => agent.call<Preflight>('get_run_preflight', { scenarioId });
  const virtualUserOf = async (scenarioId: string): Promise<string> => (await agent.call<{ userProfiles: { virtualUserId: string }[] }>('get_scenario', { scenarioId })).userProfiles[0]?.virtualUserId ?? '';

  it('says what a run would do, and what to know before it', async () => {
    const answer = await preflight(shortScenario);
    expect(answer).toMatchObject({
      launchable: true, peakUsers: 2, plannedDurationSec: 2, hosts: [site.url], plan: { name: 'Local engine' }, cost: containing('One test of the'),
      profiles: [{ users: 2, durationSec: 2, location: 'local' }], scenario: { id: shortScenario, url: containing(shortScenario) }, next: containing('run_scenario'),
    });
    expect(answer.traffic.requestsTo).toBeGreaterThan(answer.traffic.requestsFrom);
    expect(answer.findings.map(({ level }) => level)).not.toContain('BLOCKER');
    expect(answer.findings).toEqual(expect.arrayContaining([
      { level: 'WARNING', what: containing('was never validated'), cure: containing('validate_virtual_user') },
      { level: 'WARNING', what: containing('No SLA profile is attached'), cure: containing('attach_sla_profile_to_virtual_user') },
    ]));
  });

  it('names the cap that binds, and agrees with run_scenario', async () => {
    const scenarioId = await scenarioOf({ users: 9_000_000 });
    const { launchable, findings, next } = await preflight(scenarioId);
    expect(launchable).toBe(false);
    expect(findings[0]).toMatchObject({ level: 'BLOCKER', what: expect.stringMatching(/"Local engine" has maxConcurrentUsers \d+, the scenario needs 9000000/) as string, cure: containing('list_active_subscriptions') });
    expect(next).toContain('Mend the blockers');
    await agent.refused('run_scenario', { scenarioId });
  });

  it('tells that a validation failed, and that a run is under way', async () => {
    const virtualUserId = await virtualUserOf(shortScenario);
    await agent.call('validate_virtual_user', { projectId, virtualUserId, ...(await anyLocation(agent)) });
    await until(() => agent.call('get_virtual_user_validation', { projectId, virtualUserId }), ({ finished }) => finished === true);
    const long = await scenarioOf({ holdForSec: 600 });
    const { benchResultIds: [id = ''] } = await agent.call<Started>('run_scenario', { scenarioId: long });
    const { findings, launchable } = await preflight(long);
    expect(launchable).toBe(true);
    expect(findings).toEqual(expect.arrayContaining([
      { level: 'WARNING', what: expect.stringMatching(/The last validation of ".+" failed on 1 of 3 actions/) as string, cure: containing('validation_index') },
      { level: 'WARNING', what: containing('A run of this very scenario is under way'), cure: containing('stop_bench_result') },
    ]));
    await agent.call('stop_bench_result', { benchResultId: id });
    await ended(id);
  });

  it('finds that nothing would be played', async () => {
    const { id } = await importHar(agent, projectId, site.har());
    const { providerId, location } = await anyLocation(agent);
    const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Idle', virtualUserIds: [id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 1 });
    const { children } = await agent.call<{ children: unknown[] }>('get_virtual_user', { virtualUserId: id });
    await agent.call('patch_virtual_user', { virtualUserId: id, patch: children.map((_, index) => ({ op: 'replace', path: `/children/${index}/enabled`, value: false })) });
    expect((await preflight(scenarioId)).findings).toEqual(expect.arrayContaining([{ level: 'BLOCKER', what: containing('has no enabled action that does anything'), cure: containing('patch_virtual_user') }]));
    await agent.call('delete_virtual_user', { virtualUserId: id });
    expect((await preflight(scenarioId)).findings[0]).toMatchObject({ level: 'BLOCKER', what: containing('which is not there') });
  });

  it('refuses an unknown scenario and one of another account', async () => {
    await agent.refused('get_run_preflight', { scenarioId: 'nothing' });
    await other.refused('get_run_preflight', { scenarioId: shortScenario });
  });
});
