import { describe, expect, it } from 'vitest';
import { MetricId } from '../../../src/contract/metric.js';
import { checkMetric } from '../../../src/local/analysis/metric-rules.js';
import { benchResultIdsOf } from '../../../src/local/analysis/value-tools.js';
import { hit, metric, named, RUN, summary } from './generated-run.js';

/** The documented cells of the availability table, in its own words: yes, no, per item type. */
const ITEMS = ['LineChart', 'Summary', 'StatisticTable', 'StatisticTree', 'BarChart', 'AreaRangeChart', 'Top', 'PercentilesChart'];
const DOCUMENTED: readonly (readonly [ids: string, cells: string])[] = [
  ['HITS_TOTAL ERRORS_TOTAL', '++++++++'],
  ['HITS_SUCCESSFUL_TOTAL HITS_SUCCESSFUL_PERCENT ERRORS_PERCENT', '+++++++-'],
  ['HITS_RATE ERRORS_RATE', '++++++-+'],
  ['RESPONSE_TIME_MEDIAN', '-++++---'],
  ['RESPONSE_TIME_PERCENTILE_80 RESPONSE_TIME_PERCENTILE_90 RESPONSE_TIME_PERCENTILE_95 RESPONSE_TIME_PERCENTILE_99', '+++++++-'],
  ['RESPONSE_TIME_APDEX CONNECT_TIME_APDEX LATENCY_APDEX', '++++++--'],
  ['HTTP_METHODS HTTP_RESPONSE_CODES HTTP_MEDIA_TYPES HTTP_MEDIA_TYPES_THROUGHPUT', '--------'],
];

describe('which item shows which metric', () => {
  it.each(DOCUMENTED)('%s', (ids, cells) => {
    for (const id of ids.split(' ').map((name) => MetricId.parse(name))) {
      const allowed = ITEMS.map((item) => (checkMetric(`${item}ReportItem`, metric(id, [], id.startsWith('HTTP') ? 'WEB' : 'BASIC')) === undefined ? '+' : '-')).join('');
      expect(allowed, id).toBe(cells);
    }
  });

  it('shows distributions by label on pies and stacks, and nothing else there', () => {
    for (const item of ['PieChartReportItem', 'StackedChartReportItem']) {
      expect(checkMetric(item, metric('HTTP_RESPONSE_CODES', [], 'WEB'))).toBeUndefined();
      expect(checkMetric(item, metric('HITS_TOTAL'))).toMatch(/Use there one of HTTP_METHODS, HTTP_RESPONSE_CODES, HTTP_MEDIA_TYPES, HTTP_MEDIA_TYPES_THROUGHPUT/);
    }
  });

  it('overlays the user load on lines, bars and ranges only', () => {
    expect(['LineChart', 'BarChart', 'AreaRangeChart', 'Summary', 'Top'].map((item) => checkMetric(`${item}ReportItem`, metric('USERLOAD', [], 'LOAD')) === undefined)).toEqual([true, true, true, false, false]);
  });

  it('says so for an item without metrics, whatever its name', () => {
    expect(checkMetric('TextReportItem', metric('HITS_TOTAL'))).toMatch(/A TextReportItem carries no metrics/);
    expect(checkMetric('constructor', metric('HITS_TOTAL'))).toMatch(/carries no metrics/);
    expect(checkMetric('__proto__', metric('HITS_TOTAL'))).toMatch(/carries no metrics/);
  });
});

describe('which samples and tags a metric has', () => {
  it('refuses the wrong sample type by naming the right one', () => {
    expect(checkMetric('LineChartReportItem', metric('MONITORING', []))).toMatch(/Set type to NUMBER_COUNTER/);
    expect(checkMetric('LineChartReportItem', metric('USERLOAD', []))).toMatch(/Set type to LOAD/);
    expect(checkMetric('SummaryReportItem', metric('HITS_TOTAL', [], 'LOAD'))).toMatch(/Set type to BASIC/);
    expect(checkMetric('SummaryReportItem', metric('HITS_TOTAL', [], 'HIT'))).toBeUndefined();
  });

  it('refuses tags and terms that do not exist', () => {
    const problem = (...filters: Parameters<typeof metric>[1] & object): string | undefined => checkMetric('SummaryReportItem', metric('HITS_TOTAL', filters));
    expect(problem(named('__proto__', 'x'))).toMatch(/cannot be filtered on "__proto__". Filter on one of subSampleType, region/);
    expect(problem(named('subSampleType', 'Hit', 'Page'))).toMatch(/not "Page"/);
    expect(problem(hit, named('region'))).toMatch(/names no term/);
    expect(problem(named('injectorId', 'eu-1'))).toMatch(/needs a filter on region/);
    expect(problem(named('injectorId', 'eu-1'), named('region', 'eu'))).toBeUndefined();
  });
});

it('the runs of an item are those of its metrics, or its own', () => {
  expect(benchResultIdsOf(summary(metric('HITS_TOTAL'), { ...metric('HITS_TOTAL'), benchResultId: 'b' }, metric('HITS_RATE')))).toEqual([RUN, 'b']);
  expect(benchResultIdsOf({ '@type': 'ErrorsReportItem', id: 'i', name: 'Errors', benchResultId: RUN, filters: [] })).toEqual([RUN]);
  expect(benchResultIdsOf({ '@type': 'TextReportItem', id: 'i', name: 'Text', description: '' })).toEqual([]);
});
