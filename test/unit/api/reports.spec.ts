import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BenchReport } from '../../../src/contract/bench-report.js';
import type { BenchReportTemplate } from '../../../src/contract/bench-report-template.js';
import { type BenchEntity, newBench } from '../../../src/local/api/runtime/bench-results/bench-entity.js';
import { Retention } from '../../../src/local/api/runtime/bench-results/retention.js';
import { defaultReport } from '../../../src/local/analysis/default-report.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import type { Answer } from './running-backend.js';
import { House, like, messageOf } from './house.js';

const KEPT = 3;
const REPORTS = '/analysis/bench-reports';
const TEMPLATES = '/analysis/bench-report-templates';
let house: House;
let database: LocalDatabase;
let projectId: string;
let workspaceId: string;
let counter = 0;

beforeAll(async () => {
  house = await House.open({ OCTOPERF_LOCAL__RETENTION__SWEEP_MINUTES: '0', OCTOPERF_LOCAL__RETENTION__RESULTS_PER_PROJECT: String(KEPT) });
  database = house.backend.app.get(LocalDatabase);
  workspaceId = await house.workspace();
});
beforeEach(async () => { projectId = (await house.project()).id; });
afterAll(() => house.backend.stop());

/** A run that is over, with its report, as a launch leaves them. */
async function aRun(more: Partial<BenchEntity> = {}, { tags = [] as string[], at = projectId } = {}): Promise<string> {
  const id = `bench-${++counter}`;
  const created = 1_700_000_000_000 + counter * 1_000;
  const begun = newBench({ id, batchId: 'b', scenarioId: 's', designProjectId: at, resultProjectId: '', userId: 'u', name: `Run ${id}`, mode: 'STANDARD', scenarioName: 'Shop', scenarioTags: [], plannedMs: 1_000 }, created);
  await database.documents.insert('benchResult', { ...begun, state: 'FINISHED', endedAt: created + 1_000, ...more }, { workspaceId, parentId: at });
  const report = defaultReport({ benchResultId: id, projectId: at, userId: 'u', name: `Run ${id}`, virtualUsers: [], created, id: () => `item-${++counter}` });
  await database.documents.insert('benchReport', { ...report, id: `report-${id}`, tags }, { workspaceId, parentId: at });
  return id;
}
const reportOf = async (id: string): Promise<BenchReport> => (await house.call('GET', `${REPORTS}/${id}`)).json as BenchReport;
const put = async (report: BenchReport): Promise<Answer> => house.call('PUT', `${REPORTS}/${report.id}`, report);
const byTags = (...tags: string[]): object => ({ '@type': 'TrendReportConfig', selectors: [{ '@type': 'TrendReportTagsSelector', tags }], shownResults: 20 });
const trendOn = async (anchor: string, config: object = byTags('nightly'), more: object = {}): Promise<BenchReport> => house.made<BenchReport>(`${REPORTS}/trend/${anchor}`, { config, ...more });
const runsOf = (report: BenchReport): string[] => [...new Set((report.items.find(({ name }) => name === '95th percentile')?.['metrics'] as { benchResultId: string }[]).map(({ benchResultId }) => benchResultId))];
const refused = (answer: Answer): [number, string] => [answer.status, messageOf(answer)];
const containing = (text: string): unknown => expect.stringContaining(text);

