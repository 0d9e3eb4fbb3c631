import type { BenchReport, OpenReportItem, TrendReportConfig } from '../../../contract/bench-report.js';
import { AnalysisRefusal } from '../analysis-refusal.js';
import { configOf } from '../apdex.js';

/** One run of a trend report as it is read. `created` in epoch ms. */
export interface TrendResult { readonly benchResultId: string; readonly label: string; readonly created: number; readonly reference: boolean }

/** Items that show the same metrics once more for each matched run; the others hold one metric, or a fixed pair, and stay with the run they name. */
const REPEATED: ReadonlySet<string> = new Set([
  'SummaryReportItem', 'BarChartReportItem', 'StatisticTableReportItem', 'StatisticTreeReportItem', 'LineChartReportItem', 'PercentilesChartReportItem', 'PieChartReportItem',
]);

interface Metric { readonly benchResultId?: string; readonly configs?: readonly { readonly '@type': string }[] }
const metricsIn = (item: OpenReportItem | undefined): readonly Metric[] | undefined => (Array.isArray(item?.['metrics']) ? item['metrics'] as Metric[] : undefined);

/** The settings of a trend report; undefined for any other report. */
export const trendOf = ({ configs }: Pick<BenchReport, 'configs'>): TrendReportConfig | undefined => configs.find((config) => config['@type'] === 'TrendReportConfig') as TrendReportConfig | undefined;

/** Ids of all runs that the items of a report name, each once. */
export function runsNamedIn(items: readonly OpenReportItem[]): string[] {
  const named = items.flatMap((item) => [item['benchResultId'], ...(metricsIn(item) ?? []).map(({ benchResultId }) => benchResultId)]);
  return [...new Set(named.filter((id): id is string => typeof id === 'string' && id !== ''))];
}

/** What a report of several runs calls them, by run id: the names of a comparison, the labels of a trend as it is read. Runs without one keep their own name. */
export function runLabels({ benchResultIds, configs }: Pick<BenchReport, 'benchResultIds' | 'configs'>): ReadonlyMap<string, string> {
  const names = configOf(configs, 'ComparisonReportConfig')?.names ?? [];
  const results = (trendOf({ configs }) as { results?: readonly TrendResult[] } | undefined)?.results ?? [];
  const given = [...benchResultIds.map((id, index) => [id, names[index]] as const), ...results.map(({ benchResultId, label }) => [benchResultId, label] as const)];
  return new Map(given.flatMap(([id, label]) => (label === undefined || label === '' ? [] : [[id, label]])));
}

/**
 * A trend report as it is read: each metric of the reference run follows once more for every matched run, run by run in the order of
 * `results`, after all metrics of the reference itself. So the pointers of the stored metrics stay what they are. DELTA tables name
 * the reference, and the settings say which runs these are.
 */
export function expanded(report: BenchReport, results: readonly TrendResult[]): BenchReport {
  const [reference = ''] = report.benchResultIds;
  const others = results.filter((result) => !result.reference).map(({ benchResultId }) => benchResultId);
  return {
    ...report,
    configs: report.configs.map((config) => (config['@type'] === 'TrendReportConfig' ? { ...config, results } : config)),
    items: report.items.map((item) => repeated(item, reference, others)),
  };
}

function repeated(item: OpenReportItem, reference: string, others: readonly string[]): OpenReportItem {
  const whole = item['computeType'] === 'DELTA' ? { ...item, benchResultId: reference } : item;
  const own = metricsIn(item)?.filter(({ benchResultId }) => benchResultId === reference);
  if (own === undefined || !REPEATED.has(item['@type'])) return whole;
  return { ...whole, metrics: [...own, ...others.flatMap((benchResultId) => own.map((metric) => ({ ...repetition(metric), benchResultId })))] };
}

/** The metric as it stands for another run: without its colour, which would make the curves look alike. */
const repetition = (metric: Metric): Metric => (metric.configs === undefined ? metric : { ...metric, configs: metric.configs.filter((config) => config['@type'] !== 'SingleColorReportConfig') });

/**
 * A trend report as it is stored, from one as it was read and then changed: what was repeated for the matched runs is left out.
 * Throws AnalysisRefusal for a metric of another run than the reference that repeats none of it: it would be lost.
 */
export function collapsed<T extends BenchReport>(report: T, stored: Pick<BenchReport, 'items'>): T {
  const [reference = ''] = report.benchResultIds;
  const before = new Map(stored.items.map((item) => [item.id, item]));
  return {
    ...report,
    configs: report.configs.map(withoutResults),
    items: report.items.map((item) => ownPart(item, before.get(item.id), reference)),
  };
}

function ownPart(item: OpenReportItem, stored: OpenReportItem | undefined, reference: string): OpenReportItem {
  const metrics = metricsIn(item);
  if (metrics === undefined || !REPEATED.has(item['@type'])) return item;
  const isOwn = ({ benchResultId }: Metric): boolean => benchResultId === reference;
  const own = metrics.filter(isOwn);
  const known = new Set([...own, ...(metricsIn(stored) ?? []).filter(isOwn)].map(signature));
  const stranger = metrics.findIndex((metric) => !isOwn(metric) && !known.has(signature(metric)));
  if (stranger >= 0) throw new AnalysisRefusal(`Metric ${stranger} of the item ${JSON.stringify(item.name)} differs from those of the reference run ${JSON.stringify(reference)}. In a trend report change or add a metric of the reference run: it is repeated for every matched run by itself.`);
  return { ...item, metrics: own };
}

/** What a metric shows, whichever the run and the order of its fields. */
const signature = (metric: Metric): string => JSON.stringify(sorted({ ...repetition(metric), benchResultId: undefined }));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

function withoutResults(config: BenchReport['configs'][number]): BenchReport['configs'][number] {
  if (config['@type'] !== 'TrendReportConfig') return config;
  const { results: _results, ...rest } = config;
  return rest;
}
