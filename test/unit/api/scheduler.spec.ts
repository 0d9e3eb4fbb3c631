import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import type { Scenario } from '../../../src/contract/scenario.js';
import type { CheckedScheduledJob } from '../../../src/contract/scheduled-job.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { House, LOCAL, messageOf } from './house.js';

const CRON = { '@type': 'UnixCronTrigger', expression: '0 3 * * *' };

let house: House;
let projectId: string;
let scenario: Scenario;

const scenarioIn = async (project: string): Promise<Scenario> => {
  const { id } = await house.virtualUser(project, []);
  const load = { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 1000, plateauVus: 1 };
  return house.made<Scenario>('/runtime/scenarios', { id: '', projectId: project, name: 'Nightly', description: '', userProfiles: [{ name: '', virtualUserId: id, ...LOCAL, load, memory: { vuMb: null }, engine: defaultJmeterEngine() }] });
};
const body = (more: object = {}): object => ({ id: '', projectId, scenarioId: scenario.id, name: 'Job', description: '', enabled: true, trigger: CRON, ...more });
const made = (more: object = {}): Promise<CheckedScheduledJob> => house.made<CheckedScheduledJob>('/runtime/scheduler/jobs', body(more));
const firings = (): LocalDatabase['firings'] => house.backend.app.get(LocalDatabase).firings;

beforeAll(async () => {
  house = await House.open();
  projectId = (await house.project()).id;
  scenario = await scenarioIn(projectId);
});
afterAll(() => house.backend.stop());

describe('the routes of scheduled jobs', () => {
  it('make, read, disable, enable and delete a job', async () => {
    const job = await made();
    expect(job).toMatchObject({ projectId, scenarioId: scenario.id, enabled: true, trigger: CRON, lastRun: null, message: null });
    expect((await house.call('GET', `/runtime/scheduler/jobs/${job.id}`)).json).toEqual(job);
    expect((await house.call('GET', `/runtime/scheduler/jobs/by-project/${projectId}`)).json).toEqual([job]);
    const disabled = await house.call('POST', `/runtime/scheduler/jobs/disable/${job.id}`);
    expect([disabled.status, disabled.json]).toMatchObject([200, { enabled: false, nextRun: null }]);
    expect(await firings().earliest()).toBeUndefined();
    const enabled = await house.call('POST', `/runtime/scheduler/jobs/enable/${job.id}`);
    expect([enabled.status, enabled.json]).toMatchObject([200, { enabled: true, nextRun: job.nextRun }]);
    expect(await firings().earliest()).toBe(job.nextRun);
    expect((await house.call('DELETE', `/runtime/scheduler/jobs/${job.id}`)).status).toBe(204);
    expect((await house.call('DELETE', `/runtime/scheduler/jobs/${job.id}`)).status).toBe(404);
    expect(await firings().earliest()).toBeUndefined();
  });

  it('take nothing of a new job but what a caller may say', async () => {
    const job = await made({ id: 'mine', userId: 'somebody', nextRun: 1, lastRun: { at: 1, benchResultId: 'x' }, message: 'hello', created: 5 });
    expect(job.id).not.toBe('mine');
    expect(job).toMatchObject({ lastRun: null, message: null });
    expect([job.userId === 'somebody', job.nextRun === 1, job.created === 5]).toEqual([false, false, false]);
    await house.call('DELETE', `/runtime/scheduler/jobs/${job.id}`);
  });

  it('refuse what cannot be kept, each with its status and a sentence', async () => {
    const refused = async (more: object): Promise<[number, string]> => {
      const answer = await house.call('POST', '/runtime/scheduler/jobs', body(more));
      return [answer.status, messageOf(answer)];
    };
    expect(await refused({ trigger: { ...CRON, expression: '0 0 3 * * ?' } })).toEqual([400, expect.stringContaining('Quartz')]);
    expect(await refused({ trigger: { '@type': 'OneShotTrigger', runAt: '2020-01-01T00:00:00Z' } })).toEqual([400, expect.stringContaining('is over')]);
    expect(await refused({ trigger: { '@type': 'QuartzTrigger' } })).toEqual([400, expect.stringContaining('trigger')]);
    expect(await refused({ templateId: 'look' })).toEqual([404, expect.stringContaining('list_report_templates')]);
    expect(await refused({ name: 'x'.repeat(81) })).toEqual([400, expect.stringContaining('80')]);
    expect(await refused({ scenarioId: 'nothing' })).toEqual([404, expect.stringContaining('list_scenarios_by_project')]);
    expect(await refused({ projectId: (await house.project('ann', 'Elsewhere')).id })).toEqual([400, expect.stringContaining('projectId of the scenario')]);
    expect((await house.call('GET', `/runtime/scheduler/jobs/by-project/${projectId}`)).json).toEqual([]);
  });

  it('let a VIEWER read and nothing else, and a stranger not even that', async () => {
    const job = await made();
    const calls = [['GET', `jobs/${job.id}`], ['GET', `jobs/by-project/${projectId}`], ['POST', 'jobs'], ['POST', `jobs/disable/${job.id}`], ['POST', `jobs/enable/${job.id}`], ['DELETE', `jobs/${job.id}`]] as const;
    const statuses = (): Promise<number[]> => Promise.all(calls.map(async ([method, path]) => (await house.call(method, `/runtime/scheduler/${path}`, path === 'jobs' ? body() : undefined, 'bob')).status));
    expect(await statuses()).toEqual([404, 404, 404, 404, 404, 404]);
    await house.addMember(await house.workspace(), 'bob@localhost', 'VIEWER');
    expect(await statuses()).toEqual([200, 200, 403, 403, 403, 403]);
    expect((await house.call('GET', `/runtime/scheduler/jobs/${job.id}`)).json).toEqual(job);
    await house.call('DELETE', `/runtime/scheduler/jobs/${job.id}`);
  });

  it('keep a job and its next run over a restart', async () => {
    const job = await made();
    await house.backend.restart();
    expect((await house.call('GET', `/runtime/scheduler/jobs/${job.id}`)).json).toEqual(job);
    expect(await firings().earliest()).toBe(job.nextRun);
    await house.call('DELETE', `/runtime/scheduler/jobs/${job.id}`);
  });
});

describe('what a job hangs on', () => {
  it('a deleted scenario disables its jobs and no others', async () => {
    const doomed = await scenarioIn(projectId);
    const [orphan, kept] = [await made({ scenarioId: doomed.id }), await made()];
    expect((await house.call('DELETE', `/runtime/scenarios/${doomed.id}`)).status).toBe(204);
    expect((await house.call('GET', `/runtime/scheduler/jobs/${orphan.id}`)).json).toMatchObject({ enabled: false, nextRun: null, message: expect.stringContaining('was deleted') as string });
    expect((await house.call('GET', `/runtime/scheduler/jobs/${kept.id}`)).json).toEqual(kept);
    expect(messageOf(await house.call('POST', `/runtime/scheduler/jobs/enable/${orphan.id}`))).toContain('nothing to run');
  });

  it('a deleted project takes its jobs and their firings along', async () => {
    const jobs = (await house.call('GET', `/runtime/scheduler/jobs/by-project/${projectId}`)).json as { id: string }[];
    expect(await firings().earliest()).toBeGreaterThan(0);
    expect((await house.call('DELETE', `/design/projects/${projectId}`)).status).toBe(204);
    expect(await firings().earliest()).toBeUndefined();
    for (const { id } of jobs) expect((await house.call('GET', `/runtime/scheduler/jobs/${id}`)).status).toBe(404);
  });
});
