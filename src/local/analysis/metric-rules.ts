import { METRIC_IDS, type MetricFilter, type MetricId, type SampleType } from '../../contract/metric.js';
import type { MetricReportItem, ReportItem, ReportItemMetric } from '../../contract/bench-report.js';
import { AnalysisRefusal } from './analysis-refusal.js';

type ItemType = ReportItem['@type'];

/** Letters of entities.md Appendix B: which family of widgets an item belongs to. */
const FAMILY: Readonly<Partial<Record<ItemType, string>>> = {
  LineChartReportItem: 'L', SummaryReportItem: 'S', TopReportItem: 'T', StatisticTableReportItem: 'R', StatisticTreeReportItem: 'R', BarChartReportItem: 'B',
  AreaRangeChartReportItem: 'A', PercentilesChartReportItem: 'P', PieChartReportItem: 'I', StackedChartReportItem: 'K',
};

/**
 * Families that accept a metric, first match wins (entities.md Appendix B, cells marked (✓) there are inferred; behaviour.md §22).
 * Network time has no percentiles curve here: its single values are not kept, only their sums.
 */
const ACCEPTED: readonly (readonly [pattern: RegExp, families: string])[] = [
  [/^(HITS|ERRORS|THROUGHPUT|SENT_BYTES)_TOTAL$/, 'LSTRBAP'],
  [/^(HITS|ERRORS|THROUGHPUT|SENT_BYTES)_RATE$/, 'LSRBAP'],
  [/^(RESPONSE_TIME|CONNECT_TIME|LATENCY)_AVG$/, 'LSTRBAP'],
  [/^RESPONSE_TIME_MEDIAN$/, 'SRB'],
  [/_APDEX$/, 'LSRBA'],
  [/^HTTP_/, 'IK'],
  [/^USERLOAD$/, 'LBA'],
  [/^MONITORING$/, 'LSRBAP'],
];
const OTHERWISE = 'LSTRBA';

/** Sample types now and before 17 that carry figures of samples (entities.md §5.2). */
const OF_SAMPLES: readonly SampleType[] = ['BASIC', 'WEB', 'HIT', 'CONTAINER'];
/** Only read: an item that is made now does not use them. */
export const LEGACY: readonly SampleType[] = ['HIT', 'CONTAINER'];
const SAMPLE_FIELDS = ['subSampleType', 'region', 'injectorId', 'virtualUserName', 'actionPath'];
const LOAD_FIELDS = ['region', 'injectorId', 'virtualUserName'];
const COUNTER_FIELDS = ['connectionName', 'counterPath', 'monitorType'];

/** The terms that a filter asks for, whichever its kind. */
export const termsOf = (filter: MetricFilter): readonly string[] => (filter['@type'] === 'SingleTermFilter' ? [filter.term] : filter.terms);

/** Tags whose values are known beforehand (report-item-editing skill, documented). */
export const CLOSED_TERMS: ReadonlyMap<string, readonly string[]> = new Map([['subSampleType', ['Hit', 'Container']]]);
/** Tags that are only told apart below another one (report-item-editing skill, documented). */
export const PARENT_TAGS: ReadonlyMap<string, string> = new Map([['injectorId', 'region']]);

type Selected = Pick<ReportItemMetric, 'id' | 'type' | 'filters'>;

/** Why an item of that type cannot show that metric, in a sentence that says what to do; undefined where it can. */
export function checkMetric(itemType: string, metric: Selected): string | undefined {
  return metricProblems(itemType, metric)[0];
}

/** The same, every reason there is. */
export function metricProblems(itemType: string, metric: Selected): string[] {
  return [checkFamily(itemType, metric.id), checkSampleType(metric), ...filterProblems(metric)].filter((problem) => problem !== undefined);
}

/** Refuses the first metric of an item that the item cannot show. */
export function requireMetrics(itemType: string, metrics: readonly ReportItemMetric[]): void {
  for (const [index, metric] of metrics.entries()) {
    const problem = checkMetric(itemType, metric);
    if (problem !== undefined) throw new AnalysisRefusal(`Metric ${index} of the item: ${problem}`);
  }
}

