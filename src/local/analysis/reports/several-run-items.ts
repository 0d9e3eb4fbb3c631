import type { ReportItem, ReportItemMetric } from '../../../contract/bench-report.js';
import type { MetricId } from '../../../contract/metric.js';
import { kind, metricsOf } from '../default-report.js';

type Item<Type extends ReportItem['@type']> = Extract<ReportItem, { '@type': Type }>;
const id = '' as const;

const SUMMARY: readonly MetricId[] = ['HITS_TOTAL', 'HITS_RATE', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'THROUGHPUT_RATE'];
const COLUMNS: readonly MetricId[] = ['RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'HITS_TOTAL', 'ERRORS_PERCENT'];

/**
 * The items of a new trend report, with the metrics of the reference run alone: reading repeats them for the matched ones. The
 * settings, the bar per run and the DELTA table are documented (bench-reports skill); the rest is our choice.
 */
export function trendItems(reference: string): ReportItem[] {
  const { hit } = metricsOf(reference);
  return [
    { '@type': 'TrendConfigReportItem', id, name: 'Selected results' },
    bars('Latest vs reference summary', [hit('RESPONSE_TIME_AVG')]),
    bars('95th percentile', [hit('RESPONSE_TIME_PERCENTILE_95')]),
    bars('Errors', [hit('ERRORS_PERCENT')]),
    { '@type': 'SummaryReportItem', id, name: 'Summary', metrics: SUMMARY.map((metric) => hit(metric)) },
    { ...table('Requests against the reference', COLUMNS.map((metric) => hit(metric))), computeType: 'DELTA', benchResultId: reference },
    line('Response times', [hit('RESPONSE_TIME_AVG')]),
    line('Hit rate', [hit('HITS_RATE')]),
    { '@type': 'PercentilesChartReportItem', id, name: 'Response time percentiles', metrics: [hit('RESPONSE_TIME_AVG')] },
  ];
}

/** A run of a comparison report, in the order of its columns. */
export interface ComparedRun { readonly benchResultId: string; readonly label: string }

/** The items of a new comparison report: each chart and table shows the same metrics run by run. Which items the product puts there is not public. */
export function comparisonItems(runs: readonly ComparedRun[]): ReportItem[] {
  const makers = runs.map(({ benchResultId }) => metricsOf(benchResultId));
  const hits = (...ids: readonly MetricId[]): ReportItemMetric[] => makers.flatMap((make) => ids.map((metric) => make.hit(metric)));
  return [
    { '@type': 'SummaryReportItem', id, name: 'Summary', metrics: hits(...SUMMARY) },
    bars('Average response time', hits('RESPONSE_TIME_AVG')),
    bars('95th percentile', hits('RESPONSE_TIME_PERCENTILE_95')),
    bars('Errors', hits('ERRORS_PERCENT')),
    line('Response times', hits('RESPONSE_TIME_AVG')),
    line('Hit rate', hits('HITS_RATE')),
    line('Users', makers.map((make) => make.of('USERLOAD', 'LOAD'))),
    table('Requests', hits(...COLUMNS)),
    table('Containers', makers.flatMap((make) => COLUMNS.map((metric) => make.container(metric)))),
    { '@type': 'PercentilesChartReportItem', id, name: 'Response time percentiles', metrics: hits('RESPONSE_TIME_AVG') },
    { '@type': 'PieChartReportItem', id, name: 'Response codes', metrics: makers.map((make) => make.of('HTTP_RESPONSE_CODES', 'WEB', kind('Hit'))) },
    ...runs.map(({ benchResultId, label }): Item<'ErrorsReportItem'> => ({ '@type': 'ErrorsReportItem', id, name: `Error samples: ${label}`, benchResultId, filters: [] })),
  ];
}

const bars = (name: string, metrics: ReportItemMetric[]): Item<'BarChartReportItem'> => ({ '@type': 'BarChartReportItem', id, name, metrics });
const line = (name: string, metrics: ReportItemMetric[]): Item<'LineChartReportItem'> => ({ '@type': 'LineChartReportItem', id, name, metrics });
const table = (name: string, metrics: ReportItemMetric[]): Item<'StatisticTableReportItem'> => ({ '@type': 'StatisticTableReportItem', id, name, computeType: 'NORMAL', size: 0, metrics });
