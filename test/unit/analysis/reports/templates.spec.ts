import { describe, expect, it } from 'vitest';
import { BenchReportTemplate } from '../../../../src/contract/bench-report-template.js';
import { BenchReport, CheckedBenchReport } from '../../../../src/contract/bench-report.js';
import { defaultReport } from '../../../../src/local/analysis/default-report.js';
import { organised } from '../../../../src/local/analysis/reports/report-of-template.js';
import { trendItems } from '../../../../src/local/analysis/reports/several-run-items.js';
import { templateOf } from '../../../../src/local/analysis/reports/template-of-report.js';

const single = (field: string, term: string): object => ({ '@type': 'SingleTermFilter', field, term });
const metric = (...filters: object[]): object => ({ id: 'RESPONSE_TIME_AVG', type: 'BASIC', benchResultId: 'run', filters, configs: [] });
const line = (name: string, ...metrics: object[]): object => ({ '@type': 'LineChartReportItem', id: name, name, metrics });
const report = (items: object[], configs: object[] = []): BenchReport => BenchReport.parse({ id: 'r', projectId: 'p', benchResultIds: ['run'], name: 'Report', description: 'of a run', configs, items });
const made = (items: object[], configs: object[] = []) => templateOf(report(items, configs), (name) => name === 'Response times SLA');
const names = (template: { items: { name: string }[] }): string[] => template.items.map(({ name }) => name);

describe('a report as a template', () => {
  it('loses filters of one run, metrics that lose all their filters, and items that lose all their metrics', () => {
    const both = [single('region', 'eu'), single('injectorId', 'i-1')];
    const { items, ...told } = made([
      line('all', metric()),
      line('partly', metric(...both, single('subSampleType', 'Hit')), metric(...both)),
      line('gone', metric(...both)),
      { '@type': 'ErrorsReportItem', id: 'errors', name: 'errors', benchResultId: 'run', filters: [single('region', 'eu')] },
      { '@type': 'AreaRangeChartReportItem', id: 'area', name: 'area', referenceType: 'SUMMARY', rangeType: 'RAW', metrics: [metric(), metric(...both)] },
    ]);
    expect(names({ items })).toEqual(['all', 'partly']);
    expect(items[1]).toMatchObject({ metrics: [{ filters: [single('subSampleType', 'Hit')] }] });
    expect(told).toMatchObject({ itemCount: 2, sourceItemCount: 5, runSpecificFilterFields: ['injectorId', 'region'] });
    expect(JSON.stringify(items)).not.toContain('benchResultId');
  });

  it('loses monitoring connections that the run made, and keeps the others', () => {
    const several = { '@type': 'MultiTermFilter', field: 'connectionName', terms: ['generator-1', 'Response times SLA'] };
    const { items, runSpecificFilterFields } = made([line('both', metric(several)), line('made', metric(single('connectionName', 'generator-1'))), line('kept', metric(single('connectionName', 'Response times SLA')))]);
    expect(names({ items })).toEqual(['both', 'kept']);
    expect(items[0]).toMatchObject({ metrics: [{ filters: [{ ...several, terms: ['Response times SLA'] }] }] });
    expect(runSpecificFilterFields).toEqual(['connectionName']);
  });

  it('keeps its look and loses what speaks of its runs', () => {
    const apdex = { '@type': 'ApdexReportConfig', satisfying: 100, tolerating: 400 };
    expect(made([], [apdex, { '@type': 'TimeRangeReportConfig', from: 1, to: 2 }, { '@type': 'TrendReportConfig', selectors: [], shownResults: 1 }, { '@type': 'ComparisonReportConfig', names: [] }]).configs).toEqual([apdex]);
    const { items } = templateOf(report(trendItems('run')), () => false);
    expect(items.map((item) => item['@type'])).not.toContain('TrendConfigReportItem');
    expect(items.find(({ name }) => name === 'Requests against the reference')).toMatchObject({ computeType: 'NORMAL' });
  });

  it('of several runs keeps what the first one shows', () => {
    const two = { ...report([line('both', metric(), { ...metric(), benchResultId: 'other' }), { '@type': 'ErrorsReportItem', id: 'e', name: 'other errors', benchResultId: 'other', filters: [] }]), benchResultIds: ['run', 'other'] };
    const { items } = templateOf(two, () => false);
    expect(names({ items })).toEqual(['both']);
    expect(items[0]).toMatchObject({ metrics: [{ id: 'RESPONSE_TIME_AVG' }] });
    expect((items[0] as { metrics?: object[] }).metrics).toHaveLength(1);
  });
});

describe('a report made from a template', () => {
  let next = 0;
  const id = (): string => `n${next++}`;
  const words = { project: { name: 'Shop ${REPORT_NAME}', description: 'sells' }, report: { name: 'Night', description: '' } };
  const template = (items: object[], configs: object[] = []) => BenchReportTemplate.parse({ id: 't', workspaceId: 'w', name: 'Look', configs, items });

  it('of the default report is the default report again', () => {
    const original = defaultReport({ benchResultId: 'run', projectId: 'p', userId: 'u', name: 'Night', virtualUsers: [], created: 1, id });
    const { items, configs } = templateOf(original, () => false);
    const again = organised({ ...original, benchResultIds: ['next'] }, template(items, configs), { words, id });
    const withoutIds = (list: object[]): unknown => JSON.parse(JSON.stringify(list, (key, value: unknown) => (key === 'id' && String(value).startsWith('n') ? '' : value === 'next' ? 'run' : value)));
    expect(withoutIds(again.items)).toEqual(withoutIds(original.items));
    expect(again.configs).toEqual(original.configs);
    expect(CheckedBenchReport.safeParse({ ...original, benchResultIds: ['next'], ...again }).success).toBe(true);
  });

  it('has its placeholders filled, once', () => {
    const text = { '@type': 'TextReportItem', id: 'x', name: '${REPORT_NAME}', description: '# ${PROJECT_NAME}: ${PROJECT_DESCRIPTION} $RESULT(0)$ ${OTHER} [${REPORT_DESCRIPTION}]' };
    const [item] = organised(report([]), template([text]), { words, id }).items;
    expect(item).toMatchObject({ name: 'Night', description: '# Shop ${REPORT_NAME}: sells $RESULT(0)$ ${OTHER} []' });
    expect(item?.id).toMatch(/^n\d+$/);
  });

  it('keeps its time range, and its Apdex thresholds unless the template has some', () => {
    const range = { '@type': 'TimeRangeReportConfig', from: 1, to: 2 };
    const apdex = (satisfying: number): object => ({ '@type': 'ApdexReportConfig', satisfying, tolerating: 900 });
    const limits = { '@type': 'LimitsReportConfig' };
    expect(organised(report([], [range, apdex(100)]), template([], [apdex(200), { ...range, from: 9 }]), { words, id }).configs).toEqual([apdex(200), range]);
    expect(organised(report([], [range, apdex(100)]), template([], [limits]), { words, id }).configs).toEqual([limits, range, apdex(100)]);
  });
});
