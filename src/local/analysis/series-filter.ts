import type { MetricFilter } from '../../contract/metric.js';
import type { ReportItemMetric } from '../../contract/bench-report.js';
import type { SeriesKey, SubSampleType, UserLoadRow } from '../measurements/measure.js';
import { termsOf } from './metric-rules.js';
import type { RunData, RunSeries } from './run-data.js';

type Selection = Pick<ReportItemMetric, 'type' | 'filters'>;

/**
 * The series a metric reads, out of all those of its run. Filters are AND-combined (report-item-editing skill, documented). Undefined = no data: the run
 * knows other series but nothing under these names. Empty = nothing of that kind was measured (yet), which counts as zero.
 * `perAction`: every action gets a row of its own, so hits and containers may stand side by side.
 */
export function selectSeries(run: RunData, all: readonly RunSeries[], metric: Selection, perAction: boolean): readonly RunSeries[] | undefined {
  const named = metric.filters.filter(({ field }) => field !== 'subSampleType');
  const paths = new Map((run.actions ?? []).map(({ actionId, path }) => [actionId, path]));
  const known = all.filter(({ key }) => named.every((filter) => termsOf(filter).some((term) => tagMatches(key, filter.field, term, paths))));
  if (known.length === 0 && all.length > 0 && named.length > 0) return undefined;
  const kinds = kindsOf(metric, perAction);
  return known.filter(({ key }) => kinds.has(key.subSampleType));
}

const tagMatches = (key: SeriesKey, field: string, term: string, paths: ReadonlyMap<string, string>): boolean => tagTerms(key, field, paths).includes(term);

/** Terms that name a series under a tag; `actionPath` is an action's names from the top joined by U+2AFD, its name, or its id, in this order. */
export function tagTerms(key: SeriesKey, field: string, paths: ReadonlyMap<string, string>): string[] {
  switch (field) {
    case 'region': return [key.region];
    case 'injectorId': return [key.injectorId];
    case 'virtualUserName': return [key.virtualUserName];
    case 'actionPath': return [paths.get(key.actionId), key.actionName, key.actionId].filter((term) => term !== undefined);
    default: return [];
  }
}

/**
 * Hits, containers or both. The legacy types HIT and CONTAINER say it themselves. One figure for many actions reads hits only
 * unless it names a kind or an action: a container holds the time of its own hits, so a sum of both would be neither ("Hits"
 * counts HTTP samplers only: bench-reports skill, documented).
 */
function kindsOf(metric: Selection, perAction: boolean): ReadonlySet<SubSampleType> {
  const asked = metric.filters.filter(({ field }) => field === 'subSampleType');
  const free = perAction || asked.length > 0 || metric.filters.some(({ field }) => field === 'actionPath');
  const kinds = kindsOfType(metric.type, free).filter((kind) => asked.every((filter) => termsOf(filter).includes(kind)));
  return new Set(kinds);
}

function kindsOfType(type: Selection['type'], free: boolean): SubSampleType[] {
  if (type === 'CONTAINER') return ['Container'];
  return type === 'HIT' || type === 'WEB' || !free ? ['Hit'] : ['Hit', 'Container'];
}

/** The user-load rows that pass the filters; a Virtual User is known by the profile that plays it. */
export function selectUsers(run: RunData, rows: readonly UserLoadRow[], filters: readonly MetricFilter[]): readonly UserLoadRow[] {
  if (filters.length === 0) return rows;
  return rows.filter((row) => filters.every((filter) => termsOf(filter).includes(loadTag(run, row, filter.field))));
}

/** The term that names a row of users under a tag. */
export function loadTag(run: RunData, row: UserLoadRow, field: string): string {
  if (field === 'region') return row.region;
  return field === 'injectorId' ? row.injectorId : (run.profileVirtualUsers?.get(row.profileId) ?? '');
}
