import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { Job, type ValidatedAction } from '../../demo/job.js';
import { connectAsPerson } from '../../demo/oauth-agent.js';
import { type RunningShop, startShop } from '../../demo/shop/shop.js';
import { ACCOUNTS } from '../support/server-process.js';
import { shopHar } from '../support/work.js';

interface Report { items: { id: string; '@type': string; name: string; metrics?: { id: string }[] }[]; benchResultIds: string[]; url: string }
interface Table { columns: { id: string }[]; rows: { actionId: string; name?: string; values: { value: number | string | null }[] }[]; total: number; omitted?: string }
interface Summary { values: (number | string | null)[]; metrics: { id: string }[] }
interface Chart { x: string; series: { metric?: { id: string }; points: { x: number; y: number }[]; omitted?: string }[] }
interface Lines { lines: string[]; from: number; total: number; nextFrom?: number }

const USERS = 5;
const RAMP_UP_SEC = 2;
const HOLD_SEC = 3;

let shop: RunningShop;
let client: Client | undefined;
let job: Job;
let target: { projectId: string; virtualUserId: string; providerId: string; location: string };
let before: ValidatedAction[];
let isBroken = false;

/** Sends the recording to an upload link, as an agent would; pauses are cut short so that five seconds of load are worth counting. */
async function importRecording(projectId: string): Promise<string> {
  const link = await job.call<{ url: string; method: string }>('import_har_virtual_user', { projectId, maxThinktimeMs: 10 });
  const har = await shopHar(shop.url);
  const upload = (): Promise<Response> => {
    const form = new FormData();
    form.append('file', new Blob([har], { type: 'application/json' }), 'shop.har');
    return fetch(link.url, { method: link.method, body: form });
  };
  const answer = await upload();
  expect(answer.status).toBe(201);
  expect((await upload()).status).toBe(410);
  return ((await answer.json()) as { id: string }).id;
}

/** The steps build on each other, as an agent's do: the first that fails ends the journey. */
describe('a recorded HAR becomes a report', { sequential: true }, () => {
  beforeAll(async () => { shop = await startShop({ port: 0, latencyMs: 4 }); });
  beforeEach(({ onTestFailed, skip }) => {
    if (isBroken) skip('an earlier step failed');
    onTestFailed(() => { isBroken = true; });
  });
  afterAll(async () => {
    await client?.close();
    await shop.close();
  });

  it('an agent that knows the endpoint and a person signs in through OAuth', async () => {
    const { mcpUrl } = inject('house');
    const { username, password } = ACCOUNTS.tester;
    const signedIn = await connectAsPerson(mcpUrl, username, password);
    client = signedIn.client;
    job = new Job(client);
    expect(await job.call('get_current_user')).toMatchObject({ username });
    expect(signedIn.memory.tokens()?.refresh_token).toBeTypeOf('string');
  });

  it('imports the recording into a project of its own', async () => {
    const { workspaces } = await job.call<{ workspaces: { id: string }[] }>('list_workspaces');
    const { id: projectId } = await job.call<{ id: string }>('create_project', { workspaceId: workspaces[0]?.id, name: `First slice ${process.pid}` });
    const virtualUserId = await importRecording(projectId);
    const { providers } = await job.call<{ providers: { id: string; locations: string[] }[] }>('list_public_docker_providers');
    target = { projectId, virtualUserId, providerId: providers[0]?.id ?? '', location: providers[0]?.locations[0] ?? '' };
    expect(await job.call('describe_virtual_user', { virtualUserId })).toMatchObject({ id: virtualUserId, type: 'JMETER', url: expect.stringContaining(`/project/${projectId}/design/virtual-user/${virtualUserId}`) as string });
    expect(await job.call('sanity_check_virtual_user', { virtualUserId })).toMatchObject({ errors: 0 });
  });

  it('the recording as it is fails, first of all on the CSRF token of the login', async () => {
    before = await job.validate(target);
    const failing = before.filter(({ success, total }) => success < total);
    expect(failing.length).toBeGreaterThan(0);
    expect(failing.length).toBeLessThan(before.length);
    const earliest = failing.reduce((first, action) => ((action.failedTimestamps[0] ?? Infinity) < (first.failedTimestamps[0] ?? Infinity) ? action : first));
    expect(earliest).toMatchObject({ method: 'POST', path: '/login' });
    const detail = await job.call<{ recordedResponse: { code: number }; validationResponse: { code: number } }>('get_validation_failure_detail', { virtualUserId: target.virtualUserId, actionId: earliest.actionId, timestamp: earliest.failedTimestamps[0] });
    expect(detail.validationResponse.code).toBe(403);
    expect(detail.recordedResponse.code).toBeLessThan(400);
  });

  it('the correlation rules find and replace what changes', async () => {
    const task = await job.correlate(target.projectId, target.virtualUserId);
    expect(task).toMatchObject({ status: 'SUCCESS' });
    expect(task.message).not.toContain('Without effect');
  });

  it('then everything passes, and nothing was left out to get there', async () => {
    shop.reset();
    const after = await job.validate(target);
    expect(after.map(({ actionId }) => actionId).sort()).toEqual(before.map(({ actionId }) => actionId).sort());
    expect(after.filter(({ success, total }) => total === 0 || success < total)).toEqual([]);
    expect(shop.stats().orders).toBeGreaterThan(0);
    const refused = Object.values(shop.stats().routes).flatMap(({ statuses }) => Object.keys(statuses)).filter((status) => Number(status) >= 400);
    expect(refused).toEqual([]);
  });

  it('load is played, and the report counts what the site counted, to the request', async () => {
    shop.reset();
    const { projectId, virtualUserId, providerId, location } = target;
    const scenario = await job.call<{ id: string; totalUsers: number }>('create_scenario_ramp_up', { projectId, scenarioName: 'Rush', virtualUserIds: [virtualUserId], providerId, locations: [location], users: USERS, rampUpSec: RAMP_UP_SEC, holdForSec: HOLD_SEC });
    expect(scenario.totalUsers).toBe(USERS);
    const run = await job.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId: scenario.id });
    const benchResultId = run.benchResultIds[0] ?? '';
    const end = await job.until(() => job.call<{ state: string; terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal, 200, 60_000);
    expect(end.state).toBe('FINISHED');
    await readReport(run.benchReportId, benchResultId, shop.stats().total);
    await readFiles(benchResultId, shop.stats().total);
    const { total } = await job.call<{ total: number }>('list_bench_reports_by_project', { projectId });
    expect(total).toBe(1);
  });
});

