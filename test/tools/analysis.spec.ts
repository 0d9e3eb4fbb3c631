import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchReport } from '../../src/contract/bench-report.js';
import { curveOf, pointsFor } from '../../src/tools/analysis/values/curve.js';
import { short } from '../../src/tools/analysis/figures.js';
import { shownExchange } from '../../src/tools/analysis/values/shown-exchange.js';
import { shownItems } from '../../src/tools/analysis/reports/shown-report.js';
import { cutText } from '../../src/tools/vocabulary/cut-text.js';
import { fitting } from '../../src/tools/vocabulary/fitting.js';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar, playedRun } from '../support/work.js';
import { HOSTILE, type SmallSite, startSmallSite } from './small-site.js';

interface Item { '@type': string; id: string; name: string; metrics?: { id: string; benchResultId?: string }[] }
interface Report { id: string; benchResultIds: string[]; url: string; items: Item[]; configs: unknown[]; created: string }
interface Label { id: string; unit?: string; filters?: string }
interface Summary { values: unknown[]; metrics: Label[] }
interface Table { columns: Label[]; rows: { actionId: string; name?: string; values: { value: unknown }[] }[]; total: number; omitted?: string }
interface Chart { x: string; series: { metric: Label; points: { x: number; y: number }[]; highest?: { x: number; y: number }; omitted?: string }[] }
interface Errors { errors: { benchResultId: string; actionId: string; timestamp: number; responseCode: string; errorMessage: string }[]; total: number; omitted?: string }
interface Message { headers: string; body: string; more?: string }
interface Exchange { request: Message & { method: string; url: string }; response: Message & { code: number } }

const containing = (part: string): unknown => expect.stringContaining(part);
const SOME_TEXT: unknown = expect.any(String);

let agent: Agent;
let other: Agent;
let site: SmallSite;
let projectId: string;
let reportId: string;
let report: Report;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  ({ projectId } = await freshProject(agent));
  const { id } = await importHar(agent, projectId, site.har());
  const run = await playedRun(agent, { projectId, virtualUserId: id, name: 'Measured', users: 2, holdForSec: 3 });
  expect(run.state).toBe('FINISHED');
  reportId = run.reportId;
  report = await agent.call<Report>('get_bench_report', { reportId });
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

/** The address of the item with that type (and name). */
function item(type: string, name?: string): { reportId: string; itemId: string } {
  const found = report.items.find((candidate) => candidate['@type'] === type && (name === undefined || candidate.name === name));
  if (found === undefined) throw new Error(`no ${type} ${name ?? ''}`);
  return { reportId, itemId: found.id };
}
const served = (): number => [...site.served.values()].reduce((sum, count) => sum + count, 0);

describe('list_bench_reports_by_project', () => {
  it('lists the report with its run and page', async () => {
    const list = await agent.call<{ reports: Record<string, unknown>[]; total: number }>('list_bench_reports_by_project', { projectId });
    expect(list).toMatchObject({ total: 1, reportIdsNeedingDataUpdate: [], reportIdsBeingUpdated: [] });
    expect(list.reports[0]).toMatchObject({ id: reportId, benchResultIds: report.benchResultIds, url: report.url, name: SOME_TEXT });
    expect(list.reports[0]).not.toHaveProperty('items');
  });

  it('refuses a project of another account', async () => {
    await other.refused('list_bench_reports_by_project', { projectId });
  });
});

describe('get_bench_report', () => {
  it('answers every item of the default report in at most 8,000 characters', async () => {
    const { text } = await agent.raw('get_bench_report', { reportId });
    expect(text.length).toBeLessThanOrEqual(8_000);
    expect(report).toMatchObject({ id: reportId, url: containing(`/analysis/report/${reportId}`), configs: [{ '@type': 'ApdexReportConfig' }] });
    expect(report).not.toHaveProperty('omitted');
    expect(report.items.map((entry) => entry['@type'])).toEqual(expect.arrayContaining(['SummaryReportItem', 'StatisticTableReportItem', 'LineChartReportItem', 'PercentilesChartReportItem', 'ErrorsReportItem']));
    expect(report.items.find((entry) => entry['@type'] === 'SummaryReportItem')?.metrics?.length).toBeGreaterThan(0);
  });

  it('answers one item complete, run included', async () => {
    const { items } = await agent.call<Report>('get_bench_report', item('SummaryReportItem'));
    expect(items).toHaveLength(1);
    expect(items[0]?.metrics?.[0]).toMatchObject({ benchResultId: report.benchResultIds[0], configs: [] });
  });

  it('refuses an unknown item by listing the items, and a report of another account', async () => {
    const refusal = await agent.refused('get_bench_report', { reportId, itemId: 'nothing' });
    expect(refusal).toContain('SummaryReportItem');
    expect(refusal).toContain(item('SummaryReportItem').itemId);
    await other.refused('get_bench_report', { reportId });
  });

  it('gives what does not fit by type, id and name, and says so', () => {
    const text = { '@type': 'TextReportItem', name: 'Text', description: 'x'.repeat(3_000), configs: [] };
    const whole = BenchReport.parse({ id: 'r', projectId: 'p', benchResultIds: ['a', 'b'], name: 'r', description: null, items: [{ ...text, id: '1' }, { ...text, id: '2' }, { ...text, id: '3', benchResultId: 'a' }] });
    const { items, omitted } = shownItems(whole);
    expect(items.map((entry) => Object.keys(entry).length)).toEqual([4, 4, 3]);
    expect(omitted).toContain('1 items');
  });
});

