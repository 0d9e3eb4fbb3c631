import { ForbiddenException } from '@nestjs/common';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import type { BenchReport } from '../../../src/contract/bench-report.js';
import type { CheckedScheduledJob, JobTrigger } from '../../../src/contract/scheduled-job.js';
import type { Scenario } from '../../../src/contract/scenario.js';
import { ApplicationConfig } from '../../../src/config/application-config.js';
import { Access } from '../../../src/local/api/access.js';
import { ReportTemplates } from '../../../src/local/api/analysis/bench-report-templates/report-templates.js';
import { Entities } from '../../../src/local/api/entities.js';
import { newId } from '../../../src/local/api/ids.js';
import type { Alongside, Launch, LaunchService } from '../../../src/local/api/runtime/scenarios/launch.service.js';
import { disarmJobsOf } from '../../../src/local/api/runtime/scheduler/job-changes.js';
import { JobFiring } from '../../../src/local/api/runtime/scheduler/job-firing.js';
import { JobScheduler } from '../../../src/local/api/runtime/scheduler/job-scheduler.js';
import { ScheduledJobs } from '../../../src/local/api/runtime/scheduler/scheduled-jobs.js';
import type { Account } from '../../../src/local/storage/identity-store.js';
import type { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { FakeClock } from './fake-clock.js';

const START = Date.UTC(2026, 0, 1, 0, 0, 30);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const every = (expression: string): JobTrigger => ({ '@type': 'UnixCronTrigger', expression });
const at = (time: number): JobTrigger => ({ '@type': 'OneShotTrigger', runAt: new Date(time).toISOString() });

/** Stands where load would be started: stores a run in the same transaction as the real one does, and stops for ever where a test lets the process die. */
class StandIn {
  dies: 'before' | 'after' | undefined;
  refuses: string | undefined;
  isDead = false;
  /** Runs that got as far as the engine. */
  readonly started: string[] = [];

  constructor(private readonly database: LocalDatabase) {}

  async launch(account: Account, { scenario, workspaceId, name }: Launch, alongside?: Alongside): Promise<BenchReport> {
    if (this.refuses !== undefined) throw new ForbiddenException(this.refuses);
    if (this.dies === 'before') await this.death();
    const id = newId();
    const report: BenchReport = { id: newId(), userId: account.id, projectId: scenario.projectId, benchResultIds: [id], name: name ?? '', description: '', tags: [], configs: [], items: [], created: 0, lastModified: 0 };
    await this.database.transaction(async (stores) => {
      await stores.documents.hold('project', scenario.projectId);
      await alongside?.(stores, report);
      await stores.documents.insert('benchResult', { id, batchId: '', scenarioId: scenario.id, designProjectId: scenario.projectId, resultProjectId: '', state: 'CREATED' }, { workspaceId, parentId: scenario.projectId });
    });
    if (this.dies === 'after') await this.death();
    this.started.push(id);
    return report;
  }

  /** Nothing that comes after it is ever done. */
  private death(): Promise<never> {
    this.isDead = true;
    return new Promise(() => undefined);
  }
}

/** One process: a scheduler over the database, with its own timers and a clock on the wall. */
class Process {
  readonly launcher: StandIn;
  readonly scheduler: JobScheduler;
  readonly jobs: ScheduledJobs;
  readonly clock: FakeClock;

  constructor(database: LocalDatabase, now: number, schedules: { missed: 'skip' | 'run-once'; graceSeconds: number } = { missed: 'skip', graceSeconds: 300 }) {
    this.clock = new FakeClock(now);
    this.launcher = new StandIn(database);
    const config = Object.assign(new ApplicationConfig(), { local: { schedules } });
    const access = new Access(database);
    const templates = new ReportTemplates(database, access, new Entities(database, access));
    this.scheduler = new JobScheduler(database, new JobFiring(database, access, this.launcher as unknown as LaunchService, this.clock, templates, config), this.clock);
    this.jobs = new ScheduledJobs(database, access, this.scheduler, this.clock, templates);
  }

  /** Starts and waits until it sleeps. */
  async begin(): Promise<this> {
    this.scheduler.start();
    await this.settled();
    return this;
  }

  /** Lets time pass in steps as small as a nap, and lets everything that is due happen. */
  async pass(ms: number, step = 30_000): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.clock.pass(Math.min(left, step));
      await this.settled();
    }
  }

  /** Waits until no firing is under way, or the process is dead. */
  async settled(): Promise<void> {
    const idle = this.scheduler.idle().then(() => true);
    const tick = (): Promise<boolean> => new Promise((resolve) => { setImmediate(() => { resolve(false); }); });
    while (!this.launcher.isDead && !(await Promise.race([idle, tick()]))) continue;
  }
}

