import { describe, expect, it } from 'vitest';
import { CheckedBenchReport, ReportItem, type ReportItemMetric } from '../../../src/contract/bench-report.js';
import { defaultReport } from '../../../src/local/analysis/default-report.js';
import { globalMetrics } from '../../../src/local/analysis/global-metrics.js';
import { itemValues } from '../../../src/local/analysis/item-values.js';
import { checkMetric, hasMetrics } from '../../../src/local/analysis/metric-rules.js';
import { exactFigures } from './brute-force.js';
import { generateRun, reading, RUN, storedRun } from './generated-run.js';

function reportOf(virtualUsers: { id: string; name: string }[] = [{ id: 'vu-b', name: 'Buyer' }]) {
  let next = 0;
  return defaultReport({ benchResultId: RUN, projectId: 'p', userId: 'u', name: 'Run 1', virtualUsers, created: 1_767_225_600_000, id: () => `id-${next++}` });
}
const itemsOf = (report: ReturnType<typeof reportOf>): ReportItem[] => report.items.map((item) => ReportItem.parse(item));

describe('the default report of a run', () => {
  it('is a report that may be stored, with a fresh id per item', () => {
    const report = reportOf();
    expect(CheckedBenchReport.parse(report)).toMatchObject({ id: 'id-0', projectId: 'p', userId: 'u', name: 'Run 1', benchResultIds: [RUN], created: 1_767_225_600_000 });
    expect(new Set([report.id, ...report.items.map(({ id }) => id)]).size).toBe(report.items.length + 1);
  });

  it('goes from the general to the specific', () => {
    expect(reportOf().items.map((item) => item['@type'])).toEqual([
      'SynopsisReportItem', 'SummaryReportItem', 'InsightsReportItem', 'LineChartReportItem', 'LineChartReportItem', 'LineChartReportItem', 'LineChartReportItem',
      'StatisticTableReportItem', 'StatisticTableReportItem', 'PercentilesChartReportItem', 'PieChartReportItem', 'TopReportItem', 'ErrorsReportItem',
      'ThresholdAlarmReportItem', 'LoadGeneratorsChartReportItem',
    ]);
    const names = reportOf().items.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('shows only metrics that its items accept', () => {
    const problems = itemsOf(reportOf([{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }])).flatMap((item) =>
      hasMetrics(item) ? item.metrics.map((metric: ReportItemMetric) => checkMetric(item['@type'], metric)).filter((problem) => problem !== undefined) : []);
    expect(problems).toEqual([]);
  });

  it('adds a tree where several Virtual Users play', () => {
    const trees = (count: number): number => itemsOf(reportOf(Array.from({ length: count }, (_, id) => ({ id: String(id), name: 'A' })))).filter((item) => item['@type'] === 'StatisticTreeReportItem').length;
    expect([1, 2, 5].map(trees)).toEqual([0, 1, 1]);
  });

  it('adds a curve per Virtual User where there are several names, ten at most', () => {
    const charted = (names: string[]): number => itemsOf(reportOf(names.map((name, index) => ({ id: String(index), name })))).flatMap((item) => (item.name === 'Response time per Virtual User' && hasMetrics(item) ? item.metrics : [])).length;
    expect([charted([]), charted(['A']), charted(['A', 'A']), charted(['A', 'B']), charted(Array.from({ length: 30 }, (_, index) => `VU ${index}`))]).toEqual([0, 0, 0, 2, 10]);
  });

  it('is readable item by item on a run with samples and on one without', async () => {
    for (const { data } of [generateRun({ count: 500 }), storedRun([], {})]) {
      for (const item of itemsOf(reportOf([{ id: 'vu-a', name: 'Visitor' }, { id: 'vu-b', name: 'Visitor' }]))) {
        if (item['@type'] === 'ThresholdAlarmReportItem' || item['@type'] === 'LoadGeneratorsChartReportItem') continue;
        const values = await itemValues(item, reading(data));
        if (values.kind === 'figures') expect(values.figures).toHaveLength(8);
        if (values.kind === 'curves') expect(values.curves).toHaveLength(item['@type'] === 'LineChartReportItem' ? 2 : 1);
        if (values.kind === 'table') expect(values.rows.every((row) => row.values.length === 11)).toBe(true);
        if (values.kind === 'tree') expect(values.rows.every((row) => row.values.length === 4)).toBe(true);
      }
    }
  });
});

describe('the global figures of a run', () => {
  it('are those of its hits, with units', async () => {
    const run = generateRun();
    const plain = exactFigures(run.samples.filter(({ key }) => key.subSampleType === 'Hit'), 40);
    const { metrics } = await globalMetrics(run.data);
    expect(metrics.map(({ name, unit }) => [name, unit])).toEqual([['Hits', ''], ['Errors', ''], ['Avg Elapsed', 's'], ['Total Throughput', 'MB']]);
    expect(metrics[0]?.value).toBe(plain['HITS_TOTAL']);
    expect(metrics[1]?.value).toBe(plain['ERRORS_TOTAL']);
    expect(Number(metrics[2]?.value)).toBeCloseTo((plain['RESPONSE_TIME_AVG'] ?? NaN) / 1000, 5);
    expect(metrics[3]?.value).toBe((plain['THROUGHPUT_TOTAL'] ?? NaN) / 1_000_000);
  });

  it('are zero, and NaN for the average, before the first hit', async () => {
    const { metrics } = await globalMetrics(storedRun([], {}).data);
    expect(metrics.map(({ value }) => value)).toEqual([0, 0, 'NaN', 0]);
  });
});