describe('get_report_summary_values', () => {
  it('answers one figure per metric, and the hits that the site served', async () => {
    const { values, metrics } = await agent.call<Summary>('get_report_summary_values', item('SummaryReportItem'));
    expect(values).toHaveLength(metrics.length);
    const figure = (id: string): unknown => values[metrics.findIndex((metric) => metric.id === id)];
    expect(figure('HITS_TOTAL')).toBe(served());
    expect(figure('ERRORS_TOTAL')).toBe(site.served.get('/api/orders'));
    expect(metrics[0]).toEqual({ id: 'HITS_TOTAL', unit: 'count', filters: 'subSampleType = Hit' });
    expect(metrics.find(({ id }) => id === 'RESPONSE_TIME_AVG')?.unit).toBe('ms');
  });

  it('narrows to a window', async () => {
    const created = Date.parse(report.created);
    const { values } = await agent.call<Summary>('get_report_summary_values', { ...item('SummaryReportItem'), from: created - 3_600_000, to: created - 1_800_000 });
    expect([null, 0]).toContain(values[0]);
    const whole = await agent.call<Summary>('get_report_summary_values', { ...item('SummaryReportItem'), from: created - 1_000, to: created + 600_000 });
    expect(whole.values[0]).toBe(served());
  });

  it('refuses an empty window', async () => {
    expect(await agent.refused('get_report_summary_values', { ...item('SummaryReportItem'), from: 5, to: 5 })).toContain('before to');
  });

  it('refuses another item type and names the right tool', async () => {
    expect(await agent.refused('get_report_summary_values', item('StatisticTableReportItem'))).toContain('Call get_report_table_values');
    expect(await agent.refused('get_report_summary_values', item('PieChartReportItem'))).toContain('Call get_report_pie_values');
    expect(await agent.refused('get_report_summary_values', item('SynopsisReportItem'))).toContain('It has no values');
  });

  it('shortens figures without touching whole numbers', () => {
    expect([12345678, 12.34567, 0.000123456, -0.5556, 'NaN' as const, null].map(short)).toEqual([12345678, 12.346, 0.000123, -0.556, 'NaN', null]);
  });
});

describe('get_report_table_values', () => {
  it('answers a named row per request, whose hits are those of the site', async () => {
    const { columns, rows, total } = await agent.call<Table>('get_report_table_values', item('StatisticTableReportItem', 'Requests'));
    expect(total).toBe(3);
    expect(rows.every(({ name }) => name !== undefined)).toBe(true);
    const hits = columns.findIndex(({ id }) => id === 'HITS_TOTAL');
    expect(rows.map(({ values }) => values[hits]?.value).sort()).toEqual([...site.served.values()].sort());
    expect(rows.every(({ values }) => values.length === columns.length)).toBe(true);
  });

  it('goes on from an offset', async () => {
    const { rows, total } = await agent.call<Table>('get_report_table_values', { ...item('StatisticTableReportItem', 'Requests'), offset: 2 });
    expect([rows.length, total]).toEqual([1, 3]);
  });

  it('refuses another item type and names the right tool', async () => {
    expect(await agent.refused('get_report_table_values', item('ErrorsReportItem'))).toContain('Call get_report_errors');
  });

  it('cuts a long list to what an answer holds', () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({ index, text: 'x'.repeat(80) }));
    const { entries, omitted } = fitting(rows, { offset: 10, most: 100, budget: 1_000 });
    expect(JSON.stringify(entries).length).toBeLessThanOrEqual(1_001);
    expect(omitted).toBe(`${290 - entries.length} more: continue with offset ${10 + entries.length}`);
    expect(fitting(rows, { most: 7 }).entries).toHaveLength(7);
    expect(fitting(['x'.repeat(5_000)], { budget: 10 })).toEqual({ entries: ['x'.repeat(5_000)] });
  });
});

