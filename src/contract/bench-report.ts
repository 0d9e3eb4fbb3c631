import { z } from 'zod';
import { MetricFilter, MetricId, SampleType } from './metric.js';
import { Tags, Timestamp, typed } from './wire.js';

const ReportDate = Timestamp.optional();
const percent = z.number().min(0).max(100).optional();
const most = z.int().min(0).optional();
const epoch = z.number().nullish();

export const TrendSelector = z.discriminatedUnion('@type', [
  typed('TrendReportNameSelector', {
    search: z.string(),
    matchType: z.enum(['EQUALS', 'EQUALS_IGNORECASE', 'CONTAINS', 'CONTAINS_IGNORECASE', 'STARTS_WITH', 'STARTS_WITH_IGNORECASE', 'ENDS_WITH', 'ENDS_WITH_IGNORECASE']),
  }),
  typed('TrendReportTagsSelector', { tags: z.array(z.string()) }),
  typed('TrendReportCreationDateSelector', { fromMs: epoch, toMs: epoch }),
]).meta({ id: 'TrendSelector' });

/**
 * Which runs join the reference run of a trend report (entities.md §5.4). `labels` = names given by hand, by run id (the key is
 * inferred). `results` is an addition of the embedded backend: the runs of this read, the reference first; it is never stored.
 */
export const TrendReportConfig = typed('TrendReportConfig', {
  selectors: z.array(TrendSelector),
  shownResults: z.int().min(1),
  labels: z.record(z.string(), z.string()).optional(),
  results: z.array(z.looseObject({ benchResultId: z.string(), label: z.string(), created: z.number(), reference: z.boolean() })).optional(),
});
export type TrendReportConfig = z.infer<typeof TrendReportConfig>;
export type TrendSelector = z.infer<typeof TrendSelector>;

