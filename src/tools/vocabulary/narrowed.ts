import { brief } from './brief.js';
import { LIST_LIMIT, type Narrowing } from './bounded.js';
import { fitting } from './fitting.js';

/** The entries that bear the searched name, from `offset` on, in short and as many as one answer may hold; says how to go on where some are left. */
export function narrowed<T extends { name: string }, L extends object>(all: readonly T[], { search, offset = 0 }: Narrowing, listing: (entry: T) => L): { entries: L[]; total: number; omitted?: string } {
  const wanted = search?.toLowerCase();
  const matching = wanted === undefined ? all : all.filter((entry) => entry.name.toLowerCase().includes(wanted));
  const { entries, omitted } = fitting(matching.slice(offset, offset + LIST_LIMIT + 1).map((entry) => brief(listing(entry))), { most: LIST_LIMIT });
  if (omitted === undefined) return { entries, total: matching.length };
  const next = offset + entries.length;
  return { entries, total: matching.length, omitted: `${matching.length - next} more: narrow with search, or continue with offset ${next}` };
}
