import { describe, expect, it } from 'vitest';
import { BenchReport, CheckedBenchReport, type TrendReportConfig } from '../../../../src/contract/bench-report.js';
import { checkMetric, hasMetrics } from '../../../../src/local/analysis/metric-rules.js';
import { type CandidateRun, MATCHED_MAX, selectedRuns } from '../../../../src/local/analysis/reports/run-selection.js';
import { comparisonItems, trendItems } from '../../../../src/local/analysis/reports/several-run-items.js';
import { collapsed, expanded, runsNamedIn, type TrendResult } from '../../../../src/local/analysis/reports/several-runs.js';

const run = (id: string, more: Partial<CandidateRun> = {}): CandidateRun => ({ id, name: id, scenarioName: 'Nightly Shop', tags: ['nightly', 'shop'], created: 1_000, ...more });
const trend = (selectors: TrendReportConfig['selectors'], shownResults = 20): TrendReportConfig => ({ '@type': 'TrendReportConfig', selectors, shownResults });
const ids = (candidates: CandidateRun[], config: TrendReportConfig): string[] => selectedRuns(candidates, 'ref', config).map(({ id }) => id);

describe('the runs of a trend report', () => {
  const byName = (search: string, matchType: string): string[] => ids([run('a'), run('b', { scenarioName: 'nightly shop' }), run('c', { scenarioName: 'Other' })], trend([{ '@type': 'TrendReportNameSelector', search, matchType: matchType as 'EQUALS' }]));

  it.each([
    ['Nightly Shop', 'EQUALS', ['a']], ['NIGHTLY SHOP', 'EQUALS_IGNORECASE', ['a', 'b']],
    ['ly Sh', 'CONTAINS', ['a']], ['LY SH', 'CONTAINS_IGNORECASE', ['a', 'b']],
    ['Nightly', 'STARTS_WITH', ['a']], ['NIGHTLY', 'STARTS_WITH_IGNORECASE', ['a', 'b']],
    ['Shop', 'ENDS_WITH', ['a']], ['SHOP', 'ENDS_WITH_IGNORECASE', ['a', 'b']],
    ['Nightly', 'EQUALS', []], ['nightly', 'ENDS_WITH', []],
  ])('by the scenario name %s %s are %j', (search, matchType, found) => { expect(byName(search, matchType)).toEqual(found); });

  it('by tags bear every one of them, in the case they are written in', () => {
    const candidates = [run('a'), run('b', { tags: ['nightly'] }), run('c', { tags: ['Nightly', 'shop'] })];
    expect(ids(candidates, trend([{ '@type': 'TrendReportTagsSelector', tags: ['shop', 'nightly'] }]))).toEqual(['a']);
    expect(ids(candidates, trend([{ '@type': 'TrendReportTagsSelector', tags: ['nightly'] }]))).toEqual(['a', 'b']);
    expect(ids(candidates, trend([{ '@type': 'TrendReportTagsSelector', tags: [] }]))).toEqual([]);
  });

  it('by creation date lie within the bounds, each of which may be missing', () => {
    const candidates = [1, 2, 3].map((created) => run(String(created), { created }));
    const between = (fromMs: number | null, toMs?: number): string[] => ids(candidates, trend([{ '@type': 'TrendReportCreationDateSelector', fromMs, toMs }]));
    expect([between(2, 2), between(null, 2), between(2), between(null)]).toEqual([['2'], ['1', '2'], ['2', '3'], ['1', '2', '3']]);
  });

  it('are those that all selectors take, never the reference, and none without a selector', () => {
    const candidates = [run('ref'), run('a'), run('b', { created: 5 })];
    expect(ids(candidates, trend([{ '@type': 'TrendReportTagsSelector', tags: ['shop'] }, { '@type': 'TrendReportCreationDateSelector', toMs: 5 }]))).toEqual(['b']);
    expect(ids(candidates, trend([]))).toEqual([]);
  });

  it('are the newest, oldest first, and at most 25', () => {
    const candidates = Array.from({ length: 40 }, (_, index) => run(`r${index}`, { created: 1_000 - index }));
    const all = trend([{ '@type': 'TrendReportTagsSelector', tags: ['shop'] }], 99);
    expect(ids(candidates, all)).toHaveLength(MATCHED_MAX);
    expect(ids(candidates, { ...all, shownResults: 3 })).toEqual(['r2', 'r1', 'r0']);
  });
});

const RESULTS: TrendResult[] = ['ref', 'old', 'new'].map((benchResultId, created) => ({ benchResultId, created, label: benchResultId, reference: created === 0 }));
const config = trend([{ '@type': 'TrendReportTagsSelector', tags: ['shop'] }]);
function stored(): BenchReport {
  const items = trendItems('ref').map((item, index) => ({ ...item, id: `i${index}` }));
  return BenchReport.parse({ id: 'r', projectId: 'p', benchResultIds: ['ref'], name: 'Trend', configs: [config], items, future: 1 });
}
type Metric = { id: string; benchResultId: string; configs: object[]; filters: object[] };
const metricsOf = (report: BenchReport, index: number): Metric[] => report.items[index]?.['metrics'] as Metric[];
const SUMMARY = 4;
const DELTA = 5;

