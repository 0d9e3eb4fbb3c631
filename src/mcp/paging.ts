import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** Cuts a list into pages; the cursor is opaque to the client. Throws -32602 for one that no page of this list gave out. */
export function pageOf<K extends string, T>(key: K, all: readonly T[], cursor: unknown, pageSize: number): Record<K, readonly T[]> & { nextCursor?: string } {
  const from = cursor === undefined ? 0 : startOf(cursor, all.length, pageSize);
  const until = pageSize === 0 ? all.length : from + pageSize;
  const page = { [key]: all.slice(from, until) } as unknown as Record<K, readonly T[]>;
  return until < all.length ? { ...page, nextCursor: cursorAt(until) } : page;
}

const cursorAt = (index: number): string => Buffer.from(String(index)).toString('base64url');

/** Where the page of a cursor begins. */
function startOf(cursor: unknown, length: number, pageSize: number): number {
  for (let start = pageSize; pageSize > 0 && start < length; start += pageSize) if (cursorAt(start) === cursor) return start;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor: take it from the previous page');
}
