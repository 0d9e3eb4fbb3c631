import type { OpenReportItem } from '../../../contract/bench-report.js';

/** Characters that items and settings of a report may take; the default report stays below it. */
const BUDGET = 7_000;

/** Of a report or a template: what its items and settings are made of. */
interface Shown { readonly items: readonly OpenReportItem[]; readonly benchResultIds: readonly string[]; readonly configs: readonly { '@type': string }[] }
interface Metric { readonly benchResultId?: string }

/**
 * The items as they are answered: empty fields are left out, so is the id of the run where the report has only one, and so are the
 * metrics that only repeat for further runs. Items beyond what an answer may hold are given by type, id and name.
 */
export function shownItems(report: Shown): { items: OpenReportItem[]; omitted?: string } {
  const runs = runsOf(report);
  const onlyRun = runs.length === 1 ? runs[0] : undefined;
  let size = report.benchResultIds.length > 0 ? JSON.stringify(report.configs).length : 0;
  let cut = 0;
  const shown = report.items.map((item) => {
    const compact = { ...(withoutEmpty(withoutRepetition(item, runs), onlyRun) as object), '@type': item['@type'], id: item.id, name: item.name };
    size += JSON.stringify(compact).length;
    if (size <= BUDGET) return compact;
    cut++;
    return { '@type': item['@type'], id: item.id, name: item.name };
  });
  return { items: shown, ...(cut > 0 ? { omitted: `${cut} items are given by type, id and name only: read each with itemId` } : {}) };
}

/** One item as it is answered: complete, but for metrics that only repeat for further runs, and for those beyond what an answer may hold. */
export function shownItem(report: Shown, item: OpenReportItem): { items: OpenReportItem[]; omitted?: string } {
  const whole = withoutRepetition(item, runsOf(report));
  const metrics = metricsOf(whole) ?? [];
  let most = metrics.length;
  while (most > 1 && JSON.stringify({ ...whole, metrics: metrics.slice(0, most) }).length > BUDGET) most = Math.ceil(most / 2);
  if (most === metrics.length) return { items: [whole] };
  return { items: [{ ...whole, metrics: metrics.slice(0, most) }], omitted: `${metrics.length - most} metrics more, from /metrics/${most} on` };
}

const metricsOf = (item: OpenReportItem): readonly Metric[] | undefined => (Array.isArray(item['metrics']) ? item['metrics'] as Metric[] : undefined);

/** The runs of a report in the order in which its metrics follow each other: those of a comparison, or those that a trend report says it shows. */
function runsOf({ benchResultIds, configs }: Shown): readonly string[] {
  const { results } = (configs.find((config) => config['@type'] === 'TrendReportConfig') ?? {}) as { results?: unknown };
  return Array.isArray(results) ? (results as Metric[]).flatMap(({ benchResultId }) => benchResultId ?? []) : benchResultIds;
}

/** An item whose metrics are those of the first run and then, run by run, the same again: `repeatedFor` says for how many runs. */
function withoutRepetition(item: OpenReportItem, runs: readonly string[]): OpenReportItem {
  const metrics = metricsOf(item);
  const length = (metrics?.length ?? 0) / runs.length;
  if (metrics === undefined || runs.length < 2 || length === 0 || !Number.isInteger(length)) return item;
  const own = metrics.slice(0, length);
  const isRepeated = metrics.every((metric, index) => metric.benchResultId === runs[Math.floor(index / length)] && looks(metric) === looks(own[index % length]));
  return isRepeated ? { ...item, metrics: own, repeatedFor: runs.length - 1 } : item;
}

/** What a metric shows, whichever the run and its colour. */
const looks = (metric: Metric | undefined): string => JSON.stringify({ ...metric, benchResultId: undefined, configs: undefined });

function withoutEmpty(value: unknown, onlyRun: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutEmpty(entry, onlyRun));
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).filter(([key, field]) => !isEmpty(field) && !(key === 'benchResultId' && field === onlyRun));
  return Object.fromEntries(told.map(([key, field]) => [key, withoutEmpty(field, onlyRun)]));
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