describe('a trend report as it is read', () => {
  it('repeats the metrics of the reference for each matched run, run by run, and says which these are', () => {
    const read = expanded(stored(), RESULTS);
    expect(metricsOf(read, 1).map((metric) => [metric.id, metric.benchResultId])).toEqual(['ref', 'old', 'new'].map((id) => ['RESPONSE_TIME_AVG', id]));
    const own = metricsOf(stored(), SUMMARY);
    expect(metricsOf(read, SUMMARY).map(({ id, benchResultId }) => [id, benchResultId])).toEqual(['ref', 'old', 'new'].flatMap((run) => own.map(({ id }) => [id, run])));
    expect(read.items[DELTA]).toMatchObject({ computeType: 'DELTA', benchResultId: 'ref' });
    expect(read.configs).toEqual([{ ...config, results: RESULTS }]);
    expect(CheckedBenchReport.safeParse(read).success).toBe(true);
  });

  it('leaves items of one metric, or a pair, with the run they name', () => {
    const top = { '@type': 'TopReportItem', id: 't', name: 'Top', size: 5, metrics: metricsOf(stored(), 1) };
    expect(expanded({ ...stored(), items: [top] }, RESULTS).items).toEqual([top]);
  });

  it('gives no two runs the same colour', () => {
    const coloured = stored();
    for (const metric of metricsOf(coloured, 1)) metric.configs.push({ '@type': 'SingleColorReportConfig', color: '#112233' });
    const read = expanded(coloured, RESULTS);
    expect(metricsOf(read, 1).map(({ configs }) => configs.length)).toEqual([1, 0, 0]);
    expect(collapsed(read, coloured)).toEqual(coloured);
  });
});

describe('a trend report as it is stored', () => {
  it('is what it was before it was read, unknown fields included', () => {
    expect(collapsed(expanded(stored(), RESULTS), stored())).toEqual(stored());
    expect(collapsed(expanded(stored(), RESULTS.slice(0, 2)), stored())).toEqual(stored());
  });

  it('keeps a change of a metric of the reference, an added one and a copied item', () => {
    const read = expanded(stored(), RESULTS);
    const [first] = metricsOf(read, 1);
    if (first !== undefined) first.filters = [{ term: '/cart', field: 'actionPath', '@type': 'SingleTermFilter' }];
    metricsOf(read, 2).push({ id: 'HITS_TOTAL', benchResultId: 'ref', configs: [], filters: [] });
    read.items.push({ ...(read.items[SUMMARY] ?? { '@type': '', id: '', name: '' }), id: '' });
    const written = collapsed(read, stored());
    expect(metricsOf(written, 1)).toEqual([first]);
    expect(metricsOf(written, 2).map(({ id }) => id)).toEqual(['RESPONSE_TIME_PERCENTILE_95', 'HITS_TOTAL']);
    expect(written.items.at(-1)?.['metrics']).toEqual(metricsOf(stored(), SUMMARY));
  });

  it('loses no metric silently: one that only a matched run has is refused', () => {
    const read = expanded(stored(), RESULTS);
    metricsOf(read, 1).push({ id: 'HITS_TOTAL', benchResultId: 'old', configs: [], filters: [] });
    expect(() => collapsed(read, stored())).toThrow(/Metric 3 of the item "Latest vs reference summary" differs.*reference run "ref"/);
  });
});

describe('the items of new reports', () => {
  const comparison = comparisonItems([{ benchResultId: 'a', label: 'Before' }, { benchResultId: 'b', label: 'After' }]);
  it.each([['trend', trendItems('ref')], ['comparison', comparison]])('of a %s take each of their metrics', (_, items) => {
    for (const item of items) {
      if (hasMetrics(item)) expect(item.metrics.map((metric) => checkMetric(item['@type'], metric)), item.name).toEqual(item.metrics.map(() => undefined));
    }
    expect(CheckedBenchReport.shape.items.parse(items)).toEqual(items);
  });

  it('of a comparison show every run in its order', () => {
    expect(runsNamedIn(comparison)).toEqual(['a', 'b']);
    for (const item of comparison) {
      if (!hasMetrics(item)) continue;
      const half = item.metrics.length / 2;
      expect(item.metrics.slice(half).map(({ id }) => id)).toEqual(item.metrics.slice(0, half).map(({ id }) => id));
      expect(item.metrics.map(({ benchResultId }) => benchResultId)).toEqual([...Array<string>(half).fill('a'), ...Array<string>(half).fill('b')]);
    }
    expect(comparison.filter((item) => item['@type'] === 'ErrorsReportItem').map(({ name }) => name)).toEqual(['Error samples: Before', 'Error samples: After']);
  });
});
