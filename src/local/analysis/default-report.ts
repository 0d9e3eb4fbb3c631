import type { BenchReport, ReportItem, ReportItemMetric } from '../../contract/bench-report.js';
import type { MetricFilter, MetricId, SampleType } from '../../contract/metric.js';
import { NAME_MAX } from '../../contract/wire.js';
import type { SubSampleType } from '../measurements/measure.js';
import { DEFAULT_APDEX } from './apdex.js';

/** The run that gets its report. `created` in epoch ms; `id` makes a fresh id for the report and for each item. */
export interface DefaultReportInput {
  readonly benchResultId: string;
  readonly projectId: string;
  readonly userId: string;
  readonly name: string;
  readonly virtualUsers: readonly { readonly id: string; readonly name: string }[];
  readonly created: number;
  readonly id: () => string;
}

const SUMMARY: readonly MetricId[] = ['HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'RESPONSE_TIME_MAX', 'THROUGHPUT_RATE'];
const COLUMNS: readonly MetricId[] = [
  'RESPONSE_TIME_AVG', 'RESPONSE_TIME_MIN', 'RESPONSE_TIME_MAX', 'RESPONSE_TIME_STD', 'RESPONSE_TIME_PERCENTILE_90', 'RESPONSE_TIME_PERCENTILE_95',
  'HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'ERRORS_PERCENT', 'THROUGHPUT_TOTAL',
];
const PER_USER: readonly MetricId[] = ['HITS_TOTAL', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95'];
/** More curves than this in one chart cannot be told apart. */
const MAX_CURVES = 10;
const ERROR_COLOUR = '#C62828';

/**
 * The report every run gets, from the general to the specific: figures, insights, curves, tables, then what went wrong and the load
 * generators. A chart and a tree by Virtual User are added where there are several. Which items the product puts there is not public.
 */
export function defaultReport(input: DefaultReportInput): BenchReport {
  const { benchResultId, projectId, userId, created } = input;
  return {
    id: input.id(), userId, projectId, benchResultIds: [benchResultId], name: input.name.slice(0, NAME_MAX), description: '', tags: [],
    created, lastModified: created,
    configs: [{ '@type': 'ApdexReportConfig', ...DEFAULT_APDEX }],
    items: itemsOf(input).map((item) => ({ ...item, id: input.id() })),
  };
}

/** An item before it has its id. */
type Draft = ReportItem & { id: '' };
const id = '' as const;

function itemsOf({ benchResultId, virtualUsers }: DefaultReportInput): Draft[] {
  const make = metricsOf(benchResultId);
  return [
    { '@type': 'SynopsisReportItem', id, name: 'Synopsis', benchResultId },
    { '@type': 'SummaryReportItem', id, name: 'Summary', metrics: SUMMARY.map((metric) => make.hit(metric)) },
    { '@type': 'InsightsReportItem', id, name: 'Insights', benchResultId, thresholds: {} },
    ...chartsOf(make, virtualUsers),
    table('Containers', COLUMNS.map((metric) => make.container(metric))),
    table('Requests', COLUMNS.map((metric) => make.hit(metric))),
    ...treesOf(make, virtualUsers),
    { '@type': 'PercentilesChartReportItem', id, name: 'Response time percentiles', metrics: [make.hit('RESPONSE_TIME_AVG')] },
    { '@type': 'PieChartReportItem', id, name: 'Response codes', metrics: [make.of('HTTP_RESPONSE_CODES', 'WEB', kind('Hit'))] },
    { '@type': 'TopReportItem', id, name: 'Slowest requests', size: 5, metrics: [make.hit('RESPONSE_TIME_AVG')] },
    { '@type': 'ErrorsReportItem', id, name: 'Error samples', benchResultId, filters: [] },
    { '@type': 'ThresholdAlarmReportItem', id, name: 'Threshold alarms', benchResultId },
    { '@type': 'LoadGeneratorsChartReportItem', id, name: 'Load generators', benchResultId, monitorType: 'HOST' },
  ];
}

function chartsOf(make: ReturnType<typeof metricsOf>, virtualUsers: DefaultReportInput['virtualUsers']): Draft[] {
  const red = [{ '@type': 'SingleColorReportConfig' as const, color: ERROR_COLOUR }];
  const charts = [
    chart('User load and hit rate', [make.of('USERLOAD', 'LOAD'), make.hit('HITS_RATE')]),
    chart('Response times', [make.hit('RESPONSE_TIME_AVG'), make.hit('RESPONSE_TIME_PERCENTILE_95')]),
    chart('Errors', [{ ...make.hit('ERRORS_TOTAL'), configs: red }, make.hit('ERRORS_PERCENT')]),
    chart('Throughput', [make.hit('THROUGHPUT_RATE'), make.hit('SENT_BYTES_RATE')]),
  ];
  const names = [...new Set(virtualUsers.map(({ name }) => name))].slice(0, MAX_CURVES);
  if (names.length < 2) return charts;
  const curves = names.map((term) => make.of('RESPONSE_TIME_AVG', 'BASIC', kind('Hit'), { '@type': 'SingleTermFilter', field: 'virtualUserName', term }));
  return [...charts, chart('Response time per Virtual User', curves)];
}

/** Where several Virtual Users play, a request may be slow for one of them only. */
function treesOf(make: ReturnType<typeof metricsOf>, virtualUsers: DefaultReportInput['virtualUsers']): Draft[] {
  if (virtualUsers.length < 2) return [];
  return [{ '@type': 'StatisticTreeReportItem', id, name: 'By Virtual User', computeType: 'NORMAL', size: 0, metrics: PER_USER.map((metric) => make.of(metric, 'BASIC')) }];
}

export const kind = (term: SubSampleType): MetricFilter => ({ '@type': 'SingleTermFilter', field: 'subSampleType', term });
const chart = (name: string, metrics: ReportItemMetric[]): Draft => ({ '@type': 'LineChartReportItem', id, name, metrics });
const table = (name: string, metrics: ReportItemMetric[]): Draft => ({ '@type': 'StatisticTableReportItem', id, name, computeType: 'NORMAL', size: 0, metrics });

/** Makers of the metrics of one run. */
export function metricsOf(benchResultId: string) {
  const of = (metric: MetricId, type: SampleType, ...filters: MetricFilter[]): ReportItemMetric => ({ id: metric, type, benchResultId, filters, configs: [] });
  return {
    of,
    hit: (metric: MetricId) => of(metric, 'BASIC', kind('Hit')),
    container: (metric: MetricId) => of(metric, 'BASIC', kind('Container')),
  };
}
