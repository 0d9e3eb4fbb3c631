import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface TaskState { status: string; message: string; filename?: string }
const containing = (part: string): unknown => expect.stringContaining(part);

let agent: Agent;
let other: Agent;
let site: SmallSite;
let scenarioId: string;
let benchReportId: string;
let benchResultId: string;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  const { projectId } = await freshProject(agent);
  const { id } = await importHar(agent, projectId, site.har());
  const { providerId, location } = await anyLocation(agent);
  const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Покупка / 购物车', virtualUserIds: [id], providerId, locations: [location], users: 2, rampUpSec: 0, holdForSec: 3 });
  scenarioId = scenario.id;
  const run = await agent.call<{ benchReportId: string; benchResultIds: [string] }>('run_scenario', { scenarioId });
  ({ benchReportId } = run);
  [benchResultId] = run.benchResultIds;
  await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

async function printed(report = benchReportId): Promise<TaskState> {
  const { taskId } = await agent.call<{ taskId: string }>('export_bench_report_pdf', { benchReportId: report });
  return until(() => agent.call<TaskState>('get_task_result', { taskId }), ({ status }) => status !== 'PENDING');
}

async function downloaded(filename: string): Promise<Buffer> {
  const { url } = await agent.call<{ url: string }>('download_bench_result_file', { benchResultId, filename });
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

describe('export_bench_report_pdf', () => {
  it('prints to a file of the run, which can be downloaded and says what the report says; printing again overwrites', async () => {
    const first = await printed();
    expect(first).toMatchObject({ status: 'SUCCESS', message: containing('download_bench_result_file') });
    const filename = first.filename ?? '';
    expect(filename).toMatch(/^[\w]+\.pdf$/);
    const pdf = await downloaded(filename);
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
    const { values } = await agent.call<{ values: number[] }>('get_report_summary_values', { reportId: benchReportId, itemId: await itemOf('SummaryReportItem') });
    expect(text.normalize('NFKC')).toContain('购物车');
    expect(text).toContain('Покупка');
    expect(text).toContain(String(values[0]));
    expect(text).toContain('FINISHED');
    expect((await printed()).filename).toBe(filename);
    const { files } = await agent.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId });
    expect(files.filter((file) => file.filename.endsWith('.pdf'))).toHaveLength(1);
  });

  it('prints the runs of a trend that are matched now, each under its label', async () => {
    const second = await agent.call<{ benchResultIds: [string] }>('run_scenario', { scenarioId });
    await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId: second.benchResultIds[0] }), ({ terminal }) => terminal);
    const trend = await agent.call<{ id: string }>('create_trend_report_by_name', { benchResultId, search: 'Покупка', matchType: 'STARTS_WITH', name: 'Evenings' });
    const { configs } = await agent.call<{ configs: { results?: { label: string }[] }[] }>('get_bench_report', { reportId: trend.id });
    const labels = configs.flatMap(({ results = [] }) => results.map(({ label }) => label));
    expect(labels).toHaveLength(2);
    const { filename = '', message, status } = await printed(trend.id);
    expect(status, message).toBe('SUCCESS');
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(await downloaded(filename))), { mergePages: true });
    for (const label of labels) expect(text.normalize('NFKC').replaceAll(/\s+/g, ' ')).toContain(label.normalize('NFKC'));
  });

  it('refuses a report that is not there, and one of somebody else, alike', async () => {
    const missing = await agent.refused('export_bench_report_pdf', { benchReportId: 'nothing' });
    expect(missing).toContain('list_bench_reports_by_project');
    expect(await other.refused('export_bench_report_pdf', { benchReportId })).toContain('There is no bench report');
  });
});

async function itemOf(type: string): Promise<string> {
  const { items } = await agent.call<{ items: { '@type': string; id: string }[] }>('get_bench_report', { reportId: benchReportId });
  return items.find((item) => item['@type'] === type)?.id ?? '';
}