async function readReport(reportId: string, benchResultId: string, counted: number): Promise<void> {
  const report = await job.call<Report>('get_bench_report', { reportId });
  expect(report.benchResultIds).toEqual([benchResultId]);
  const item = (type: string, name = ''): string => report.items.find((candidate) => candidate['@type'] === type && candidate.name.includes(name))?.id ?? `no ${type} ${name}`;
  const { values, metrics } = await job.call<Summary>('get_report_summary_values', { reportId, itemId: item('SummaryReportItem') });
  const figure = (id: string): unknown => values[metrics.findIndex((metric) => metric.id === id)];
  expect(counted).toBeGreaterThan(USERS * before.length);
  expect(figure('HITS_TOTAL')).toBe(counted);
  expect(figure('ERRORS_TOTAL')).toBe(0);

  const table = await job.call<Table>('get_report_table_values', { reportId, itemId: item('StatisticTableReportItem', 'Requests') });
  expect(table.omitted).toBeUndefined();
  const hits = table.columns.findIndex(({ id }) => id === 'HITS_TOTAL');
  expect(sum(table.rows.map((row) => Number(row.values[hits]?.value)))).toBe(counted);
  expect(table.rows.every(({ name }) => name !== undefined)).toBe(true);

  const chart = await job.call<Chart>('get_report_line_chart_values', { reportId, itemId: item('LineChartReportItem', 'hit rate'), maxPoints: 1_000 });
  const rate = chart.series.find(({ metric }) => metric?.id === 'HITS_RATE');
  expect(rate?.omitted).toBeUndefined();
  // A point per second, so the rates add up to the hits.
  expect(steps(rate?.points ?? [])).toEqual([1_000]);
  expect(sum((rate?.points ?? []).map(({ y }) => y))).toBe(counted);
  expect(await job.call('get_report_errors', { reportId, itemId: item('ErrorsReportItem') })).toMatchObject({ total: 0 });
}

async function readFiles(benchResultId: string, counted: number): Promise<void> {
  const { files } = await job.call<{ files: { filename: string }[] }>('list_bench_result_files', { benchResultId });
  expect(files.map(({ filename }) => filename).sort()).toEqual(['jmeter.log', 'results.jtl']);
  const { total, lines } = await job.call<Lines>('read_bench_result_file_lines', { benchResultId, filename: 'results.jtl', from: 0, count: 1 });
  expect(lines[0]).toMatch(/^timeStamp,elapsed,label,/);
  expect(total - 1).toBe(counted);
  const link = await job.call<{ url: string }>('download_bench_result_file', { benchResultId, filename: 'results.jtl' });
  const download = await fetch(link.url);
  expect(download.status).toBe(200);
  expect((await download.text()).trim().split('\n')).toHaveLength(counted + 1);
  expect((await fetch(link.url)).status).toBe(410);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** The distances between neighbouring points, each once. */
const steps = (points: readonly { x: number }[]): number[] => [...new Set(points.slice(1).map(({ x }, index) => x - (points[index]?.x ?? 0)))];
