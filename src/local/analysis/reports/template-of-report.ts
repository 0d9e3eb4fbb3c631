import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';
import { TemplateItem } from '../../../contract/bench-report-template.js';
import type { BenchReportTemplate } from '../../../contract/bench-report-template.js';
import type { MetricFilter, MetricId } from '../../../contract/metric.js';
import { termsOf } from '../metric-rules.js';

/** What a report becomes as a template, and what it lost on the way. `runSpecificFilterFields` = fields of the filters that were dropped. */
export interface TemplateOfReport extends Pick<BenchReportTemplate, 'items' | 'configs'> {
  readonly itemCount: number;
  readonly sourceItemCount: number;
  readonly runSpecificFilterFields: string[];
}

/** Fields whose values are those of one run (behaviour.md §26.1, documented). */
const OF_ONE_RUN: ReadonlySet<string> = new Set(['injectorId', 'region']);
/** Settings that speak of the runs of the report; the others are its look. */
const RUN_CONFIGS: ReadonlySet<string> = new Set(['TrendReportConfig', 'ComparisonReportConfig', 'TimeRangeReportConfig']);

type Metric = { id: MetricId; benchResultId?: string | null; filters: MetricFilter[] } & Record<string, unknown>;

/**
 * The look of a report without its run. Filters on load generators, regions and monitoring connections that the run made are dropped;
 * a metric (or an item that filters itself) that loses all its filters goes, and an item that loses all its metrics too (behaviour.md
 * §26.1, documented). Of several runs the first one's metrics are kept; a DELTA table becomes a plain one: a template has no
 * reference to compare with (both our choice).
 * @param isLasting whether a monitoring connection of that name is there without the run.
 */
export function templateOf(report: BenchReport, isLasting: (connectionName: string) => boolean): TemplateOfReport {
  const [first = ''] = report.benchResultIds;
  const dropped = new Set<string>();
  const items = report.items.flatMap((item) => templateItems(item, first, { isLasting, dropped }));
  return {
    items,
    configs: report.configs.filter((config) => !RUN_CONFIGS.has(config['@type'])) as BenchReportTemplate['configs'],
    itemCount: items.length,
    sourceItemCount: report.items.length,
    runSpecificFilterFields: [...dropped].sort(),
  };
}

interface Stripping { readonly isLasting: (connectionName: string) => boolean; readonly dropped: Set<string> }

function templateItems(item: OpenReportItem, first: string, stripping: Stripping): TemplateItem[] {
  const { benchResultId, ...kept } = item;
  if (item['@type'] === 'TrendConfigReportItem' || (typeof benchResultId === 'string' && benchResultId !== first)) return [];
  const plain = kept['computeType'] === 'DELTA' ? { ...kept, computeType: 'NORMAL' } : kept;
  const filters = strippedFilters((item['filters'] ?? []) as MetricFilter[], stripping);
  if (filters === undefined) return [];
  const metrics = (item['metrics'] as Metric[] | undefined)?.filter((metric) => (metric.benchResultId ?? first) === first).flatMap((metric) => strippedMetric(metric, stripping));
  if (metrics?.length === 0) return [];
  // An item that needs a pair of metrics and lost one of them is none any more.
  const parsed = TemplateItem.safeParse({ ...plain, ...(item['filters'] === undefined ? {} : { filters }), ...(metrics === undefined ? {} : { metrics }) });
  return parsed.success ? [parsed.data] : [];
}

function strippedMetric({ benchResultId: _run, ...metric }: Metric, stripping: Stripping): object[] {
  const filters = strippedFilters(metric.filters, stripping);
  return filters === undefined ? [] : [{ ...metric, filters }];
}

/** The filters that hold for any run; undefined where there were some and none is left. */
function strippedFilters(filters: readonly MetricFilter[], stripping: Stripping): MetricFilter[] | undefined {
  const kept = filters.flatMap((filter): MetricFilter[] => {
    const terms = lastingTerms(filter, stripping);
    if (terms.length < termsOf(filter).length || terms.length === 0) stripping.dropped.add(filter.field);
    if (terms.length === 0) return [];
    return filter['@type'] === 'MultiTermFilter' ? [{ ...filter, terms: [...terms] }] : [filter];
  });
  return filters.length > 0 && kept.length === 0 ? undefined : kept;
}

function lastingTerms(filter: MetricFilter, { isLasting }: Stripping): readonly string[] {
  if (OF_ONE_RUN.has(filter.field)) return [];
  return filter.field === 'connectionName' ? termsOf(filter).filter((term) => isLasting(term)) : termsOf(filter);
}
