import type { ReportItemMetric } from '../../../../contract/bench-report.js';
import type { MetricFilter, MetricId, SampleType } from '../../../../contract/metric.js';

/** HTTP requests, or what groups them; a run of real browsers has containers only (behaviour.md §21.7). */
export type Kind = 'Hit' | 'Container';

/** Figures of a whole run and of each of its actions, in the order of `figuresFrom`. */
export const FIGURES = [
  'HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_STD', 'RESPONSE_TIME_PERCENTILE_90', 'RESPONSE_TIME_PERCENTILE_95', 'RESPONSE_TIME_PERCENTILE_99',
  'RESPONSE_TIME_MAX', 'CONNECT_TIME_AVG',
] as const satisfies readonly MetricId[];

/** Curves of a run, in the order of `intervalsFrom`. */
export const CURVES = ['USERLOAD', 'HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'RESPONSE_TIME_AVG'] as const satisfies readonly MetricId[];
/** Curves of one action. */
export const ACTION_CURVES = ['HITS_TOTAL', 'RESPONSE_TIME_AVG'] as const satisfies readonly MetricId[];

const head = { id: '', name: 'verdict', description: '' };
const term = (field: string, value: string): MetricFilter => ({ '@type': 'SingleTermFilter', field, term: value });
const ofKind = (kind: Kind): MetricFilter => term('subSampleType', kind);

const metric = (benchResultId: string, id: MetricId, type: SampleType, filters: MetricFilter[]): ReportItemMetric => ({ id, type, benchResultId, filters, configs: [] });

/** The items that a verdict asks values for. They stand in no report: the value endpoints take any item (octoperf-rest-api.md §2, observed). */
export const summaryOf = (benchResultId: string, kind: Kind) => ({ '@type': 'SummaryReportItem', ...head, metrics: FIGURES.map((id) => metric(benchResultId, id, 'BASIC', [ofKind(kind)])) });

export const tableOf = (benchResultId: string, kind: Kind) =>
  ({ '@type': 'StatisticTableReportItem', ...head, computeType: 'NORMAL', size: 0, metrics: FIGURES.map((id) => metric(benchResultId, id, 'BASIC', [ofKind(kind)])) });

export const curvesOf = (benchResultId: string, kind: Kind) =>
  ({ '@type': 'LineChartReportItem', ...head, metrics: CURVES.map((id) => (id === 'USERLOAD' ? metric(benchResultId, id, 'LOAD', []) : metric(benchResultId, id, 'BASIC', [ofKind(kind)]))) });

export const actionCurvesOf = (benchResultId: string, kind: Kind, actionIds: readonly string[]) =>
  ({ '@type': 'LineChartReportItem', ...head, metrics: actionIds.flatMap((actionId) => ACTION_CURVES.map((id) => metric(benchResultId, id, 'BASIC', [ofKind(kind), term('actionPath', actionId)]))) });

export const codesOf = (benchResultId: string) => ({ '@type': 'PieChartReportItem', ...head, metrics: [metric(benchResultId, 'HTTP_RESPONSE_CODES', 'WEB', [ofKind('Hit')])] });
export const errorsOf = (benchResultId: string) => ({ '@type': 'ErrorsReportItem', ...head, benchResultId, filters: [] });
export const alarmsOf = (benchResultId: string) => ({ '@type': 'ThresholdAlarmReportItem', ...head, benchResultId });