describe('a bench report', () => {
  it('is changed as a whole: unknown fields stay, new items get an id, owner and place are kept', async () => {
    const report = await reportOf(`report-${await aRun()}`);
    const text = { '@type': 'TextReportItem', id: '', name: 'Note', description: 'read me', future: { kept: true } };
    const answer = await put({ ...report, name: 'Renamed', userId: 'somebody', tags: ['nightly'], future: [1], items: [...report.items, text] });
    expect(answer.status).toBe(200);
    const written = await reportOf(report.id);
    expect(written).toMatchObject({ name: 'Renamed', userId: 'u', tags: ['nightly'], future: [1], projectId, created: report.created });
    expect(written.items.at(-1)).toEqual({ ...text, id: like(expect.stringMatching(/^[\w-]{20}$/)) });
    expect(written.items.slice(0, -1)).toEqual(report.items);
    expect(Number(written.lastModified)).toBeGreaterThan(Number(report.lastModified));
  });

  it('refuses another id, project or run, a metric of another run, an item twice, and what is no item', async () => {
    const [run, other] = [await aRun(), await aRun()];
    const report = await reportOf(`report-${run}`);
    const [first] = report.items;
    const bad: [BenchReport, number, string][] = [
      [{ ...report, projectId: 'elsewhere' }, 400, 'projectId'],
      [{ ...report, benchResultIds: [other] }, 400, 'benchResultIds'],
      [{ ...report, items: report.items.map((item) => (item['metrics'] === undefined ? item : { ...item, metrics: (item['metrics'] as object[]).map((metric) => ({ ...metric, benchResultId: other })) })) }, 400, `names the run "${other}"`],
      [{ ...report, items: [...report.items, ...(first === undefined ? [] : [first])] }, 400, 'Two items have the id'],
      [{ ...report, items: [{ '@type': 'SummaryReportItem', id: '', name: 'x' }] }, 400, 'items.0.metrics'],
      [{ ...report, items: [{ '@type': 'FutureReportItem', id: '', name: 'x' }] }, 400, 'items.0'],
      [{ ...report, configs: [...report.configs, ...report.configs] }, 400, 'two settings of the type "ApdexReportConfig"'],
      [{ ...report, name: 'x'.repeat(81) }, 400, '80'],
    ];
    for (const [body, status, sentence] of bad) expect(refused(await put(body))).toEqual([status, containing(sentence)]);
    expect(refused(await house.call('PUT', `${REPORTS}/${report.id}`, { ...report, id: 'other' }))).toEqual([400, containing('must be the same')]);
    expect(await reportOf(report.id)).toEqual(report);
  });

  it('of two writers at one moment refuses the one that would undo the other', async () => {
    const report = await reportOf(`report-${await aRun()}`);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => put({ ...report, name: `Writer ${index}` })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    const names = answers.filter(({ status }) => status === 200).map(({ json }) => (json as BenchReport).name);
    expect(names).toContain((await reportOf(report.id)).name);
  });

  it('is deleted without its run, and made again from what it was', async () => {
    const run = await aRun();
    const report = await reportOf(`report-${run}`);
    expect((await house.call('DELETE', `${REPORTS}/${report.id}`)).status).toBe(204);
    expect((await house.call('GET', `${REPORTS}/${report.id}`)).status).toBe(404);
    expect((await house.call('GET', `/runtime/bench-results/${run}`)).status).toBe(200);
    const again = await house.made<BenchReport>(REPORTS, report);
    expect(again).toMatchObject({ name: report.name, items: report.items, configs: report.configs, benchResultIds: [run] });
    expect(refused(await house.call('POST', REPORTS, { ...report, benchResultIds: ['nothing'], items: [] }))).toEqual([404, containing('no bench result')]);
  });

  it('is seen and changed by nobody else', async () => {
    const report = await reportOf(`report-${await aRun()}`);
    for (const [method, body] of [['GET', undefined], ['PUT', report], ['DELETE', undefined]] as const) expect((await house.call(method, `${REPORTS}/${report.id}`, body, 'bob')).status).toBe(404);
    expect((await house.call('POST', `${REPORTS}/trend/${report.benchResultIds[0] ?? ''}`, byTags('x'), 'bob')).status).toBe(404);
    expect((await house.call('POST', `${REPORTS}/comparison`, { benchResultIds: [report.benchResultIds[0], report.benchResultIds[0]] }, 'bob')).status).toBe(400);
  });
});

