import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ENDPOINTS } from '../../src/contract/endpoints.js';
import type { OpenReportItem } from '../../src/contract/bench-report.js';
import { shownItem, shownItems } from '../../src/tools/analysis/reports/shown-report.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Item { '@type': string; id: string; name: string; repeatedFor?: number; metrics?: { id: string; benchResultId?: string }[] }
interface Report { id: string; name: string; projectId: string; description: string; tags: string[]; benchResultIds: string[]; url: string; items: Item[]; configs: { '@type': string; results?: { benchResultId: string; label: string }[]; names?: string[] }[] }
interface Listing { id: string; name: string; url: string; benchResultIds: string[]; matchedRuns?: number; runsNeedingDataUpdate?: string[]; warnings?: string[]; undoHandle?: string; tags?: string[] }
interface Run { benchReportId: string; benchResultIds: string[] }

let agent: Agent;
let other: Agent;
let site: SmallSite;
let projectId: string;
let scenarioId: string;
const runs: Run[] = [];

async function run(): Promise<Run> {
  const started = await agent.call<Run>('run_scenario', { scenarioId });
  await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId: started.benchResultIds[0] }), ({ terminal }) => terminal);
  runs.push(started);
  return started;
}
const runId = (index: number): string => runs[index]?.benchResultIds[0] ?? '';
const reportId = (index: number): string => runs[index]?.benchReportId ?? '';
const read = async (id: string): Promise<Report> => agent.call<Report>('get_bench_report', { reportId: id });
const itemOf = ({ items }: Report, name: string): Item => items.find((item) => item.name === name) ?? { '@type': '', id: '', name: '' };
const shownRuns = ({ configs }: Report): string[] => (configs.find(({ results }) => results !== undefined)?.results ?? []).map(({ benchResultId }) => benchResultId);
const containing = (part: string): unknown => expect.stringContaining(part);
const TEXT = { op: 'add', path: '/items/-', value: { '@type': 'TextReportItem', id: '', name: 'Note', description: 'for the team' } };

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  ({ projectId } = await freshProject(agent));
  const { id } = await importHar(agent, projectId, site.har());
  const { providerId, location } = await anyLocation(agent);
  scenarioId = (await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Nightly shop', virtualUserIds: [id], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 1 })).id;
  await run();
  await agent.call('update_scenario', { scenarioId, tags: ['nightly', 'shop'] });
  await run();
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

describe('update_bench_report', () => {
  it('changes name, description and tags, keeps the items, and can be undone', async () => {
    const before = await read(reportId(0));
    const changed = await agent.call<Listing>('update_bench_report', { reportId: before.id, name: 'Release 1', description: 'first', tags: ['release', 'release'] });
    expect(changed).toMatchObject({ id: before.id, projectId, name: 'Release 1', description: 'first', tags: ['release'], benchResultIds: [runId(0)], url: before.url });
    expect((await read(before.id)).items).toEqual(before.items);
    await agent.call('undo_change', { projectId, undoHandle: changed.undoHandle });
    expect(await read(before.id)).toMatchObject({ name: before.name, tags: [] });
  });

  it('refuses nothing to change, names too long and reports of another account', async () => {
    expect(await agent.refused('update_bench_report', { reportId: reportId(0) })).toContain('nothing to change');
    expect(await agent.refused('update_bench_report', { reportId: reportId(0), name: 'x'.repeat(81) })).toContain('80');
    await other.refused('update_bench_report', { reportId: reportId(0), name: 'Mine' });
  });
});

describe('patch_bench_report', () => {
  it('adds an item, which gets an id; undo_change takes it out again', async () => {
    const before = await read(reportId(0));
    const { undoHandle, warnings } = await agent.call<Listing>('patch_bench_report', { reportId: before.id, patch: [TEXT] });
    expect(warnings).toEqual([]);
    expect((await read(before.id)).items.at(-1)).toMatchObject({ '@type': 'TextReportItem', name: 'Note', description: 'for the team', id: expect.stringMatching(/^[\w-]{20}$/) as string });
    await agent.call('undo_change', { projectId, undoHandle });
    expect((await read(before.id)).items).toEqual(before.items);
  });

  it('lets the backend check the metrics it changes, and says so where the backend cannot', async () => {
    const { origin } = inject('house');
    const { status } = await fetch(origin + ENDPOINTS.validateReportItem.path, { method: 'POST', headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' }, body: '{}' });
    const codes = { id: 'HTTP_RESPONSE_CODES', type: 'WEB', benchResultId: runId(0), filters: [], configs: [] };
    const wrong = { reportId: reportId(0), patch: [{ op: 'add', path: '/items/-', value: { '@type': 'LineChartReportItem', id: '', name: 'Codes over time', metrics: [codes] } }] };
    if ([404, 405, 501].includes(status)) {
      const { warnings, undoHandle } = await agent.call<Listing>('patch_bench_report', wrong);
      expect(warnings).toEqual([containing('offers no check of metrics')]);
      await agent.call('undo_change', { projectId, undoHandle });
    } else expect(await agent.refused('patch_bench_report', wrong)).toMatch(/"Codes over time" \(LineChartReportItem\): .*HTTP_RESPONSE_CODES.*report-item-editing/s);
    expect((await read(reportId(0))).items.map(({ name }) => name)).not.toContain('Codes over time');
  });

  it('refuses, and stores nothing of, what does not fit, other runs and another id', async () => {
    const before = await read(reportId(0));
    const refused = async (patch: object[]): Promise<string> => agent.refused('patch_bench_report', { reportId: before.id, patch });
    expect(await refused([TEXT, { op: 'add', path: '/items/-', value: { '@type': 'PieReportItem', id: '', name: 'x' } }])).toMatch(/1.*add.*\/items\/-.*PieReportItem.*octoperf:\/\/schema\/bench-report/s);
    expect(await refused([{ op: 'replace', path: '/benchResultIds/0', value: runId(1) }])).toContain('benchResultIds');
    expect(await refused([{ op: 'replace', path: '/projectId', value: 'other' }])).toContain('projectId');
    expect(await refused([{ op: 'replace', path: '/items/1/metrics/0/benchResultId', value: runId(1) }])).toContain(`names the run "${runId(1)}"`);
    expect(await refused([{ op: 'copy', from: '/items/0', path: '/items/-' }])).toContain('Two items have the id');
    expect(await read(before.id)).toEqual(before);
  });
});

describe('create_trend_report_by_tags', () => {
  it('follows the runs that bear the tags, finds later ones at the next read, and fits an answer', async () => {
    const made = await agent.call<Listing>('create_trend_report_by_tags', { benchResultId: runId(0), tags: ['shop', 'nightly'], name: 'Shop over time' });
    expect(made).toMatchObject({ name: 'Shop over time', benchResultIds: [runId(0)], matchedRuns: 1, runsNeedingDataUpdate: [], url: containing(made.id) });
    await run();
    await agent.call('update_bench_report', { reportId: reportId(2), tags: ['late'] });
    const { text } = await agent.raw('get_bench_report', { reportId: made.id });
    expect(text.length).toBeLessThanOrEqual(8_000);
    const report = await read(made.id);
    expect(shownRuns(report)).toEqual([runId(0), runId(1), runId(2)]);
    const bars = itemOf(report, 'Latest vs reference summary');
    expect([bars.metrics?.length, bars.repeatedFor]).toEqual([1, 2]);
    const { values, metrics } = await agent.call<{ values: number[]; metrics: { benchResultId: string }[] }>('get_report_summary_values', { reportId: made.id, itemId: bars.id });
    expect(metrics.map(({ benchResultId }) => benchResultId)).toEqual([runId(0), runId(1), runId(2)]);
    expect(values.every((value) => value > 0)).toBe(true);
    const delta = itemOf(report, 'Requests against the reference');
    expect(delta).toMatchObject({ computeType: 'DELTA', benchResultId: runId(0), repeatedFor: 2 });
    const { columns, rows } = await agent.call<{ columns: { benchResultId: string }[]; rows: { values: { value: unknown }[] }[] }>('get_report_table_values', { reportId: made.id, itemId: delta.id });
    const own = columns.flatMap(({ benchResultId }, index) => (benchResultId === runId(0) ? [index] : []));
    expect([own.length, columns.length, rows.length]).toEqual([4, 12, 3]);
    expect(rows.flatMap(({ values }) => own.map((index) => values[index]?.value))).toEqual(Array(12).fill(0));
  });

  it('can be patched as it is read, and the change stays in the metrics of the reference', async () => {
    const { id } = await agent.call<Listing>('create_trend_report_by_tags', { benchResultId: runId(0), tags: ['nightly'] });
    const report = await read(id);
    const index = report.items.findIndex(({ name }) => name === 'Errors');
    const { undoHandle } = await agent.call<Listing>('patch_bench_report', { reportId: id, patch: [{ op: 'replace', path: `/items/${index}/metrics/0/id`, value: 'ERRORS_TOTAL' }, { op: 'replace', path: '/configs/1/selectors/0/tags', value: ['late'] }] });
    const changed = await read(id);
    expect(shownRuns(changed)).toEqual([runId(0), runId(2)]);
    expect(itemOf(changed, 'Errors')).toMatchObject({ metrics: [{ id: 'ERRORS_TOTAL' }], repeatedFor: 1 });
    await agent.call('undo_change', { projectId, undoHandle });
    expect((await read(id)).items).toEqual(report.items);
    const stranger = { id: 'HITS_TOTAL', type: 'BASIC', benchResultId: runId(1), filters: [], configs: [] };
    expect(await agent.refused('patch_bench_report', { reportId: id, patch: [{ op: 'add', path: `/items/${index}/metrics/-`, value: stranger }] })).toContain('repeated for every matched run');
  });

  it('refuses no tags, too many results, and a run of another account', async () => {
    expect(await agent.refused('create_trend_report_by_tags', { benchResultId: runId(0), tags: [] })).toContain('tags');
    expect(await agent.refused('create_trend_report_by_tags', { benchResultId: runId(0), tags: ['x'], shownResults: 26 })).toContain('25');
    await other.refused('create_trend_report_by_tags', { benchResultId: runId(0), tags: ['x'] });
  });
});

describe('create_trend_report_by_name', () => {
  it('follows the runs of scenarios of that name, as written or not', async () => {
    const matched = async (search: string, matchType?: string): Promise<number | undefined> => (await agent.call<Listing>('create_trend_report_by_name', { benchResultId: runId(0), search, ...(matchType === undefined ? {} : { matchType }) })).matchedRuns;
    expect([await matched('Nightly shop'), await matched('nightly SHOP'), await matched('nightly', 'STARTS_WITH_IGNORECASE'), await matched('shop', 'ENDS_WITH')]).toEqual([runs.length - 1, 0, runs.length - 1, runs.length - 1]);
  });
  it('refuses an unknown way to match', async () => {
    expect(await agent.refused('create_trend_report_by_name', { benchResultId: runId(0), search: 'x', matchType: 'REGEX' })).toContain('matchType');
  });
});

describe('create_trend_report_by_creation_date', () => {
  it('follows the runs created within the bounds, and shows the newest', async () => {
    const all = await agent.call<Listing>('create_trend_report_by_creation_date', { benchResultId: runId(0), fromMs: 0 });
    expect(all.matchedRuns).toBe(runs.length - 1);
    const newest = await agent.call<Listing>('create_trend_report_by_creation_date', { benchResultId: runId(0), shownResults: 1 });
    expect(shownRuns(await read(newest.id))).toEqual([runId(0), runId(runs.length - 1)]);
    expect((await agent.call<Listing>('create_trend_report_by_creation_date', { benchResultId: runId(0), toMs: 1 })).matchedRuns).toBe(0);
  });
  it('refuses bounds that exclude everything', async () => {
    expect(await agent.refused('create_trend_report_by_creation_date', { benchResultId: runId(0), fromMs: 2, toMs: 1 })).toContain('after toMs');
  });
});

describe('create_comparison_report', () => {
  it('shows runs side by side, in their order and under their labels', async () => {
    const made = await agent.call<Listing>('create_comparison_report', { benchResultIds: [runId(1), runId(0)], names: ['New', 'Old'] });
    expect(made).toMatchObject({ benchResultIds: [runId(1), runId(0)], name: 'Comparison of New, Old', runsNeedingDataUpdate: [] });
    const report = await read(made.id);
    expect(report.configs.find(({ names }) => names !== undefined)?.names).toEqual(['New', 'Old']);
    const summary = itemOf(report, 'Summary');
    expect(summary.repeatedFor).toBe(1);
    const { values, metrics } = await agent.call<{ values: number[]; metrics: { id: string; benchResultId: string }[] }>('get_report_summary_values', { reportId: made.id, itemId: summary.id });
    const hits = metrics.flatMap(({ id }, index) => (id === 'HITS_TOTAL' ? [values[index]] : []));
    expect(hits).toHaveLength(2);
    const { items: [errors] } = await agent.call<Report>('get_bench_report', { reportId: made.id, itemId: itemOf(report, 'Error samples: Old').id });
    expect(errors).toMatchObject({ benchResultId: runId(0) });
  });

  it('refuses one run, five, names that do not match and a run of another account', async () => {
    expect(await agent.refused('create_comparison_report', { benchResultIds: [runId(0)] })).toContain('benchResultIds');
    expect(await agent.refused('create_comparison_report', { benchResultIds: [runId(0), runId(1)], names: ['a', 'b', 'c'] })).toContain('one name per run');
    expect(await agent.refused('create_comparison_report', { benchResultIds: [runId(0), runId(0)] })).toContain('twice');
    await other.refused('create_comparison_report', { benchResultIds: [runId(0), runId(1)] });
  });
});

describe('delete_bench_report', () => {
  it('deletes the report alone, and undo_change makes it anew', async () => {
    const { id } = await agent.call<Listing>('create_comparison_report', { benchResultIds: [runId(0), runId(1)] });
    const before = await read(id);
    const { undoHandle } = await agent.call<Listing>('delete_bench_report', { reportId: id });
    await agent.refused('get_bench_report', { reportId: id });
    expect(await agent.call('get_bench_result', { benchResultId: runId(0) })).toMatchObject({ state: 'FINISHED' });
    const { restored: [restored], notes } = await agent.call<{ restored: { id: string; formerId: string; outcome: string; url: string }[]; notes: string[] }>('undo_change', { projectId, undoHandle });
    expect([restored?.formerId, restored?.outcome, notes]).toEqual([id, 'recreated', ['What had been deleted has a new id.']]);
    expect(restored?.url).toContain(`/analysis/report/${restored?.id ?? ''}`);
    const again = await read(restored?.id ?? '');
    expect({ ...again, id, url: before.url, created: undefined }).toEqual({ ...before, created: undefined });
  });

  it('refuses a report of another account', async () => {
    await other.refused('delete_bench_report', { reportId: reportId(0) });
  });
});

describe('metrics that repeat for further runs', () => {
  const metric = (benchResultId: string, id = 'HITS_TOTAL'): object => ({ id, benchResultId, filters: [], configs: [] });
  const item = (...metrics: object[]): OpenReportItem => ({ '@type': 'BarChartReportItem', id: 'i', name: 'x', metrics });
  const of = (runIds: string[], one: OpenReportItem) => ({ benchResultIds: runIds, configs: [], items: [one] });

  it('are left out only where they are the same, run by run in the known order', () => {
    const shown = (runIds: string[], one: OpenReportItem): unknown => shownItems(of(runIds, one)).items[0]?.['repeatedFor'];
    expect(shown(['a', 'b'], item(metric('a'), metric('b')))).toBe(1);
    expect(shown(['a', 'b'], item(metric('b'), metric('a')))).toBeUndefined();
    expect(shown(['a', 'b'], item(metric('a'), metric('b', 'HITS_RATE')))).toBeUndefined();
    expect(shown(['a', 'b'], item(metric('a'), metric('a', 'HITS_RATE'), metric('b')))).toBeUndefined();
    expect(shown(['a'], item(metric('a'), metric('a')))).toBeUndefined();
  });

  it('that differ are cut to what an answer holds, and said to be', () => {
    const one = item(...Array.from({ length: 400 }, (_, index) => metric(`run-${index}`)));
    const { items, omitted } = shownItem(of(['a'], one), one);
    expect(JSON.stringify(items).length).toBeLessThanOrEqual(7_100);
    expect(omitted).toBe(`${400 - ((items[0]?.['metrics'] as object[]).length)} metrics more, from /metrics/${(items[0]?.['metrics'] as object[]).length} on`);
  });
});
