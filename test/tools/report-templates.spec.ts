import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Item { '@type': string; id: string; name: string; description?: string; benchResultId?: string; metrics?: { id: string; benchResultId?: string }[] }
interface Template { id: string; workspaceId: string; name: string; description?: string; itemCount: number; sourceItemCount?: number; runSpecificFilterFields?: string[]; url: string; items: Item[]; undoHandle?: string; undoProjectId?: string; warnings?: string[] }
interface Report { id: string; name: string; items: Item[]; benchResultIds: string[]; undoHandle?: string }
interface Run { benchReportId: string; benchResultIds: string[] }

let agent: Agent;
let other: Agent;
let site: SmallSite;
let workspaceId: string;
let projectId: string;
let projectName: string;
let scenarioId: string;
let first: Run;

const finished = async ({ benchResultIds: [benchResultId] }: Run): Promise<unknown> => until(() => agent.call('get_bench_result', { benchResultId }), ({ terminal }) => terminal === true);
const report = async (reportId: string): Promise<Report> => agent.call<Report>('get_bench_report', { reportId });
const make = async (more: object = {}): Promise<Template> => agent.call<Template>('create_report_template_from_report', { reportId: first.benchReportId, ...more });
interface Job { id: string; lastRun?: { message?: string; benchResultId?: string; benchReportId?: string } }
const fired = async (jobId: string): Promise<Job> => until(async () => (await agent.call<{ jobs: Job[] }>('list_scheduled_jobs_by_project', { projectId })).jobs.find(({ id }) => id === jobId) ?? { id: '' }, ({ lastRun }) => lastRun !== undefined);
const types = ({ items }: { items: Item[] }): string[] => items.map((item) => item['@type']);
const ABOUT = { '@type': 'TextReportItem', id: '', name: 'About', description: '${REPORT_NAME} of ${PROJECT_NAME}' };
/** A template of two items: a summary and a text. */
async function smallLook(): Promise<string> {
  const { id, items } = await agent.call<Template>('get_report_template', { projectId, templateId: (await make()).id });
  const removals = items.map((item, index) => ({ item, index })).filter(({ item }) => item['@type'] !== 'SummaryReportItem').reverse().map(({ index }) => ({ op: 'remove', path: `/items/${index}` }));
  await agent.call('patch_report_template', { projectId, templateId: id, patch: [...removals, { op: 'add', path: '/items/-', value: ABOUT }] });
  return id;
}

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  ({ workspaceId, projectId, name: projectName } = await freshProject(agent));
  const { id } = await importHar(agent, projectId, site.har());
  const { providerId, location } = await anyLocation(agent);
  scenarioId = (await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Look at me', virtualUserIds: [id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 1 })).id;
  first = await agent.call<Run>('run_scenario', { scenarioId });
  await finished(first);
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

describe('create_report_template_from_report', () => {
  it('saves the look of a report and says what it left out', async () => {
    const metrics = [{ id: 'HITS_TOTAL', type: 'BASIC', benchResultId: first.benchResultIds[0], filters: [{ '@type': 'SingleTermFilter', field: 'region', term: 'local' }], configs: [] }];
    const { undoHandle } = await agent.call<Report>('patch_bench_report', { reportId: first.benchReportId, patch: [{ op: 'add', path: '/items/-', value: { '@type': 'SummaryReportItem', id: '', name: 'Here', metrics } }] });
    const { items } = await report(first.benchReportId);
    const made = await make({ name: 'Short', description: 'for the team' });
    expect(made).toMatchObject({ name: 'Short', description: 'for the team', itemCount: items.length - 1, sourceItemCount: items.length, runSpecificFilterFields: ['region'] });
    expect(made.url).toContain(`/workspace/${workspaceId}/report-template/${made.id}`);
    await agent.call('undo_change', { projectId, undoHandle });
  });
  it('refuses a report of another account', async () => {
    await other.refused('create_report_template_from_report', { reportId: first.benchReportId });
  });
});

describe('list_report_templates', () => {
  it('lists the templates of the workspace without their items', async () => {
    const { id, itemCount } = await make({ name: `Listed ${projectName}` });
    const { templates, total } = await agent.call<{ templates: Template[]; total: number }>('list_report_templates', { projectId, search: `Listed ${projectName}` });
    expect([templates.length, total, templates[0]]).toEqual([1, 1, expect.objectContaining({ id, itemCount }) as unknown]);
    expect(templates[0]).not.toHaveProperty('items');
  });
  it('refuses a project of another account', async () => {
    await other.refused('list_report_templates', { projectId });
  });
});

describe('get_report_template', () => {
  it('answers items without runs, in at most 8,000 characters', async () => {
    const { id } = await make();
    const { text } = await agent.raw('get_report_template', { projectId, templateId: id });
    expect(text.length).toBeLessThanOrEqual(8_000);
    expect(text).not.toContain(first.benchResultIds[0]);
    const template = await agent.call<Template>('get_report_template', { projectId, templateId: id });
    expect(types(template)).toEqual(types(await report(first.benchReportId)));
    const itemId = template.items.find((item) => item['@type'] === 'SummaryReportItem')?.id;
    expect((await agent.call<Template>('get_report_template', { projectId, templateId: id, itemId })).items).toEqual([expect.objectContaining({ id: itemId, '@type': 'SummaryReportItem' })]);
    expect(await agent.refused('get_report_template', { projectId, templateId: id, itemId: 'nothing' })).toContain('no item');
  });
  it('refuses a template of another workspace', async () => {
    const elsewhere = await agent.call<{ id: string }>('create_workspace', { name: 'Elsewhere' });
    const { id: foreign } = await agent.call<{ id: string }>('create_project', { workspaceId: elsewhere.id, name: 'Foreign' });
    const { id } = await make();
    expect(await agent.refused('get_report_template', { projectId: foreign, templateId: id })).toContain('another workspace');
    expect(await agent.refused('update_report_template', { projectId: foreign, templateId: id, name: 'x' })).toContain('another workspace');
    expect(await agent.refused('get_report_template', { projectId, templateId: 'nothing' })).toContain('list_report_templates');
  });
});

describe('apply_report_template', () => {
  it('puts the items on the report of one run, and undo_change puts the old ones back', async () => {
    const run = await agent.call<Run>('run_scenario', { scenarioId, name: 'To be organised' });
    const before = await report(run.benchReportId);
    const answer = await agent.call<Report>('apply_report_template', { reportId: run.benchReportId, templateId: await smallLook() });
    expect(answer).toMatchObject({ id: run.benchReportId, name: 'To be organised' });
    const after = await report(run.benchReportId);
    expect(types(after)).toEqual(['SummaryReportItem', 'TextReportItem']);
    expect(after.items[1]?.description).toBe(`To be organised of ${projectName}`);
    await finished(run);
    const { values } = await agent.call<{ values: number[] }>('get_report_summary_values', { reportId: run.benchReportId, itemId: after.items[0]?.id });
    expect(values[0]).toBeGreaterThan(0);
    await agent.call('undo_change', { projectId, undoHandle: answer.undoHandle });
    expect((await report(run.benchReportId)).items).toEqual(before.items);
  });
  it('is refused on a trend report', async () => {
    const trend = await agent.call<Report>('create_trend_report_by_tags', { benchResultId: first.benchResultIds[0], tags: ['x'] });
    expect(await agent.refused('apply_report_template', { reportId: trend.id, templateId: (await make()).id })).toContain('one run only');
  });
});

describe('update_report_template', () => {
  it('renames and re-describes', async () => {
    const { id, itemCount } = await make();
    expect(await agent.call('update_report_template', { projectId, templateId: id, name: 'Other', description: 'words' })).toMatchObject({ id, name: 'Other', description: 'words', itemCount });
    expect(await agent.refused('update_report_template', { projectId, templateId: id })).toContain('nothing to change');
  });
});

describe('patch_report_template', () => {
  it('changes items, and refuses id, workspaceId and what does not fit', async () => {
    const templateId = await smallLook();
    const { items } = await agent.call<Template>('get_report_template', { projectId, templateId });
    expect(types({ items })).toEqual(['SummaryReportItem', 'TextReportItem']);
    const refused = async (operation: object): Promise<string> => agent.refused('patch_report_template', { projectId, templateId, patch: [operation] });
    expect(await refused({ op: 'replace', path: '/workspaceId', value: 'x' })).toContain('workspaceId');
    expect(await refused({ op: 'replace', path: '/id', value: 'x' })).toContain('changes id');
    expect(await refused({ op: 'replace', path: '/items/0/metrics/0/id', value: 'SPEED' })).toContain('octoperf://schema/bench-report-template');
    expect((await agent.call<Template>('get_report_template', { projectId, templateId })).items).toEqual(items);
  });
});

describe('delete_report_template', () => {
  it('deletes it, leaves reports alone, and says where the copy is kept', async () => {
    const { id } = await make({ name: 'Doomed' });
    const { undoHandle, undoProjectId } = await agent.call<Template>('delete_report_template', { templateId: id });
    await agent.refused('get_report_template', { projectId, templateId: id });
    const { restored: [back] } = await agent.call<{ restored: { id: string; name: string; outcome: string; url: string }[] }>('undo_change', { projectId: undoProjectId, undoHandle });
    expect(back).toMatchObject({ name: 'Doomed', outcome: 'recreated', url: expect.stringContaining('/report-template/') as string });
    expect(await agent.call('get_report_template', { projectId, templateId: back?.id })).toMatchObject({ name: 'Doomed' });
    expect(await agent.call('delete_report_template', { templateId: back?.id, withoutUndo: true })).toEqual({ deleted: true });
  });
  it('refuses a template of another account', async () => {
    await other.refused('delete_report_template', { templateId: (await make()).id });
  });
});

describe('a run with a template', () => {
  it('is reported by it, at once and when it is scheduled', async () => {
    const templateId = await smallLook();
    const run = await agent.call<Run>('run_scenario', { scenarioId, templateId, name: 'By template' });
    const made = await report(run.benchReportId);
    expect([types(made), made.items[1]?.description]).toEqual([['SummaryReportItem', 'TextReportItem'], `By template of ${projectName}`]);
    await finished(run);
    const job = await agent.call<{ id: string; templateId: string }>('schedule_scenario_once', { scenarioId, templateId, name: 'Later', runAt: new Date(Date.now() + 1_500).toISOString() });
    expect(job.templateId).toBe(templateId);
    const { lastRun } = await fired(job.id);
    expect((await report(lastRun?.benchReportId ?? '')).items[1]?.description).toBe(`Later of ${projectName}`);
  });

  it('does not start where the template is gone or foreign, nor does a job', async () => {
    const { id } = await make();
    const job = await agent.call<{ id: string }>('schedule_scenario_once', { scenarioId, templateId: id, name: 'Without look', runAt: new Date(Date.now() + 2_000).toISOString() });
    await agent.call('delete_report_template', { templateId: id });
    const reports = async (): Promise<number> => (await agent.call<{ total: number }>('list_bench_reports_by_project', { projectId })).total;
    const before = await reports();
    for (const templateId of [id, 'nothing']) expect(await agent.refused('run_scenario', { scenarioId, templateId })).toContain('no report template');
    await agent.refused('schedule_scenario_cron', { scenarioId, templateId: id, expression: '0 3 * * *', name: 'x' });
    const { lastRun } = await fired(job.id);
    expect(lastRun?.message).toMatch(/^Nothing ran: There is no report template/);
    expect(lastRun).not.toHaveProperty('benchResultId');
    expect(await reports()).toBe(before);
  });
});
