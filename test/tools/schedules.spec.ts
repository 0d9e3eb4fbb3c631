import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { triggerWords } from '../../src/tools/schedules/trigger-words.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, type FreshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Job { id: string; scenarioId: string; name: string; trigger: string; enabled: boolean; nextRun: number | null; url: string; message?: string; lastRun?: { at: string; benchResultId?: string; benchReportId?: string; message?: string } }
interface Jobs { jobs: Job[]; total: number; omitted?: string }

const containing = (part: string): unknown => expect.stringContaining(part);
const MINUTE = 60_000;
/** Far enough ahead for a slow machine to schedule in time. */
const LEAD = 2_500;

let agent: Agent;
let other: Agent;
let site: SmallSite;
let project: FreshProject;
let virtualUserId: string;
let scenarioId: string;

const scenario = async (overrides: Record<string, unknown> = {}): Promise<string> => (await agent.call<{ id: string }>('create_scenario_ramp_up', {
  projectId: project.projectId, scenarioName: 'Nightly', virtualUserIds: [virtualUserId], ...await place(), users: 1, rampUpSec: 0, holdForSec: 1, ...overrides,
})).id;
const place = async (): Promise<object> => {
  const { providerId, location } = await anyLocation(agent);
  return { providerId, locations: [location] };
};
const cron = (expression: string, more: Record<string, unknown> = {}): Promise<Job> => agent.call<Job>('schedule_scenario_cron', { scenarioId, expression, name: 'Nightly', ...more });
const once = (runAt: string, more: Record<string, unknown> = {}): Promise<Job> => agent.call<Job>('schedule_scenario_once', { scenarioId, runAt, name: 'Once', ...more });
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const soon = (): string => inMs(LEAD);
const listed = async (jobId: string, projectId = project.projectId): Promise<Job | undefined> => (await agent.call<Jobs>('list_scheduled_jobs_by_project', { projectId })).jobs.find(({ id }) => id === jobId);
const fired = async (jobId: string): Promise<Job> => await until(() => listed(jobId), (job) => job?.lastRun !== undefined) as Job;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  project = await freshProject(agent);
  ({ id: virtualUserId } = await importHar(agent, project.projectId, site.har()));
  scenarioId = await scenario();
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

describe('schedule_scenario_cron', () => {
  it('arms a job for the next time in UTC, and says when in words', async () => {
    const job = await cron('30 3 * * 1-5');
    expect(job).toMatchObject({ scenarioId, name: 'Nightly', trigger: 'At 03:30, Monday through Friday, UTC (30 3 * * 1-5)', enabled: true, url: containing(scenarioId) });
    const next = new Date(job.nextRun ?? 0);
    expect([next.getUTCHours(), next.getUTCMinutes(), [1, 2, 3, 4, 5].includes(next.getUTCDay()), next.getTime() > Date.now()]).toEqual([3, 30, true, true]);
    expect(await listed(job.id)).toEqual(job);
  });

  it('refuses Quartz, an expression that never comes due, and an unknown template, each with a sentence', async () => {
    const refused = (expression: string, more: object = {}): Promise<string> => agent.refused('schedule_scenario_cron', { scenarioId, expression, name: 'x', ...more });
    expect(await refused('0 0 3 * * ?')).toMatch(/6 field\(s\).*five.*Quartz.*Nothing was written/);
    expect(await refused('0 3 ? * MON')).toContain('Quartz');
    expect(await refused('0 0 30 2 *')).toContain('never comes due');
    expect(await refused('0 3 * * *', { templateId: 'look' })).toContain('no report template');
    expect(await refused('0 3 * * *', { name: undefined })).toContain('name');
  });

  it('refuses an unknown scenario, and that of another account', async () => {
    expect(await agent.refused('schedule_scenario_cron', { scenarioId: 'nothing', expression: '0 3 * * *', name: 'x' })).toContain('Nothing was written');
    expect(await other.refused('schedule_scenario_cron', { scenarioId, expression: '0 3 * * *', name: 'x' })).toContain('Nothing was written');
  });

  it('tells triggers of other servers as well as it can', () => {
    expect(triggerWords({ '@type': 'UnixCronTrigger', expression: '0 0 1 * 1' })).toBe('At 00:00, on day 1 of the month, and on Monday, UTC (0 0 1 * 1)');
    expect(triggerWords({ '@type': 'UnixCronTrigger', expression: 'rubbish' })).toBe('cron rubbish, UTC');
    expect(triggerWords({ '@type': 'OtherTrigger', every: 5 })).toContain('"every":5');
    expect([triggerWords('Every night'), triggerWords(undefined)]).toEqual(['Every night', 'unknown']);
  });
});

