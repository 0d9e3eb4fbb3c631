import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';

/** Characters that the items of a report may take; the default report stays below it. */
const ITEMS_BUDGET = 7_000;

/**
 * The items as they are answered: empty fields are left out, and so is the id of the run where the report has only one. Items
 * beyond what an answer may hold are given by type, id and name.
 */
export function shownItems({ items, benchResultIds }: BenchReport): { items: OpenReportItem[]; omitted?: string } {
  const onlyRun = benchResultIds.length === 1 ? benchResultIds[0] : undefined;
  let size = 0;
  let cut = 0;
  const shown = items.map((item) => {
    const compact = { ...(withoutEmpty(item, onlyRun) as object), '@type': item['@type'], id: item.id, name: item.name };
    size += JSON.stringify(compact).length;
    if (size <= ITEMS_BUDGET) return compact;
    cut++;
    return { '@type': item['@type'], id: item.id, name: item.name };
  });
  return { items: shown, ...(cut > 0 ? { omitted: `${cut} items are given by type, id and name only: read each with itemId` } : {}) };
}

function withoutEmpty(value: unknown, onlyRun: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutEmpty(entry, onlyRun));
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).filter(([key, field]) => !isEmpty(field) && !(key === 'benchResultId' && field === onlyRun));
  return Object.fromEntries(told.map(([key, field]) => [key, withoutEmpty(field, onlyRun)]));
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
