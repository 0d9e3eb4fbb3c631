import { z } from 'zod';
import { ThresholdSeverity } from './sla-profile.js';
import { Measured } from './wire.js';

/** `POST /analysis/metrics/summary`: numbers aligned with the item's metrics (observed: jmeter-java-dsl, Go proof of concept). */
export const SummaryValues = z.array(Measured);

/** Row of a statistics table (jmeter-java-dsl, observed). */
export const TableEntry = z.looseObject({ actionId: z.string(), values: z.array(z.looseObject({ value: Measured })) });
export type TableEntry = z.infer<typeof TableEntry>;

/** Row of a statistics tree: the same under the Virtual User that played it (bench-reports skill, documented). */
export const TreeEntry = TableEntry.extend({ virtualUserId: z.string() });
export type TreeEntry = z.infer<typeof TreeEntry>;

/** `x` = epoch ms; on a percentiles chart `x` is the percentile 0..100 (bench-reports skill). */
export const GraphPoint = z.looseObject({ x: z.number(), y: Measured });
export type GraphPoint = z.infer<typeof GraphPoint>;
export const LineSeries = z.array(z.array(GraphPoint));

/** The highest ranked actions, best first, and a curve over time for each (bench-reports skill; keys inferred). */
export const TopResult = z.looseObject({ actionIds: z.array(z.string()), curves: z.array(z.array(GraphPoint)), values: z.array(Measured).optional().describe('by which each was ranked; answered by the embedded backend') });
export type TopResult = z.infer<typeof TopResult>;

/** Label → count (or bytes), one map per run of the pie, in the order of its metrics (bench-reports skill, documented). */
export const PieValues = z.array(z.record(z.string(), z.number()));
export type PieValues = z.infer<typeof PieValues>;

/** `x` = epoch ms; `values` = figure per label: counts, or percent of the interval (bench-reports skill; the key is inferred). */
export const MapGraphPoint = z.looseObject({ x: z.number(), values: z.record(z.string(), z.number()) });
export type MapGraphPoint = z.infer<typeof MapGraphPoint>;

/** A curve against its reference; `rmse` = root of the mean squared distance (bench-reports skill, documented). */
export const AreaRangeResult = z.looseObject({ curve: z.array(GraphPoint), reference: z.array(GraphPoint), rmse: Measured });
export type AreaRangeResult = z.infer<typeof AreaRangeResult>;

/** entities.md Appendix E 5 (scenario-diagnosis skill, documented). */
export const INSIGHT_IDS = [
  'RESPONSE_TIME_GLOBAL_AVG', 'RESPONSE_TIME_STD_DEVIATION', 'STEP_BY_STEP_RESPONSE_TIME', 'CONNECT_TIME_VS_RESPONSE_TIME', 'LATENCY_VS_RESPONSE_TIME', 'HIT_RATE_INFLEXION_POINT',
  'STEP_BY_STEP_ERRORS', 'PEAK_OF_ERRORS', 'OVERALL_ERROR_4XX', 'OVERALL_ERROR_5XX', 'OVERALL_ERROR_NONE', 'THROUGHPUT_IMAGE_NEW_FORMAT', 'THROUGHPUT_IMAGE_OPTIMIZE', 'THROUGHPUT_CSS',
  'THROUGHPUT_JAVASCRIPT', 'THRESHOLD_ALARM',
] as const;
export type InsightId = (typeof INSIGHT_IDS)[number];
export const InsightLevel = z.enum(['PASSED', 'INFO', 'WARN', 'ERROR']);
/** A finding of a run. `more` shows it, `inspect` (where there is one) draws what `value` was taken from; both are report items. An id of a newer server is kept as it is. */
export const Insight = z.looseObject({ id: z.string(), level: InsightLevel, value: Measured, more: z.looseObject({ '@type': z.string() }).nullish(), inspect: z.looseObject({ '@type': z.string() }).nullish() });
export type Insight = z.infer<typeof Insight>;

/** A failed sample; `responseCode` -1 = engine exception; a failed assertion shows only in `assertions` (bench-reports skill). */
export const BenchError = z.looseObject({
  benchResultId: z.string(),
  actionId: z.string(),
  timestamp: z.number(),
  responseCode: z.string(),
  errorMessage: z.string().default(''),
  assertions: z.array(z.looseObject({ name: z.string().default(''), message: z.string().default('') })).default([]),
  loadGenerator: z.string().optional(),
});
export type BenchError = z.infer<typeof BenchError>;