describe('schedule_scenario_once', () => {
  it('runs at its time, once, with a report of the job\'s name', async () => {
    const runAt = soon();
    const job = await once(runAt, { name: 'At noon' });
    expect(job).toMatchObject({ trigger: `Once, at ${runAt}`, enabled: true, nextRun: Date.parse(runAt) });
    const done = await fired(job.id);
    expect(done).toMatchObject({ enabled: false, nextRun: null, message: containing('had its turn') });
    const { at, benchResultId, benchReportId } = done.lastRun ?? { at: '' };
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(runAt));
    const run = await until(() => agent.call<{ state: string; terminal: boolean; scenarioId: string }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
    expect(run).toMatchObject({ state: 'FINISHED', scenarioId });
    const { reports } = await agent.call<{ reports: { id: string; name: string }[] }>('list_bench_reports_by_project', { projectId: project.projectId });
    expect(reports.filter(({ name }) => name === 'At noon').map(({ id }) => id)).toEqual([benchReportId]);
  });

  it('takes any offset', async () => {
    const utc = new Date(Math.ceil(Date.now() / MINUTE) * MINUTE + 60 * MINUTE);
    const local = `${new Date(utc.getTime() + 330 * MINUTE).toISOString().slice(0, 19)}+05:30`;
    expect(await once(local)).toMatchObject({ nextRun: utc.getTime(), trigger: `Once, at ${local}` });
    expect((await once('9999-12-31T23:59:59Z')).nextRun).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
  });

  it('refuses a time that is over, has no offset, or does not exist', async () => {
    const refused = (runAt: string): Promise<string> => agent.refused('schedule_scenario_once', { scenarioId, runAt, name: 'x' });
    expect(await refused(inMs(-1000))).toContain('is over');
    expect(await refused('2099-01-01T00:00:00')).toContain('offset');
    expect(await refused('2099-02-29T00:00:00Z')).toContain('does not exist');
    await other.refused('schedule_scenario_once', { scenarioId, runAt: inMs(MINUTE), name: 'x' });
  });

  it('says on the job when a cap lets nothing run, and when what is played is gone', async () => {
    const crowd = await scenario({ users: 9_000_000 });
    const big = await once(soon(), { scenarioId: crowd });
    expect((await fired(big.id)).lastRun).toMatchObject({ message: containing('maxConcurrentUsers') });
    const { id } = await importHar(agent, project.projectId, site.har());
    const empty = await scenario({ virtualUserIds: [id] });
    await agent.call('delete_virtual_user', { virtualUserId: id });
    const orphan = await once(soon(), { scenarioId: empty });
    expect((await fired(orphan.id)).lastRun).toMatchObject({ message: containing('no Virtual User') });
    expect((await fired(orphan.id)).lastRun).not.toHaveProperty('benchResultId');
  });
});

