import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { jtlFacts, type JtlFacts } from '../independent/jtl-facts.mjs';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, until } from '../support/work.js';
import { zipOf, zipOfTexts } from '../unit/importers/migrations/zip-builder.js';

interface Outcome { benchResultId: string; reportId: string; reportName: string; requests: number; failedRequests: number; transactions: number; resources: number; skipped: number; notes: string[]; files: { name: string; skippedExamples: string[] }[] }
interface Task { taskId: string; status: string; message: string; imported?: Outcome }
interface Started { taskId: string; benchResultId: string; reportName: string }
interface Item { '@type': string; id: string; name: string; metrics?: { id: string }[] }
interface Table { columns: { id: string }[]; rows: { actionId: string; name?: string; values: { value: number | string | null }[] }[]; omitted?: string }

const FIXTURES = new URL('../fixtures/jtl/', import.meta.url);
let agent: Agent;
let other: Agent;
let projectId: string;
beforeAll(async () => {
  [agent, other] = await Promise.all([agentOf('tester'), agentOf('other')]);
  ({ projectId } = await freshProject(agent));
});
afterAll(async () => { await Promise.all([agent.close(), other.close()]); });

async function send(bytes: Buffer | string, filename: string, options: Record<string, unknown> = {}): Promise<Response> {
  const link = await agent.call<{ url: string; method: string; instructions: string }>('import_jtl_report', { projectId, ...options });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(Buffer.from(bytes))], { type: 'application/zip' }), filename);
  return fetch(link.url, { method: link.method, body: form });
}

async function imported(bytes: Buffer | string, filename: string, options: Record<string, unknown> = {}): Promise<{ started: Started; task: Task }> {
  const answer = await send(bytes, filename, options);
  expect(answer.status).toBe(201);
  const started = (await answer.json()) as Started;
  return { started, task: await until(() => agent.call<Task>('get_task_result', { taskId: started.taskId }), ({ status }) => status !== 'PENDING') };
}

async function report(reportId: string): Promise<(type: string, name?: string) => { reportId: string; itemId: string }> {
  const { items } = await agent.call<{ items: Item[] }>('get_bench_report', { reportId });
  return (type, name) => {
    const found = items.find((item) => item['@type'] === type && (name === undefined || item.name === name));
    if (found === undefined) throw new Error(`no ${type} ${name ?? ''}`);
    return { reportId, itemId: found.id };
  };
}