describe('a trend report', () => {
  it('finds its runs anew at every read: by the tags of scenarios and of reports, only tests that were played', async () => {
    const anchor = await aRun();
    const tagged = await aRun({ scenarioTags: ['nightly'] });
    const byReport = await aRun({ state: 'ABORTED' }, { tags: ['nightly'] });
    await aRun({ scenarioTags: ['nightly'], state: 'ERROR' });
    const running = await aRun({ scenarioTags: ['nightly'], state: 'RUNNING' });
    await aRun({ scenarioTags: ['nightly'], mode: 'CHECK' });
    await aRun({}, { tags: ['weekly'] });
    const report = await trendOn(anchor);
    expect([report.benchResultIds, runsOf(report)]).toEqual([[anchor], [anchor, tagged, byReport]]);
    const results = (report.configs.find((config) => config['@type'] === 'TrendReportConfig') as unknown as { results: object[] }).results;
    expect(results.map((result) => (result as { benchResultId: string }).benchResultId)).toEqual([anchor, tagged, byReport]);
    expect(results[0]).toMatchObject({ reference: true, label: containing('Run bench-') });
    expect(report.name).toBe(`Trend of Run ${anchor}`);
    const stored = await database.documents.find('benchResult', running);
    await database.documents.replace('benchResult', { ...(stored?.document ?? { id: running }), state: 'FINISHED' } as BenchEntity);
    const late = await aRun({ scenarioTags: ['nightly', 'more'] });
    expect(runsOf(await reportOf(report.id))).toEqual([anchor, tagged, byReport, running, late]);
    const tags = await reportOf(`report-${tagged}`);
    await put({ ...tags, tags: ['other'] });
    expect(JSON.stringify((await database.documents.find('benchReport', report.id))?.document)).not.toContain(tagged);
  });

  it('is stored as it was after it was read and written back, and a change of its selectors counts at once', async () => {
    const anchor = await aRun();
    const [old, young] = [await aRun({ scenarioName: 'Checkout' }), await aRun({ scenarioName: 'checkout' })];
    const named = (matchType: string): object => ({ '@type': 'TrendReportConfig', selectors: [{ '@type': 'TrendReportNameSelector', search: 'Check', matchType }], shownResults: 20 });
    const made = await trendOn(anchor, named('STARTS_WITH'), { name: 'Checkouts' });
    const before = (await database.documents.find('benchReport', made.id))?.document;
    const answer = await put(made);
    expect([answer.status, answer.json]).toEqual([200, { ...made, lastModified: like(expect.any(Number)) }]);
    expect((await database.documents.find('benchReport', made.id))?.document).toEqual({ ...before, lastModified: like(expect.any(Number)) });
    expect(runsOf(made)).toEqual([anchor, old]);
    const changed = await put({ ...made, configs: [named('STARTS_WITH_IGNORECASE') as BenchReport['configs'][number]] });
    expect(runsOf(changed.json as BenchReport)).toEqual([anchor, old, young]);
  });

  it('takes settings alone, bounds by date, and labels given by hand', async () => {
    const [anchor, a, b] = [await aRun(), await aRun(), await aRun()];
    const created = (await database.documents.find('benchResult', a))?.document.created;
    const report = await house.made<BenchReport>(`${REPORTS}/trend/${anchor}`, { '@type': 'TrendReportConfig', selectors: [{ '@type': 'TrendReportCreationDateSelector', fromMs: created, toMs: null }], shownResults: 20, labels: { [b]: 'Release 2' } });
    expect(runsOf(report)).toEqual([anchor, a, b]);
    expect(JSON.stringify(report.configs)).toContain('"label":"Release 2"');
  });

  it('refuses a reference that shows nothing, a selector of nothing, and a second run', async () => {
    const anchor = await aRun();
    const trend = async (id: string, body: unknown): Promise<[number, string]> => refused(await house.call('POST', `${REPORTS}/trend/${id}`, body));
    expect(await trend(await aRun({ state: 'RUNNING' }), byTags('x'))).toEqual([400, containing('is RUNNING')]);
    expect(await trend(await aRun({ mode: 'CHECK' }), byTags('x'))).toEqual([400, containing('a validation')]);
    expect(await trend(anchor, byTags())).toEqual([400, containing('at least one tag')]);
    expect(await trend(anchor, { config: { '@type': 'TrendReportConfig' } })).toEqual([400, containing('does not fit')]);
    const comparison = await house.made<BenchReport>(`${REPORTS}/comparison`, { benchResultIds: [anchor, await aRun()] });
    expect(refused(await put({ ...comparison, configs: [...comparison.configs, byTags('x') as BenchReport['configs'][number]] }))).toEqual([400, containing('one run')]);
  });

  it('keeps its reference from the retention as long as it is there', async () => {
    const sweep = async (): Promise<number> => (await house.backend.app.get(Retention).sweep(Date.now())).results;
    await sweep();
    const anchor = await aRun();
    const others = [];
    for (let index = 0; index < KEPT + 1; index++) others.push(await aRun({ scenarioTags: ['nightly'] }));
    const report = await trendOn(anchor);
    expect(await sweep()).toBe(1);
    expect((await house.call('GET', `/runtime/bench-results/${anchor}`)).status).toBe(200);
    expect(runsOf(await reportOf(report.id))).toEqual([anchor, ...others.slice(1)]);
    await house.call('DELETE', `${REPORTS}/${report.id}`);
    expect(await sweep()).toBe(1);
    expect((await house.call('GET', `/runtime/bench-results/${anchor}`)).status).toBe(404);
  });
});

