import type { ReportItem, ReportItemMetric } from '../../../contract/bench-report.js';
import type { MetricFilter, MetricId, SampleType } from '../../../contract/metric.js';

/** Makers of the report items that insights of one run are shown with. They carry no id: they are values, not parts of a report. */
export interface InsightItems {
  readonly metric: (id: MetricId, type?: SampleType, ...filters: MetricFilter[]) => ReportItemMetric;
  /** Of HTTP requests only, or of the one of that id. */
  readonly hit: (id: MetricId, actionId?: string) => ReportItemMetric;
  readonly summary: (name: string, metric: ReportItemMetric) => ReportItem;
  readonly line: (name: string, ...metrics: ReportItemMetric[]) => ReportItem;
  readonly pie: (name: string, metric: ReportItemMetric) => ReportItem;
  readonly stacked: (name: string, metric: ReportItemMetric) => ReportItem;
  readonly top: (name: string, metric: ReportItemMetric) => ReportItem;
  readonly area: (name: string, curve: ReportItemMetric, reference: ReportItemMetric, types: AreaTypes) => ReportItem;
  readonly alarms: () => ReportItem;
}
export interface AreaTypes { readonly referenceType: 'HISTOGRAM' | 'SUMMARY'; readonly rangeType: 'RAW' | 'PERCENTAGE' }

const TOP_SIZE = 5;
const term = (field: string, value: string): MetricFilter => ({ '@type': 'SingleTermFilter', field, term: value });

export function insightItems(benchResultId: string): InsightItems {
  const metric: InsightItems['metric'] = (id, type = 'BASIC', ...filters) => ({ id, type, benchResultId, filters, configs: [] });
  return {
    metric,
    hit: (id, actionId) => metric(id, 'BASIC', term('subSampleType', 'Hit'), ...(actionId === undefined ? [] : [term('actionPath', actionId)])),
    summary: (name, one) => ({ '@type': 'SummaryReportItem', id: '', name, metrics: [one] }),
    line: (name, ...metrics) => ({ '@type': 'LineChartReportItem', id: '', name, metrics }),
    pie: (name, one) => ({ '@type': 'PieChartReportItem', id: '', name, metrics: [one] }),
    stacked: (name, one) => ({ '@type': 'StackedChartReportItem', id: '', name, mode: 'PERCENT', metrics: [one] }),
    top: (name, one) => ({ '@type': 'TopReportItem', id: '', name, size: TOP_SIZE, metrics: [one] }),
    area: (name, curve, reference, types) => ({ '@type': 'AreaRangeChartReportItem', id: '', name, metrics: [curve, reference], ...types }),
    alarms: () => ({ '@type': 'ThresholdAlarmReportItem', id: '', name: 'Threshold alarms', benchResultId }),
  };
}
