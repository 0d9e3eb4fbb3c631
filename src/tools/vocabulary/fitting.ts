/** Characters of JSON that the entries of one answer may take: an answer is read again on every later turn (behaviour.md §4). */
export const ANSWER_BUDGET = 7_000;

export interface Fitting {
  /** Entries to skip, at least 0. */
  readonly offset?: number | undefined;
  /** Most entries, however short they are. */
  readonly most?: number | undefined;
  /** Most characters of JSON. */
  readonly budget?: number | undefined;
}

/** The entries from `offset` on that fit one answer, at least one where there is one; says how to go on where some are left. */
export function fitting<T>(all: readonly T[], { offset = 0, most = Infinity, budget = ANSWER_BUDGET }: Fitting = {}): { entries: T[]; omitted?: string } {
  const entries: T[] = [];
  let size = 0;
  for (const entry of all.slice(offset)) {
    size += JSON.stringify(entry).length + 1;
    if (entries.length >= most || (size > budget && entries.length > 0)) break;
    entries.push(entry);
  }
  const next = offset + entries.length;
  return next < all.length ? { entries, omitted: `${all.length - next} more: continue with offset ${next}` } : { entries };
}