const familiesOf = (id: MetricId): string => ACCEPTED.find(([pattern]) => pattern.test(id))?.[1] ?? OTHERWISE;
const familyOf = (itemType: string): string | undefined => Object.entries(FAMILY).find(([type]) => type === itemType)?.[1];

/** Whether an item is one that carries metrics. */
export const hasMetrics = (item: ReportItem): item is MetricReportItem => familyOf(item['@type']) !== undefined;

function checkFamily(itemType: string, id: MetricId): string | undefined {
  const family = familyOf(itemType);
  if (family === undefined) return `A ${itemType} carries no metrics. Items that do: ${Object.keys(FAMILY).join(', ')}.`;
  const families = familiesOf(id);
  if (families.includes(family)) return undefined;
  const homes = Object.entries(FAMILY).flatMap(([type, letter]) => (families.includes(letter) ? [type] : []));
  const curve = family === 'P' ? ' A percentiles chart draws the whole curve of a base metric such as RESPONSE_TIME_AVG, CONNECT_TIME_AVG or LATENCY_AVG.' : '';
  return `${id} is not available on a ${itemType}: it is accepted on ${homes.join(', ')}. Use there one of ${acceptedOn(family)}, or another item.${curve}`;
}

function acceptedOn(family: string): string {
  const ids = METRIC_IDS.filter((id) => familiesOf(id).includes(family));
  return ids.length > 8 ? `${ids.slice(0, 8).join(', ')} and ${ids.length - 8} more` : ids.join(', ');
}

/** Metrics that an item of that type shows, in the order of the catalogue; undefined for one that carries none. */
export function metricsOn(itemType: string): MetricId[] | undefined {
  const family = familyOf(itemType);
  return family === undefined ? undefined : METRIC_IDS.filter((id) => familiesOf(id).includes(family));
}

/** Sample types that a metric is read from (entities.md Appendix B; the legacy types carried every metric). */
export function sampleTypesOf(id: MetricId): readonly SampleType[] {
  if (id === 'MONITORING') return ['NUMBER_COUNTER'];
  return id === 'USERLOAD' ? ['LOAD', ...LEGACY] : OF_SAMPLES;
}

function checkSampleType({ id, type }: Pick<ReportItemMetric, 'id' | 'type'>): string | undefined {
  const types = sampleTypesOf(id);
  return types.includes(type) ? undefined : `${id} is not measured on samples of type ${type}. Set type to ${types[0] ?? ''}.`;
}

/** Tags that a metric can be filtered on. */
export function fieldsOf(id: MetricId): readonly string[] {
  if (id === 'MONITORING') return COUNTER_FIELDS;
  return id === 'USERLOAD' ? LOAD_FIELDS : SAMPLE_FIELDS;
}

function filterProblems({ id, filters }: Pick<ReportItemMetric, 'id' | 'filters'>): (string | undefined)[] {
  const fields = fieldsOf(id);
  const names = new Set(filters.map(({ field }) => field));
  const orphans = [...PARENT_TAGS].filter(([tag, parent]) => names.has(tag) && !names.has(parent));
  return [
    ...filters.map((filter) => (fields.includes(filter.field) ? checkTerms(filter) : `${id} cannot be filtered on ${JSON.stringify(filter.field)}. Filter on one of ${fields.join(', ')}.`)),
    ...orphans.map(([tag, parent]) => `A filter on ${tag} needs a filter on ${parent} beside it: add one.`),
  ];
}

function checkTerms(filter: MetricFilter): string | undefined {
  const terms = termsOf(filter);
  if (terms.length === 0) return `The filter on ${filter.field} names no term: give at least one or remove it.`;
  const closed = CLOSED_TERMS.get(filter.field);
  const wrong = closed === undefined ? undefined : terms.find((term) => !closed.includes(term));
  return wrong === undefined ? undefined : `subSampleType is Hit (HTTP requests) or Container (everything that groups them), not ${JSON.stringify(wrong)}.`;
}