/** Within the histogram's thousandth, and what an answer is rounded to. */
const near = (value: unknown, exact: number): void => { expect(Math.abs(Number(value) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.001 + 0.0006); };

/** Rows of a table of the report against the facts of each label. */
function expectRows(table: Table, labels: JtlFacts['labels']['requests']): void {
  // Long tables are answered in part.
  if (table.omitted === undefined) expect(table.rows.filter(({ actionId }) => !actionId.endsWith('.resources'))).toHaveLength(Object.keys(labels).length);
  for (const { actionId, name, values } of table.rows.filter((row) => !row.actionId.endsWith('.resources'))) {
    const facts = labels[name ?? ''];
    if (facts === undefined) throw new Error(`${actionId} has the name ${String(name)}, which is no label of the file`);
    const of = (metric: string): unknown => values[table.columns.findIndex(({ id }) => id === metric)]?.value;
    expect([of('HITS_TOTAL'), of('ERRORS_TOTAL')]).toEqual([facts.count, facts.failed]);
    if (facts.elapsed === undefined) { expect(of('RESPONSE_TIME_AVG')).not.toBe(0); continue; }
    near(of('RESPONSE_TIME_AVG'), facts.elapsed.mean);
    near(of('RESPONSE_TIME_MIN'), facts.elapsed.min);
    near(of('RESPONSE_TIME_MAX'), facts.elapsed.max);
    near(of('RESPONSE_TIME_PERCENTILE_90'), facts.elapsed.p90);
    near(of('RESPONSE_TIME_PERCENTILE_95'), facts.elapsed.p95);
  }
}

describe('import_jtl_report', () => {
  it('tells how to upload and what to call next', async () => {
    const link = await agent.call<{ url: string; method: string; expiresAt: string; instructions: string }>('import_jtl_report', { projectId });
    expect(link.method).toBe('POST');
    expect(link.instructions).toContain("-F 'file=@results.zip;type=application/zip'");
    expect(link.instructions).toContain('get_task_result');
    expect(await agent.refused('import_jtl_report', { projectId: 'no-such-project' })).toContain('Nothing was written');
    expect(await other.refused('import_jtl_report', { projectId })).toContain('Nothing was written');
  });

  it.each(['octoperf-jenkins__results.jtl', 'taurus__kpi1.jtl', 'taurus__tranctl.jtl', 'jmeter__HTMLReportTestFile.csv', 'jmeter-plugins__jmeter_short.jtl', 'taurus__simple.kpi.jtl', 'taurus__tabs.jtl', 'taurus__error1.jtl', 'taurus__resource-errors-child-assert.jtl', 'jmeter__BatchTestLocal.xml', 'octoperf-jenkins__another-header.jtl', 'taurus__doublequoting.jtl', 'taurus__quote-guessing-crash.jtl'])('%s: the tables of its report equal an independent computation', async (file) => {
    const bytes = readFileSync(new URL(file, FIXTURES));
    const facts = jtlFacts(bytes);
    const { task } = await imported(zipOf([{ name: file, bytes }]), `${file}.zip`);
    expect(task).toMatchObject({ status: 'SUCCESS', imported: { requests: facts.requests.count, failedRequests: facts.requests.failed, transactions: facts.transactions.count, resources: facts.resources, skipped: 0 } });
    const item = await report(task.imported?.reportId ?? '');
    expectRows(await agent.call<Table>('get_report_table_values', item('StatisticTableReportItem', 'Requests')), facts.labels.requests);
    expectRows(await agent.call<Table>('get_report_table_values', item('StatisticTableReportItem', 'Containers')), facts.labels.transactions);
    if (facts.requests.count > 0) {
      const { values, metrics } = await agent.call<{ values: unknown[]; metrics: { id: string }[] }>('get_report_summary_values', item('SummaryReportItem'));
      const of = (metric: string): unknown => values[metrics.findIndex(({ id }) => id === metric)];
      expect([of('HITS_TOTAL'), of('ERRORS_TOTAL')]).toEqual([facts.requests.count, facts.requests.failed]);
      const seconds = ((facts.endedAt ?? 0) - (facts.startedAt ?? 0)) / 1000;
      if (seconds > 1) near(of('HITS_RATE'), facts.requests.count / seconds);
    }
    const errors = await agent.call<{ total: number }>('get_report_errors', item('ErrorsReportItem'));
    expect(errors.total > 0).toBe(facts.all.failed > 0);
  });

  it('makes a finished run and a report that are named like the archive and found like any other', async () => {
    const { started, task } = await imported(zipOf([{ name: 'results.jtl', bytes: readFileSync(new URL('taurus__kpi1.jtl', FIXTURES)) }]), 'Night run.zip');
    expect(started.reportName).toBe('Night run');
    expect(task.imported).toMatchObject({ benchResultId: started.benchResultId, reportName: 'Night run' });
    expect(task.message).toContain(task.imported?.reportId);
    expect(await agent.call('get_bench_result', { benchResultId: started.benchResultId })).toMatchObject({ state: 'FINISHED', terminal: true });
    const { reports } = await agent.call<{ reports: { id: string; name: string }[] }>('list_bench_reports_by_project', { projectId, search: 'Night run' });
    expect(reports).toEqual([expect.objectContaining({ id: task.imported?.reportId, name: 'Night run' })]);
    const item = await report(task.imported?.reportId ?? '');
    const { series } = await agent.call<{ series: { metric: { id: string }; points: { x: number; y: number }[] }[] }>('get_report_line_chart_values', item('LineChartReportItem', 'User load and hit rate'));
    expect(Math.max(...(series.find(({ metric }) => metric.id === 'USERLOAD')?.points ?? []).map(({ y }) => y))).toBe(4);
  });

  it('shows no figure of bytes that no sample tells, and none in the pauses of a run', async () => {
    const { task } = await imported(readFileSync(new URL('taurus__simple.kpi.jtl', FIXTURES)), 'no-sent-bytes.jtl');
    const item = await report(task.imported?.reportId ?? '');
    const { series } = await agent.call<{ series: { metric: { id: string }; points: { y: number }[] }[] }>('get_report_line_chart_values', item('LineChartReportItem', 'Throughput'));
    const curve = (id: string) => series.find(({ metric }) => metric.id === id)?.points.map(({ y }) => y > 0) ?? [];
    expect(curve('SENT_BYTES_RATE')).toEqual([]);
    expect(curve('THROUGHPUT_RATE')).toContain(false);
    expect(curve('THROUGHPUT_RATE')).toContain(true);
  });

  it('shows no users where the file says nothing of them, which is not the same as none', async () => {
    const lines = Array.from({ length: 5 }, (_, index) => `${1767225600000 + index * 1000},40,home,200,OK,true,100,10,http://shop.example/,30,2`);
    const { task } = await imported(['timeStamp,elapsed,label,responseCode,responseMessage,success,bytes,sentBytes,URL,Latency,Connect', ...lines, ''].join('\n'), 'no-threads.jtl');
    expect(task.imported?.notes.join(' ')).toContain('the user load has no data');
    const item = await report(task.imported?.reportId ?? '');
    const { series } = await agent.call<{ series: { metric: { id: string }; points: { y: number }[] }[] }>('get_report_line_chart_values', item('LineChartReportItem', 'User load and hit rate'));
    expect(series.map(({ metric, points }) => [metric.id, points.length])).toEqual([['USERLOAD', 0], ['HITS_RATE', 5]]);
  });

  it('counts the users of samples without a time in the first second', async () => {
    const { task } = await imported(readFileSync(new URL('jmeter__BatchTestLocal.xml', FIXTURES)), 'no-times.xml');
    const item = await report(task.imported?.reportId ?? '');
    const { series } = await agent.call<{ series: { metric: { id: string }; points: { y: number }[] }[] }>('get_report_line_chart_values', item('LineChartReportItem', 'User load and hit rate'));
    expect(series.find(({ metric }) => metric.id === 'USERLOAD')?.points.map(({ y }) => y)).toEqual([1]);
  });

  it('keeps the exchange of failed samples of an XML', async () => {
    const { task } = await imported(readFileSync(new URL('taurus__error1.jtl', FIXTURES)), 'error1.xml');
    const item = await report(task.imported?.reportId ?? '');
    const { errors } = await agent.call<{ errors: { benchResultId: string; actionId: string; timestamp: number; responseCode: string }[] }>('get_report_errors', item('ErrorsReportItem'));
    expect(errors).toHaveLength(2);
    const [{ benchResultId, actionId, timestamp } = { benchResultId: '', actionId: '', timestamp: 0 }] = errors;
    const { request, response } = await agent.call<{ request: { url: string; method: string }; response: { code: number; body: string } }>('fetch_bench_error_http', { benchResultId, actionId, timestamp });
    expect([request.method, response.code]).toEqual(['GET', 404]);
    expect(request.url).toContain('http://localhost:8000/bad');
    expect(response.body).toContain('Error code: 404');
  });

  it('takes a bare file and one packed with gzip as well', async () => {
    const bytes = readFileSync(new URL('taurus__kpi1.jtl', FIXTURES));
    for (const [content, name] of [[bytes, 'plain.jtl'], [gzipSync(bytes), 'packed.jtl.gz']] as const) expect((await imported(content, name)).task).toMatchObject({ status: 'SUCCESS', imported: { requests: 21, reportName: name.split('.')[0] } });
  });

  it('answers what the platform documents for an upload that is none', async () => {
    const answer = await send('{}', 'results.har');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('only .zip files are accepted');
    const strict = await send(readFileSync(new URL('taurus__kpi1.jtl', FIXTURES)), 'results.jtl', { rules: 'OCTOPERF' });
    expect(await strict.text()).toContain('only .zip files are accepted');
    expect((await send(zipOfTexts({ 'a.jtl': 'x' }), 'a.zip', { rules: 'OCTOPERF' })).status).toBe(201);
  });

  it('that fails says why in the words of the platform and leaves nothing behind', async () => {
    const before = await agent.call<{ reports: unknown[] }>('list_bench_reports_by_project', { projectId });
    const lines = readFileSync(new URL('taurus__kpi1.jtl', FIXTURES), 'utf8');
    const { started, task } = await imported(zipOfTexts({ 'results.jtl': lines }), 'strict.zip', { rules: 'OCTOPERF' });
    expect(task).toMatchObject({ status: 'FAILED', message: 'results.jtl has missing column(s) => [URL, SENT_BYTES]' });
    const second = await imported(zipOfTexts({ 'results.jtl': lines, 'jmeter.log': 'no JTL' }), 'mixed.zip');
    expect(second.task.status).toBe('FAILED');
    expect(second.task.message).toContain('jmeter.log has missing column(s) =>');
    for (const { benchResultId } of [started, second.started]) await agent.refused('get_bench_result', { benchResultId });
    expect((await agent.call<{ reports: unknown[] }>('list_bench_reports_by_project', { projectId })).reports).toHaveLength(before.reports.length);
    expect(await readdir(join(inject('house').dataFolder, 'files', '.incoming')).catch(() => [])).toEqual([]);
  });

  it('tells which lines it could not read', async () => {
    const cut = readFileSync(new URL('../fixtures/hostile/jtl/truncated-last-row.jtl', import.meta.url));
    const { task } = await imported(cut, 'cut.jtl');
    expect(task).toMatchObject({ status: 'SUCCESS', imported: { requests: 10, skipped: 1 } });
    expect(task.message).toContain('1 lines or samples could not be read');
    expect(task.imported?.files[0]?.skippedExamples[0]).toContain('line 12');
  });
});