describe('a comparison report', () => {
  const compare = async (body: object): Promise<Answer> => house.call('POST', `${REPORTS}/comparison`, body);

  it('shows 2 to 4 runs in their order, under names given or Run A to D', async () => {
    const runs = [await aRun(), await aRun({ state: 'ABORTED' }), await aRun(), await aRun()];
    const report = (await compare({ benchResultIds: runs.toReversed() })).json as BenchReport;
    expect(report).toMatchObject({ projectId, benchResultIds: runs.toReversed(), name: 'Comparison of Run A, Run B, Run C, Run D' });
    expect(report.configs).toContainEqual({ '@type': 'ComparisonReportConfig', names: ['Run A', 'Run B', 'Run C', 'Run D'] });
    expect(runsOf(report)).toEqual(runs.toReversed());
    const named = (await compare({ benchResultIds: runs.slice(0, 2), names: ['Before', 'After'], name: 'Release' })).json as BenchReport;
    expect([named.name, JSON.stringify(named.configs)]).toEqual(['Release', containing('["Before","After"]')]);
    expect(await reportOf(named.id)).toEqual(named);
  });

  it('refuses other numbers, names that do not match, runs of other projects and runs that are not over', async () => {
    const [a, b] = [await aRun(), await aRun()];
    const elsewhere = await aRun({}, { at: (await house.project('ann', 'Elsewhere')).id });
    const bad: [object, number, string][] = [
      [{ benchResultIds: [a] }, 400, '2 to 4'], [{ benchResultIds: [a, b, 'c', 'd', 'e'] }, 400, '2 to 4'], [{ benchResultIds: [a, a] }, 400, 'twice'],
      [{ benchResultIds: [a, b], names: ['one'] }, 400, 'one name per run'], [{ benchResultIds: [a, elsewhere] }, 400, 'another project'],
      [{ benchResultIds: [a, await aRun({ state: 'RUNNING' })] }, 400, 'RUNNING'], [{ benchResultIds: [a, 'nothing'] }, 404, 'no bench result'],
    ];
    for (const [body, status, sentence] of bad) expect(refused(await compare(body))).toEqual([status, containing(sentence)]);
  });
});

