import Libsql from 'libsql';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { addSample, emptyMeasure, type MetricRow, type SeriesKey } from '../../src/local/measurements/measure.js';
import { type Agent, agentOf } from '../support/agent.js';
import { inOldFormat } from '../support/old-format.js';
import { freshProject, importHar, playedRun, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Report { id: string; items: { '@type': string; id: string; metrics?: { id: string }[] }[] }
interface Status { upToDate: string[]; needsUpdate: string[]; updating: string[]; unknown: string[] }

const HITS = 7;
const KEY: SeriesKey = { virtualUserId: 'v', virtualUserName: 'V', actionId: 'a', actionName: 'A', subSampleType: 'Hit', region: 'local', injectorId: 'i' };

let agent: Agent;
let other: Agent;
let site: SmallSite;
let projectId: string;
let benchResultId: string;
let report: Report;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  ({ projectId } = await freshProject(agent));
  const { id } = await importHar(agent, projectId, site.har());
  const run = await playedRun(agent, { projectId, virtualUserId: id, name: 'Old', users: 1, holdForSec: 1 });
  benchResultId = run.benchResultId;
  report = await agent.call<Report>('get_bench_report', { reportId: run.reportId });
  age();
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

/** Puts other measures of the run into the server's database, as a server before slabs would have. */
function age(): void {
  const rows = Array.from({ length: HITS }, (_, index): MetricRow => {
    const measure = emptyMeasure(2);
    addSample(measure, { elapsedMs: 40, latencyMs: 30, connectMs: 1, receivedBytes: 100, sentBytes: 10, success: true, code: '200' });
    return { second: Math.floor(Date.now() / 1000) + index, series: KEY, measure };
  });
  const database = new Libsql(join(inject('house').dataFolder, 'octoperf.db'));
  database.pragma('busy_timeout = 5000');
  database.exec(inOldFormat(benchResultId, rows, []).join(';'));
  database.close();
}

const summary = (): { reportId: string; itemId: string } => ({ reportId: report.id, itemId: report.items.find((item) => item['@type'] === 'SummaryReportItem')?.id ?? '' });
const listed = (): Promise<{ reportIdsNeedingDataUpdate: string[]; reportIdsBeingUpdated: string[] }> => agent.call('list_bench_reports_by_project', { projectId });
const NONE: Status = { upToDate: [], needsUpdate: [], updating: [], unknown: [] };

describe('get_report_data_status', () => {
  it('names the runs whose data is in an older format, as the list of reports does', async () => {
    expect(await agent.call('get_report_data_status', { reportId: report.id })).toEqual({ ...NONE, needsUpdate: [benchResultId] });
    expect(await listed()).toMatchObject({ reportIdsNeedingDataUpdate: [report.id], reportIdsBeingUpdated: [] });
  });

  it('values of such runs are refused by name and never zero; the report itself is read', async () => {
    for (const type of ['SummaryReportItem', 'StatisticTableReportItem', 'LineChartReportItem']) {
      const itemId = report.items.find((item) => item['@type'] === type)?.id ?? '';
      const tool = { SummaryReportItem: 'get_report_summary_values', StatisticTableReportItem: 'get_report_table_values', LineChartReportItem: 'get_report_line_chart_values' }[type] ?? '';
      const refusal = await agent.refused(tool, { reportId: report.id, itemId });
      expect(refusal).toContain(benchResultId);
      expect(refusal).toContain('update_report_data');
    }
    expect(await agent.call('get_bench_report', { reportId: report.id })).toMatchObject({ id: report.id });
  });

  it('refuses a report of another account', async () => {
    await other.refused('get_report_data_status', { reportId: report.id });
  });
});

describe('update_report_data', () => {
  it('refuses a report of another account', async () => {
    await other.refused('update_report_data', { reportId: report.id });
  });

  it('updates each run in a task of its own, after which its values are read; once more does nothing', async () => {
    const { tasks } = await agent.call<{ tasks: { benchResultId: string; taskId: string }[] }>('update_report_data', { reportId: report.id });
    expect(tasks.map((task) => task.benchResultId)).toEqual([benchResultId]);
    const end = await until(() => agent.call<{ status: string; message: string }>('get_task_result', { taskId: tasks[0]?.taskId }), ({ status }) => status !== 'PENDING');
    expect(end).toMatchObject({ status: 'SUCCESS', message: expect.stringContaining('up to date') as unknown });
    expect(await agent.call('get_report_data_status', { reportId: report.id })).toEqual({ ...NONE, upToDate: [benchResultId] });
    expect(await listed()).toMatchObject({ reportIdsNeedingDataUpdate: [], reportIdsBeingUpdated: [] });
    const { values, metrics } = await agent.call<{ values: unknown[]; metrics: { id: string }[] }>('get_report_summary_values', summary());
    expect(values[metrics.findIndex(({ id }) => id === 'HITS_TOTAL')]).toBe(HITS);
    expect(await agent.call('update_report_data', { reportId: report.id })).toEqual({ tasks: [] });
  });

  it('refuses to update a run of another account, and tasks that no backend knows', async () => {
    const submitted = (token: string, body: object): Promise<Response> => fetch(`${inject('house').origin}/tasks`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await submitted(other.token, { '@type': 'UpdateBenchResultDataTask', benchResultId })).status).toBe(404);
    expect(await (await submitted(agent.token, { '@type': 'MakeTeaTask' })).text()).toContain('ApplyCorrelationsTask, UpdateBenchResultDataTask');
  });
});