/** Settings of a report or of one metric (entities.md §5.4). */
export const ReportConfig = z.discriminatedUnion('@type', [
  typed('ApdexReportConfig', { satisfying: z.int().min(0).describe('ms'), tolerating: z.int().min(0).describe('ms') }),
  TrendReportConfig,
  typed('ComparisonReportConfig', { names: z.array(z.string()).default([]) }),
  typed('SingleColorReportConfig', { color: z.string().regex(/^#[0-9A-Fa-f]{6}$/) }),
  typed('ExportReportConfig', {}),
  typed('TimeRangeReportConfig', { from: epoch, to: epoch }),
  typed('LimitsReportConfig', { maxPercentiles: most, maxColumns: most, maxPies: most, maxStatistics: most, maxLines: most }),
  typed('InsightsReportConfig', { thresholds: z.record(z.string(), z.number()).default({}) }),
]).meta({ id: 'ReportConfig' });
export type ReportConfig = z.infer<typeof ReportConfig>;

/** One measured figure of an item: no `@type` in current examples (report-item-editing skill, documented). */
export const ReportItemMetric = z.looseObject({
  id: MetricId,
  type: SampleType,
  benchResultId: z.string(),
  filters: z.array(MetricFilter),
  configs: z.array(ReportConfig).default([]),
}).meta({ id: 'ReportItemMetric' });
export type ReportItemMetric = z.infer<typeof ReportItemMetric>;

/** From which percent on an insight is of a level; each may be left out (entities.md §5.3: thresholds are percentages, keys inferred). */
export const InsightThresholds = z.looseObject({ info: percent, warn: percent, error: percent });
export type InsightThresholds = z.infer<typeof InsightThresholds>;

const item = { id: z.string().default(''), name: z.string(), description: z.string().nullish() };
const computeType = z.enum(['NORMAL', 'DELTA']).default('NORMAL');

/** Widgets (entities.md §5.3), by what a metric is and how the others name their run: a template names none. */
export function itemTypes<Metric extends z.ZodType, Run extends z.ZodRawShape>(metric: Metric, ofRun: Run) {
  const metrics = z.array(metric);
  return [
    typed('SummaryReportItem', { ...item, metrics }),
    typed('BarChartReportItem', { ...item, metrics }),
    typed('StatisticTableReportItem', { ...item, metrics, computeType, size: z.int().min(0).default(0) }),
    typed('StatisticTreeReportItem', { ...item, metrics, computeType, size: z.int().min(0).default(0) }),
    typed('TopReportItem', { ...item, metrics: metrics.min(1).max(1), size: z.int().min(1).default(5) }),
    typed('PieChartReportItem', { ...item, metrics }),
    typed('LineChartReportItem', { ...item, metrics }),
    typed('PercentilesChartReportItem', { ...item, metrics }),
    typed('StackedChartReportItem', { ...item, metrics: metrics.min(1).max(1), mode: z.enum(['ABSOLUTE', 'PERCENT']) }),
    typed('AreaRangeChartReportItem', { ...item, metrics: metrics.min(2).max(2), referenceType: z.enum(['HISTOGRAM', 'SUMMARY']), rangeType: z.enum(['RAW', 'PERCENTAGE']) }),
    typed('InsightsReportItem', { ...item, ...ofRun, thresholds: z.record(z.string(), InsightThresholds).default({}) }),
    typed('ErrorsReportItem', { ...item, ...ofRun, filters: z.array(MetricFilter).default([]) }),
    typed('ThresholdAlarmReportItem', { ...item, ...ofRun }),
    typed('TextualMonitorReportItem', { ...item, ...ofRun, filters: z.array(MetricFilter).default([]) }),
    typed('MonitorsTableReportItem', { ...item, ...ofRun }),
    typed('LoadGeneratorsChartReportItem', { ...item, ...ofRun, monitorType: z.enum(['HOST', 'JVM']) }),
    typed('LoadGeneratorsTreeReportItem', { ...item, ...ofRun }),
    typed('TextReportItem', { ...item, description: z.string() }),
    typed('SynopsisReportItem', { ...item, ...ofRun }),
    typed('TrendConfigReportItem', item),
  ] as const;
}

export const ReportItem = z.discriminatedUnion('@type', itemTypes(ReportItemMetric, { benchResultId: z.string() })).meta({ id: 'ReportItem' });
export type ReportItem = z.infer<typeof ReportItem>;
export type MetricReportItem = Extract<ReportItem, { metrics: ReportItemMetric[] }>;

/** One `benchResultIds` entry = a simple or trend report, 2 to 4 = a comparison (bench-reports skill, documented). */
const report = {
  id: z.string(),
  userId: z.string().default(''),
  projectId: z.string(),
  benchResultIds: z.array(z.string()).min(1).max(4),
  name: z.string(),
  description: z.string().nullish().transform((text) => text ?? ''),
  tags: Tags,
  created: ReportDate,
  lastModified: ReportDate,
};
/** As stored: every item checked; the body of `octoperf://schema/bench-report`. */
export const CheckedBenchReport = z.looseObject({ ...report, configs: z.array(ReportConfig), items: z.array(ReportItem) });
export type CheckedBenchReport = z.infer<typeof CheckedBenchReport>;
/** As read: items of a newer server may be of unknown types, and must be written back whole. */
const openNode = z.looseObject({ '@type': z.string(), id: z.string().default(''), name: z.string().default('') });
export const BenchReport = z.looseObject({ ...report, configs: z.array(z.looseObject({ '@type': z.string() })).default([]), items: z.array(openNode).default([]) });
export type BenchReport = z.infer<typeof BenchReport>;
/** How a report over several runs is asked for: our choice of a body (octoperf-rest-api.md §4.7 knows the paths only, and those are inferred). */
export const TrendReportRequest = z.union([TrendReportConfig.transform((config) => ({ name: undefined, config })), z.looseObject({ name: z.string().optional(), config: TrendReportConfig })]);
export const ComparisonReportRequest = z.looseObject({ benchResultIds: z.array(z.string()), names: z.array(z.string()).optional(), name: z.string().optional() });
/** A report in a list. `dataStatus` is an addition of the embedded backend: said where a run of the report is in an older format. */
export const ListedBenchReport = BenchReport.extend({ dataStatus: z.string().optional() });
export type ListedBenchReport = z.infer<typeof ListedBenchReport>;
export const DATA_STATUS = { needsUpdate: 'NEEDS_UPDATE', updating: 'UPDATING' } as const;
export type OpenReportItem = z.infer<typeof openNode>;