/** What the scheduler promises, over any database. */
export function schedulerSuite(database: () => LocalDatabase): void {
  let owner: Account;
  let scenario: Scenario;
  let running: Process[];

  beforeEach(async () => {
    running = [];
    owner = { id: newId(), username: `${newId()}@localhost`, passwordHash: '', platformAdmin: false, created: 0 };
    const [workspaceId, projectId] = [newId(), newId()];
    scenario = {
      id: newId(), userId: owner.id, projectId, name: 'Nightly', description: '', mode: 'STANDARD', tags: [],
      userProfiles: [{ name: '', virtualUserId: 'v', providerId: 'p', location: 'l', memory: { vuMb: null }, engine: defaultJmeterEngine(), load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 1000, plateauVus: 1 } }],
    };
    await database().accounts.insert(owner);
    await database().members.add({ id: newId(), workspaceId, accountId: owner.id, role: 'TESTER' });
    await database().documents.insert('project', { id: projectId, userId: owner.id, name: 'P', description: '', workspaceId, type: 'DESIGN', tags: [] }, { workspaceId, parentId: workspaceId });
    await database().documents.insert('scenario', scenario, { workspaceId, parentId: projectId });
  });
  afterEach(async () => {
    for (const { scheduler, launcher } of running) if (!launcher.isDead) await scheduler.stop();
    await database().transaction(async ({ documents, firings }) => {
      const ids = await documents.idsByParent('scheduledJob', scenario.projectId);
      await firings.deleteOf(ids);
      for (const id of ids) await documents.delete('scheduledJob', id);
    });
  });

  const opened = async (now: number, ...policy: [ConstructorParameters<typeof Process>[2]?]): Promise<Process> => {
    const one = await new Process(database(), now, ...policy).begin();
    running.push(one);
    return one;
  };
  const scheduled = (by: Process, trigger: JobTrigger, enabled = true): Promise<CheckedScheduledJob> => by.jobs.create(owner, { id: '', userId: '', projectId: scenario.projectId, scenarioId: scenario.id, name: 'Job', description: '', enabled, trigger });
  const jobOf = async ({ id }: { id: string }): Promise<CheckedScheduledJob> => (await database().documents.find('scheduledJob', id))?.document as CheckedScheduledJob;
  const runs = async (): Promise<string[]> => database().documents.idsByParent('benchResult', scenario.projectId);

  it('fires a cron job at each of its times, once', async () => {
    const one = await opened(START);
    const job = await scheduled(one, every('*/10 * * * *'));
    expect(job.nextRun).toBe(Date.UTC(2026, 0, 1, 0, 10));
    await one.pass(9 * MINUTE);
    expect(await runs()).toHaveLength(0);
    await one.pass(52 * MINUTE);
    expect(await runs()).toHaveLength(6);
    expect(one.launcher.started).toEqual(await runs());
    expect(await jobOf(job)).toMatchObject({ enabled: true, nextRun: Date.UTC(2026, 0, 1, 1, 10), lastRun: { at: Date.UTC(2026, 0, 1, 1), due: Date.UTC(2026, 0, 1, 1), benchResultId: one.launcher.started.at(-1) } });
  });

  it('fires a one-shot at its time and shows that it has had its turn', async () => {
    const one = await opened(START);
    const job = await scheduled(one, at(START + HOUR));
    await one.pass(HOUR - 1000);
    expect(await runs()).toHaveLength(0);
    await one.pass(2000, 500);
    expect(await jobOf(job)).toMatchObject({ enabled: false, nextRun: null, message: expect.stringContaining('had its turn') as string, lastRun: { benchResultId: one.launcher.started[0] } });
    await one.pass(2 * HOUR);
    expect(await runs()).toHaveLength(1);
    await expect(one.jobs.enable(job.id)).rejects.toThrow('is over');
  });

  it('killed before the run is stored: the next process makes the firing, once', async () => {
    const first = await opened(START);
    await scheduled(first, at(START + MINUTE));
    first.launcher.dies = 'before';
    await first.pass(MINUTE);
    expect(first.launcher.isDead).toBe(true);
    expect([await runs(), await database().firings.earliest()]).toEqual([[], START + MINUTE]);
    const second = await opened(START + 2 * MINUTE);
    expect([await runs(), await database().firings.earliest()]).toEqual([second.launcher.started, undefined]);
    expect(second.launcher.started).toHaveLength(1);
  });

  it('killed after the run is stored and before load starts: the next process makes no second one', async () => {
    const first = await opened(START);
    const job = await scheduled(first, every('* * * * *'));
    first.launcher.dies = 'after';
    await first.pass(MINUTE);
    const [stored] = await runs();
    expect([await runs(), first.launcher.started]).toEqual([[stored], []]);
    expect((await jobOf(job)).lastRun?.benchResultId).toBe(stored);
    expect(first.launcher.isDead).toBe(true);
    const second = await opened(first.clock.now());
    expect(await runs()).toEqual([stored]);
    await second.pass(MINUTE);
    expect(await runs()).toHaveLength(2);
  });

  it('of several processes at one database, one makes each firing', async () => {
    const all = [await opened(START), await opened(START), await opened(START)];
    await scheduled(all[0] as Process, every('* * * * *'));
    for (const one of all) one.scheduler.look();
    for (const one of all) await one.settled();
    for (let minute = 0; minute < 5; minute++) {
      for (const one of all) one.clock.pass(30_000);
      for (const one of all) one.clock.pass(30_000);
      for (const one of all) await one.settled();
    }
    expect(all.flatMap(({ launcher }) => launcher.started).sort()).toEqual((await runs()).sort());
    expect(await runs()).toHaveLength(5);
  });

  it('missed while nobody was there: left out by default, and the job says so', async () => {
    const first = await opened(START);
    const [cron, once] = [await scheduled(first, every('0 * * * *')), await scheduled(first, at(START + HOUR))];
    await first.scheduler.stop();
    const second = await opened(START + 10 * HOUR);
    expect(await runs()).toEqual([]);
    expect(await jobOf(cron)).toMatchObject({ enabled: true, nextRun: Date.UTC(2026, 0, 1, 11), lastRun: { due: Date.UTC(2026, 0, 1, 1), message: expect.stringMatching(/^Missed: .*2026-01-01T01:00:00.000Z/) as string } });
    expect(await jobOf(once)).toMatchObject({ enabled: false, nextRun: null, lastRun: { message: expect.stringContaining('Missed') as string } });
    await second.pass(HOUR);
    expect(await runs()).toHaveLength(1);
  });

  it('missed while nobody was there, with run-once: made up for by one run, however many were missed', async () => {
    const policy = { missed: 'run-once' as const, graceSeconds: 300 };
    const first = await opened(START, policy);
    const [cron, once] = [await scheduled(first, every('*/5 * * * *')), await scheduled(first, at(START + HOUR))];
    await first.scheduler.stop();
    await opened(START + 10 * HOUR, policy);
    expect(await runs()).toHaveLength(2);
    for (const job of [cron, once]) expect((await jobOf(job)).lastRun).toMatchObject({ benchResultId: expect.any(String) as string, message: expect.stringContaining('Made up for') as string });
    expect((await jobOf(cron)).nextRun).toBe(Date.UTC(2026, 0, 1, 10, 5));
  });

  it('late by no more than the grace counts as on time', async () => {
    const first = await opened(START);
    const job = await scheduled(first, at(START + HOUR));
    await first.scheduler.stop();
    const second = await opened(START + HOUR + 300_000);
    expect(await runs()).toEqual(second.launcher.started);
    expect((await jobOf(job)).lastRun).not.toHaveProperty('message');
  });

  it('a clock set back fires nothing twice; a clock set forwards fires what is due, once', async () => {
    const one = await opened(START);
    const job = await scheduled(one, every('0 * * * *'));
    await one.pass(HOUR);
    expect(await runs()).toHaveLength(1);
    one.clock.jump(-2 * HOUR);
    await one.pass(2 * HOUR);
    expect(await runs()).toHaveLength(1);
    expect((await jobOf(job)).nextRun).toBe(Date.UTC(2026, 0, 1, 2));
    one.clock.jump(Date.UTC(2026, 0, 1, 2, 1) - one.clock.now());
    await one.pass(MINUTE);
    expect(await runs()).toHaveLength(2);
    one.clock.jump(7 * 24 * HOUR);
    await one.pass(MINUTE);
    expect(await runs()).toHaveLength(2);
    expect((await jobOf(job)).lastRun?.message).toContain('Missed');
  });

  it('disabled while it is about to fire, it does not; enabled again it is due at its next time', async () => {
    const one = await opened(START);
    const job = await scheduled(one, every('* * * * *'));
    one.clock.jump(MINUTE);
    await Promise.all([one.jobs.disable(job.id), one.settled()]);
    expect(await jobOf(job)).toMatchObject({ enabled: false, nextRun: null });
    const before = await runs();
    await one.pass(5 * MINUTE);
    expect(await runs()).toEqual(before);
    const now = one.clock.now();
    expect((await one.jobs.enable(job.id)).nextRun).toBe(Math.floor(now / MINUTE + 1) * MINUTE);
    await one.pass(MINUTE);
    expect(await runs()).toHaveLength(before.length + 1);
  });

  it('stored disabled it is not armed, and a trigger that is over is refused all the same', async () => {
    const one = await opened(START);
    expect(await scheduled(one, every('* * * * *'), false)).toMatchObject({ enabled: false, nextRun: null });
    await expect(scheduled(one, at(START), false)).rejects.toThrow('is over');
    await one.pass(5 * MINUTE);
    expect(await runs()).toEqual([]);
  });

  it.each([
    ['left the workspace', async () => { await database().members.removeOf((await database().documents.find('project', scenario.projectId))?.workspaceId ?? ''); }, 'may no longer run'],
    ['holds a lower role', async () => {
      const { workspaceId = '' } = (await database().documents.find('project', scenario.projectId)) ?? {};
      const [member] = await database().members.ofWorkspace(workspaceId);
      await database().members.setRole(member?.id ?? '', 'VIEWER');
    }, 'may no longer run'],
  ] as const)('where the account that scheduled it %s, nothing runs and the job is disabled with the reason', async (_, lose, reason) => {
    const one = await opened(START);
    const job = await scheduled(one, every('* * * * *'));
    await lose();
    await one.pass(3 * MINUTE);
    expect(await runs()).toEqual([]);
    expect(await jobOf(job)).toMatchObject({ enabled: false, nextRun: null, message: expect.stringContaining(reason) as string, lastRun: { message: 'Nothing ran.' } });
    expect(await database().firings.earliest()).toBeUndefined();
  });

  it('a launch that is refused is told on the job, which goes on', async () => {
    const one = await opened(START);
    const job = await scheduled(one, every('* * * * *'));
    one.launcher.refuses = 'The scenario cannot be launched: maxConcurrentUsers is 1.';
    await one.pass(MINUTE);
    expect(await jobOf(job)).toMatchObject({ enabled: true, lastRun: { message: 'Nothing ran: The scenario cannot be launched: maxConcurrentUsers is 1.' } });
    one.launcher.refuses = undefined;
    await one.pass(MINUTE);
    expect(await runs()).toHaveLength(1);
    expect((await jobOf(job)).lastRun).toEqual({ at: expect.any(Number) as number, due: expect.any(Number) as number, benchResultId: one.launcher.started[0], benchReportId: expect.any(String) as string });
  });

  it('the jobs of a deleted scenario stay, disabled, and say why', async () => {
    const one = await opened(START);
    const job = await scheduled(one, every('* * * * *'));
    await database().transaction(async (stores) => {
      await stores.documents.delete('scenario', scenario.id);
      await disarmJobsOf(stores, scenario);
    });
    await one.pass(3 * MINUTE);
    expect([await runs(), await database().firings.earliest()]).toEqual([[], undefined]);
    expect((await jobOf(job)).message).toContain('"Nightly" was deleted');
    await expect(one.jobs.enable(job.id)).rejects.toThrow('nothing to run');
  });

  it('many due at once are fired one after the other, the longest due first', async () => {
    const one = await opened(START);
    for (let index = 0; index < 20; index++) await scheduled(one, at(START + MINUTE + (20 - index)));
    await one.pass(2 * MINUTE);
    expect(await runs()).toEqual(one.launcher.started);
    const jobs = await database().documents.listByParent('scheduledJob', scenario.projectId);
    expect(jobs.map(({ lastRun }) => lastRun?.benchResultId)).toEqual([...one.launcher.started].reverse());
  });

  it('a job whose document is gone leaves no firing behind', async () => {
    const one = await opened(START);
    const job = await scheduled(one, every('* * * * *'));
    await database().documents.delete('scheduledJob', job.id);
    await one.pass(MINUTE);
    expect([await runs(), await database().firings.earliest()]).toEqual([[], undefined]);
  });
}