/** `GET /analysis/metrics/global/{id}` (octoperf-maven-plugin, documented). */
export const MetricValues = z.looseObject({ metrics: z.array(z.looseObject({ name: z.string(), value: Measured, unit: z.string() })) });

/** A breach of a threshold; times in epoch ms, the same twice = an instant one; ids only, no names (octoperf-rest-api.md §5.5, partly documented). */
export const ThresholdAlarm = z.looseObject({
  id: z.string(), severity: ThresholdSeverity, thresholdId: z.string(), counterId: z.string(), connectionId: z.string(), observed: Measured.optional(), start: z.number().optional(), end: z.number().optional(),
});
export type ThresholdAlarm = z.infer<typeof ThresholdAlarm>;

/** A text that a monitor read at `timestamp`, epoch ms (bench-reports skill; keys inferred). */
export const TextualCounterValue = z.looseObject({ connectionId: z.string(), counterPath: z.string(), value: z.string(), timestamp: z.number() });
export type TextualCounterValue = z.infer<typeof TextualCounterValue>;

/** One monitor connection of a run; `severity` = its worst alarm (monitoring skill, documented). */
export const MonitorsTableRow = z.looseObject({ connectionName: z.string(), monitorType: z.string(), counterPaths: z.array(z.string()), alarmCount: z.int(), severity: ThresholdSeverity });
export type MonitorsTableRow = z.infer<typeof MonitorsTableRow>;

/** A load generator of a run; `vuCount` = most users at once, times in epoch ms (contract/tools.yaml; keys inferred). */
export const BenchLoadGenerator = z.looseObject({ region: z.string(), host: z.string(), vuCount: z.int(), start: z.number().optional(), end: z.number().optional() });
export type BenchLoadGenerator = z.infer<typeof BenchLoadGenerator>;

/** What the metrics of an item may select (report-item-editing skill, documented). */
export const ItemAllowSelect = z.looseObject({
  sampleTypes: z.array(z.string()),
  metricIdsBySampleType: z.record(z.string(), z.array(z.string())),
  tagKeyConstraints: z.record(z.string(), z.looseObject({ required: z.boolean(), allowedValues: z.array(z.string()), single: z.boolean(), dependsOn: z.array(z.string()) })),
});
export type ItemAllowSelect = z.infer<typeof ItemAllowSelect>;

export const ReportItemValidation = z.looseObject({ valid: z.boolean(), violations: z.array(z.string()) });
export type ReportItemValidation = z.infer<typeof ReportItemValidation>;

/** Runs of a report by the format of their data (bench-reports skill, documented). `unknown` = cannot be read, usually deleted. */
export const ReportDataStatus = z.looseObject({ upToDate: z.array(z.string()), needsUpdate: z.array(z.string()), updating: z.array(z.string()), unknown: z.array(z.string()) });
export type ReportDataStatus = z.infer<typeof ReportDataStatus>;

/** A curve with a name and a unit of its own, for charts whose metrics are fixed. */
export interface NamedCurve { readonly name: string; readonly unit: string; readonly points: readonly GraphPoint[] }

/** The values of any item, told apart by what they are: for whoever draws or prints them. */
export type ItemValues =
  | { readonly kind: 'figures'; readonly figures: readonly Measured[] }
  | { readonly kind: 'table'; readonly rows: readonly TableEntry[] }
  | { readonly kind: 'tree'; readonly rows: readonly TreeEntry[] }
  | { readonly kind: 'top'; readonly top: TopResult }
  | { readonly kind: 'pie'; readonly pies: PieValues }
  | { readonly kind: 'curves'; readonly curves: readonly (readonly GraphPoint[])[] }
  | { readonly kind: 'stacked'; readonly points: readonly MapGraphPoint[] }
  | { readonly kind: 'area'; readonly area: AreaRangeResult }
  | { readonly kind: 'insights'; readonly insights: readonly Insight[] }
  | { readonly kind: 'errors'; readonly errors: readonly BenchError[] }
  | { readonly kind: 'alarms'; readonly alarms: readonly ThresholdAlarm[] }
  | { readonly kind: 'texts'; readonly texts: readonly TextualCounterValue[] }
  | { readonly kind: 'monitors'; readonly rows: readonly MonitorsTableRow[] }
  | { readonly kind: 'generators'; readonly generators: readonly BenchLoadGenerator[]; readonly curves: readonly NamedCurve[] }
  /** Nothing to compute: what the item says stands in the report. */
  | { readonly kind: 'none' };
