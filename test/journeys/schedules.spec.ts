import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { type Agent, connect } from '../support/agent.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from '../tools/small-site.js';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../unit/storage/throw-away-postgres.js';

interface Job { id: string; name: string; enabled: boolean; nextRun: number | null; lastRun?: { benchResultId?: string; message?: string } }

/** Jobs of one round, a few milliseconds apart, so that the kill falls before, into and after firings. */
const JOBS = 6;
const APART_MS = 25;
/** Far enough ahead for a slow machine to schedule all of them in time. */
const LEAD_MS = 4_000;

/** The compiled server over one data folder, killed and started again at will. */
class Backend {
  private server: ServerProcess | undefined;
  agent!: Agent;
  projectId = '';
  scenarioId = '';

  private constructor(private readonly dataFolder: string, private readonly port: number, private readonly environment: Record<string, string>) {}

  static async open(environment: Record<string, string>): Promise<Backend> {
    return new Backend(await mkdtemp(join(tmpdir(), 'octoperf-schedules-')), await freePort(), environment);
  }

  async start(more: Record<string, string> = {}): Promise<void> {
    this.server = await startServer({ port: this.port, dataFolder: this.dataFolder, environment: { ...this.environment, ...more } });
    this.agent = await connect(`${this.server.origin}/mcp`, await tokenOf(this.server, ACCOUNTS.tester.username));
  }

  async kill(): Promise<void> {
    await this.server?.stop('SIGKILL');
    await this.agent.close();
  }

  async close(): Promise<void> {
    await this.agent?.close();
    await this.server?.stop();
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  async prepare(site: SmallSite): Promise<void> {
    ({ projectId: this.projectId } = await freshProject(this.agent));
    const { id } = await importHar(this.agent, this.projectId, site.har());
    const { providerId, location } = await anyLocation(this.agent);
    const scenario = await this.agent.call<{ id: string }>('create_scenario_ramp_up', { projectId: this.projectId, scenarioName: 'Short', virtualUserIds: [id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 1 });
    this.scenarioId = scenario.id;
  }

  once(name: string, time: number): Promise<Job> {
    return this.agent.call<Job>('schedule_scenario_once', { scenarioId: this.scenarioId, runAt: new Date(time).toISOString(), name });
  }

  async jobs(): Promise<Job[]> {
    return (await this.agent.call<{ jobs: Job[] }>('list_scheduled_jobs_by_project', { projectId: this.projectId })).jobs;
  }

  /** Names of all reports of runs: one per run. */
  async reports(): Promise<string[]> {
    const { reports } = await this.agent.call<{ reports: { name: string }[] }>('list_bench_reports_by_project', { projectId: this.projectId });
    return reports.map(({ name }) => name).sort();
  }
}

function journey(rounds: number, environment: () => Promise<Record<string, string>>): void {
  let backend: Backend;
  let site: SmallSite;
  beforeAll(async () => {
    site = await startSmallSite();
    backend = await Backend.open(await environment());
    await backend.start();
    await backend.prepare(site);
  });
  afterAll(async () => { await Promise.all([backend.close(), site.close()]); });

  it('killed at any moment around its firings and started again, each job has run exactly once', async () => {
    for (let round = 0; round < rounds; round++) {
      const first = Date.now() + LEAD_MS;
      const names = Array.from({ length: JOBS }, (_, index) => `${round}-${index}`);
      for (const [index, name] of names.entries()) await backend.once(name, first + index * APART_MS);
      await pause(Math.max(0, first - Date.now()) + Math.random() * JOBS * APART_MS * 2);
      await backend.kill();
      await backend.start();
      const jobs = await until(() => backend.jobs(), (all) => all.every(({ lastRun }) => lastRun?.benchResultId !== undefined));
      expect(jobs.map(({ name, enabled, nextRun }) => ({ name, enabled, nextRun }))).toEqual(names.map((name) => ({ name, enabled: false, nextRun: null })));
      expect(await backend.reports()).toEqual(names);
      expect(new Set(jobs.map(({ lastRun }) => lastRun?.benchResultId)).size).toBe(JOBS);
      await backend.agent.call('delete_project', { projectId: backend.projectId, confirmProjectName: (await backend.agent.call<{ name: string }>('update_project', { projectId: backend.projectId, name: 'Over' })).name });
      await backend.prepare(site);
    }
  }, 180_000);

  it('away when a job is due: left out by default and told on the job, made up for once where that is configured', async () => {
    const time = Date.now() + LEAD_MS;
    const skipped = await backend.once('skipped', time);
    await backend.kill();
    await pause(time + 1200 - Date.now());
    await backend.start({ OCTOPERF_LOCAL__SCHEDULES__GRACE_SECONDS: '1' });
    const [job] = await until(() => backend.jobs(), ([one]) => one?.lastRun !== undefined);
    expect(job).toMatchObject({ id: skipped.id, enabled: false, nextRun: null, lastRun: { message: expect.stringContaining('Missed') as string } });
    expect(await backend.reports()).toEqual([]);
    const later = Date.now() + LEAD_MS;
    await backend.once('made up for', later);
    await backend.kill();
    await pause(later + 1200 - Date.now());
    await backend.start({ OCTOPERF_LOCAL__SCHEDULES__GRACE_SECONDS: '1', OCTOPERF_LOCAL__SCHEDULES__MISSED: 'run-once' });
    const made = await until(async () => (await backend.jobs()).find(({ name }) => name === 'made up for'), (one) => one?.lastRun !== undefined);
    expect(made?.lastRun).toMatchObject({ benchResultId: expect.any(String) as string, message: expect.stringContaining('Made up for') as string });
    expect(await backend.reports()).toEqual(['made up for']);
  }, 60_000);
}

describe('schedules over SQLite', { sequential: true }, () => { journey(2, async () => ({})); });

const missing = whyNoPostgres();
describe.skipIf(missing !== undefined)(`schedules over PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`, { sequential: true }, () => {
  let postgres: TestPostgres;
  beforeAll(async () => { postgres = await startPostgres(); });
  afterAll(() => postgres.stop());
  journey(1, async () => ({ DATABASE_URL: await postgres.freshDatabase() }));
});