describe('list_scheduled_jobs_by_project', () => {
  it('lists disabled jobs too, and narrows by name', async () => {
    const { projectId } = project;
    const paused = await cron('0 1 * * *', { name: 'Paused one' });
    await agent.call('disable_scheduled_job', { jobId: paused.id });
    const { jobs, total } = await agent.call<Jobs>('list_scheduled_jobs_by_project', { projectId, search: 'paused' });
    expect([total, jobs]).toMatchObject([1, [{ id: paused.id, enabled: false, nextRun: null }]]);
  });

  it('keeps many jobs within one answer', async () => {
    const { projectId, name } = await freshProject(agent);
    const { id } = await importHar(agent, projectId, site.har());
    const crowded = await scenario({ projectId, virtualUserIds: [id] });
    for (let index = 0; index < 40; index++) await cron('0 1 * * *', { scenarioId: crowded, name: `Job ${index}` });
    const answer = await agent.raw('list_scheduled_jobs_by_project', { projectId });
    expect(answer.text.length).toBeLessThan(8_000);
    expect(answer.data).toMatchObject({ total: 40, omitted: containing('continue with offset') });
    await agent.call('delete_project', { projectId, confirmProjectName: name });
  });

  it('answers another account as if the project did not exist', async () => {
    expect(await other.refused('list_scheduled_jobs_by_project', { projectId: project.projectId })).toContain('Nothing was written');
  });
});

describe('disable_scheduled_job', () => {
  it('keeps a job from running, and again changes nothing', async () => {
    const job = await once(inMs(LEAD + 500));
    const paused = await agent.call<Job>('disable_scheduled_job', { jobId: job.id });
    expect(paused).toMatchObject({ id: job.id, enabled: false, nextRun: null });
    expect(await agent.call('disable_scheduled_job', { jobId: job.id })).toEqual(paused);
    const later = await once(inMs(LEAD + 500));
    await fired(later.id);
    expect(await listed(job.id)).toEqual(paused);
  });

  it('refuses an unknown job, and that of another account', async () => {
    const { id } = await cron('0 1 * * *');
    expect(await agent.refused('disable_scheduled_job', { jobId: 'nothing' })).toContain('list_scheduled_jobs_by_project');
    expect(await other.refused('disable_scheduled_job', { jobId: id })).toContain('Nothing was written');
    expect(await listed(id)).toMatchObject({ enabled: true });
  });
});

describe('enable_scheduled_job', () => {
  it('works out the next run anew, and leaves an enabled job as it is', async () => {
    const job = await cron('0 1 1 1 *');
    await agent.call('disable_scheduled_job', { jobId: job.id });
    const armed = await agent.call<Job>('enable_scheduled_job', { jobId: job.id });
    expect(armed).toEqual(job);
    expect(await agent.call('enable_scheduled_job', { jobId: job.id })).toEqual(job);
  });

  it('refuses a job whose one time is over, and one whose scenario is gone', async () => {
    const over = await once(soon());
    await fired(over.id);
    expect(await agent.refused('enable_scheduled_job', { jobId: over.id })).toContain('is over');
    const doomed = await scenario({ scenarioName: 'Doomed' });
    const orphan = await cron('0 1 * * *', { scenarioId: doomed });
    await agent.call('delete_scenario', { scenarioId: doomed });
    expect(await listed(orphan.id)).toMatchObject({ enabled: false, nextRun: null, message: containing('"Doomed" was deleted') });
    expect(await agent.refused('enable_scheduled_job', { jobId: orphan.id })).toContain('nothing to run');
  });
});

describe('delete_scheduled_job', () => {
  it('deletes the job, and keeps its runs', async () => {
    const job = await once(soon(), { name: 'Kept run' });
    const { lastRun } = await fired(job.id);
    expect(await agent.call('delete_scheduled_job', { jobId: job.id })).toEqual({ deleted: true });
    expect(await listed(job.id)).toBeUndefined();
    expect(await agent.refused('delete_scheduled_job', { jobId: job.id })).toContain('Nothing was written');
    expect(await agent.call('get_bench_report', { reportId: lastRun?.benchReportId })).toMatchObject({ name: 'Kept run' });
  });

  it('refuses the job of another account, which stays', async () => {
    const { id } = await cron('0 1 * * *');
    await other.refused('delete_scheduled_job', { jobId: id });
    expect(await listed(id)).toMatchObject({ id, enabled: true });
  });
});