describe('a report template', () => {
  const make = async (reportId: string, body: object = {}): Promise<BenchReportTemplate & { itemCount: number }> => house.made(`${TEMPLATES}/from-report/${reportId}`, body);

  it('is made from a report, listed in its workspace, changed and deleted', async () => {
    const report = await reportOf(`report-${await aRun()}`);
    const made = await make(report.id, { name: 'Look', description: 'ours' });
    expect(made).toMatchObject({ name: 'Look', description: 'ours', workspaceId, itemCount: report.items.length, sourceItemCount: report.items.length, runSpecificFilterFields: [] });
    expect(((await house.call('GET', `${TEMPLATES}/by-workspace/${workspaceId}`)).json as BenchReportTemplate[]).map(({ id }) => id)).toContain(made.id);
    const template = (await house.call('GET', `${TEMPLATES}/${made.id}`)).json as BenchReportTemplate;
    expect(template).not.toHaveProperty('itemCount');
    expect((await house.call('PUT', `${TEMPLATES}/${made.id}`, { ...template, name: 'New look', items: [{ '@type': 'TextReportItem', id: '', name: 'x', description: 'y' }] })).json).toMatchObject({ name: 'New look', items: [{ id: like(expect.stringMatching(/.{20}/)) }] });
    expect(refused(await house.call('PUT', `${TEMPLATES}/${made.id}`, { ...template, workspaceId: 'other' }))).toEqual([400, containing('workspaceId')]);
    for (const [method, body] of [['GET', undefined], ['PUT', template], ['DELETE', undefined]] as const) expect((await house.call(method, `${TEMPLATES}/${made.id}`, body, 'bob')).status).toBe(404);
    expect((await house.call('GET', `${TEMPLATES}/by-workspace/${workspaceId}`, undefined, 'bob')).status).toBe(404);
    expect((await house.call('DELETE', `${TEMPLATES}/${made.id}`)).status).toBe(204);
    const again = await house.made<BenchReportTemplate>(TEMPLATES, template);
    expect(again).toMatchObject({ name: 'Look', items: template.items });
    expect(again.id).not.toBe(made.id);
    expect((await house.call('POST', TEMPLATES, { ...template, workspaceId: await house.workspace('bob') })).status).toBe(404);
  });

  it('is put on a report of one run, whose time range stays', async () => {
    const source = await reportOf(`report-${await aRun()}`);
    await put({ ...source, items: [...source.items.slice(0, 2), { '@type': 'TextReportItem', id: '', name: 'About', description: '${REPORT_NAME} in ${PROJECT_NAME}' }] });
    const { id } = await make(source.id);
    const run = await aRun();
    const range = { '@type': 'TimeRangeReportConfig', from: 1, to: 2 };
    const target = await reportOf(`report-${run}`);
    await put({ ...target, configs: [...target.configs, range] });
    const applied = await house.call('POST', `${TEMPLATES}/apply/${id}/${target.id}`);
    expect(applied.status).toBe(200);
    const report = await reportOf(target.id);
    expect(report).toEqual(applied.json);
    expect(report.items.map((item) => item['@type'])).toEqual(['SynopsisReportItem', 'SummaryReportItem', 'TextReportItem']);
    expect([report.items[0]?.['benchResultId'], report.items[2]?.['description'], report.configs]).toEqual([run, `Run ${run} in Shop`, like(expect.arrayContaining([range]))]);
    expect(JSON.stringify(report)).not.toContain(source.benchResultIds[0]);
  });

  it('is refused on reports of several runs, and from another workspace', async () => {
    const [a, b] = [await aRun(), await aRun()];
    const { id } = await make(`report-${a}`);
    const comparison = await house.made<BenchReport>(`${REPORTS}/comparison`, { benchResultIds: [a, b] });
    for (const report of [comparison, await trendOn(a)]) expect(refused(await house.call('POST', `${TEMPLATES}/apply/${id}/${report.id}`))).toEqual([400, containing('one run only')]);
    const foreign = await house.made<{ id: string }>('/workspaces', { id: '', name: 'Foreign', description: '' });
    const template = (await house.call('GET', `${TEMPLATES}/${id}`)).json as BenchReportTemplate;
    const elsewhere = await house.made<BenchReportTemplate>(TEMPLATES, { ...template, workspaceId: foreign.id });
    expect(refused(await house.call('POST', `${TEMPLATES}/apply/${elsewhere.id}/report-${b}`))).toEqual([400, containing('another workspace')]);
    expect((await house.call('POST', `${TEMPLATES}/apply/nothing/report-${b}`)).status).toBe(404);
  });
});
