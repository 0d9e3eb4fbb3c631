import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/** Bytes kept for one series among others. */
export interface SlabEntry { readonly id: number; readonly body: Uint8Array }

/** One stretch of time of many series in one piece: what stands for all of them, then the bytes of each, found by the number of the series. */
export function packSlab(head: Uint8Array, entries: readonly SlabEntry[]): Buffer {
  const writer = new ByteWriter();
  const sorted = [...entries].sort((left, right) => left.id - right.id);
  writer.block(head);
  writer.count(sorted.length);
  let before = 0;
  for (const { id, body } of sorted) {
    writer.count(id - before);
    writer.count(body.length);
    before = id;
  }
  for (const { body } of sorted) writer.raw(body);
  return writer.bytes();
}

/** Reads what `packSlab` wrote. @param wanted hands in only these series; all where left out. */
export function readSlab(bytes: Uint8Array, wanted: ReadonlySet<number> | undefined, take: (id: number, body: Uint8Array, head: Uint8Array) => void): void {
  const reader = new ByteReader(bytes);
  const head = reader.block();
  const found: { id: number; start: number; length: number }[] = [];
  let id = 0;
  let start = 0;
  for (let left = reader.count(); left > 0; left--) {
    id += reader.count();
    const length = reader.count();
    if (wanted === undefined || wanted.has(id)) found.push({ id, start, length });
    start += length;
  }
  let at = 0;
  for (const entry of found) {
    reader.skip(entry.start - at);
    take(entry.id, reader.raw(entry.length), head);
    at = entry.start + entry.length;
  }
}