describe('get_report_line_chart_values', () => {
  it('answers curves over the time of the run', async () => {
    const { x, series } = await agent.call<Chart>('get_report_line_chart_values', item('LineChartReportItem', 'User load and hit rate'));
    expect(x).toBe('epoch ms');
    expect(series.map(({ metric }) => metric.id)).toEqual(['USERLOAD', 'HITS_RATE']);
    expect(Math.max(...(series[0]?.points.map(({ y }) => y) ?? []))).toBe(2);
    expect(series[1]?.points.every((point) => Math.abs(point.x - Date.parse(report.created)) < 600_000)).toBe(true);
  });

  it('answers a percentiles chart with x from 0 to 100', async () => {
    const { x, series } = await agent.call<Chart>('get_report_line_chart_values', item('PercentilesChartReportItem'));
    expect(x).toBe('percentile');
    const points = series[0]?.points ?? [];
    expect(points.length).toBeGreaterThan(5);
    expect(points.every((point) => point.x >= 0 && point.x <= 100 && point.y >= 0)).toBe(true);
  });

  it('thins to maxPoints and keeps the ends and the peak', async () => {
    const { series } = await agent.call<Chart>('get_report_line_chart_values', { ...item('PercentilesChartReportItem'), maxPoints: 2 });
    expect(series[0]?.points).toHaveLength(2);
    expect(series[0]?.omitted).toContain('maxPoints');
    const wave = Array.from({ length: 1_000 }, (_, x) => ({ x, y: x === 333 ? 999 : 1 }));
    const curve = curveOf(wave, 60, 'epoch ms');
    expect(curve.points).toHaveLength(60);
    expect([curve.points[0]?.x, curve.points.at(-1)?.x, curve.highest]).toEqual([0, 999, { x: 333, y: 999 }]);
    expect(curveOf(wave.slice(0, 60), 60, 'epoch ms')).toEqual({ points: wave.slice(0, 60) });
    const percentiles = Array.from({ length: 101 }, (_, x) => ({ x, y: x }));
    expect(curveOf(percentiles, 20, 'percentile').points.map(({ x }) => x)).toEqual(expect.arrayContaining([0, 50, 75, 90, 95, 99, 100]));
    expect(curveOf(percentiles, 20, 'percentile').points.length).toBeLessThanOrEqual(20);
    expect([1, 4, 10, 50].map(pointsFor)).toEqual([60, 55, 22, 10]);
  });

  it('refuses another item type and names the right tool', async () => {
    expect(await agent.refused('get_report_line_chart_values', item('SummaryReportItem'))).toContain('Call get_report_summary_values');
  });
});

describe('get_report_errors', () => {
  it('answers the failed samples', async () => {
    const { errors, total } = await agent.call<Errors>('get_report_errors', item('ErrorsReportItem'));
    expect(total).toBeGreaterThan(0);
    for (const error of errors) expect(error).toMatchObject({ benchResultId: report.benchResultIds[0], responseCode: '500', name: containing('/api/orders') });
  });

  it('narrows to a window', async () => {
    expect(await agent.call('get_report_errors', { ...item('ErrorsReportItem'), from: 1, to: 2 })).toMatchObject({ errors: [], total: 0 });
  });

  it('refuses another item type and names the right tool', async () => {
    expect(await agent.refused('get_report_errors', item('LineChartReportItem'))).toContain('Call get_report_line_chart_values');
  });
});

describe('fetch_bench_error_http', () => {
  it('answers request and response, with what the site wrote inside the fence', async () => {
    const { errors: [error] } = await agent.call<Errors>('get_report_errors', item('ErrorsReportItem'));
    const sample = { benchResultId: error?.benchResultId, actionId: error?.actionId, timestamp: error?.timestamp };
    const { request, response } = await agent.call<Exchange>('fetch_bench_error_http', sample);
    expect(request).toMatchObject({ method: 'POST', url: `<untrusted>${site.url}/api/orders</untrusted>`, body: '<untrusted>{"item":1}</untrusted>' });
    expect(response.code).toBe(500);
    expect(response.body.startsWith('<untrusted>out of stock')).toBe(true);
    expect(response.body.endsWith('</untrusted>')).toBe(true);
    expect(response.body.match(/<\/untrusted>/g)).toHaveLength(1);
    expect(response.headers.match(/<\/untrusted>/g)).toHaveLength(1);
    expect(response.more).toContain('bodyOffset 4000');
    const rest = await agent.call<Exchange>('fetch_bench_error_http', { ...sample, bodyOffset: 4_000 });
    expect(rest.response.body).toBe(`<untrusted>${HOSTILE.padEnd(5_000, '.').slice(4_000)}</untrusted>`);
  });

  it('refuses a sample that was not kept', async () => {
    await agent.refused('fetch_bench_error_http', { benchResultId: report.benchResultIds[0], actionId: 'nothing', timestamp: 1 });
  });

  it('shows no binary body, says what the run did not keep, and never ends in half a character', () => {
    const message = { headers: [], body: '', bodyEncoding: 'text' as const };
    const shown = shownExchange({ request: { ...message, method: 'GET', url: 'http://x/', body: 'AAAA', bodyEncoding: 'base64', bodySize: 3 }, response: { ...message, code: -1, message: 'Read timed out', body: 'abc', bodySize: 10 } }, 0);
    expect(shown.request).toMatchObject({ body: '', more: 'binary, 3 bytes: not shown' });
    expect(shown.response).toMatchObject({ code: -1, message: '<untrusted>Read timed out</untrusted>', more: 'the run kept the first 3 of 10 bytes' });
    expect(cutText('ab😀cd', 3)).toEqual({ text: 'ab', left: 4 });
  });
});
