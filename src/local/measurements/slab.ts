import { ByteReader, longNumber } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/** Bytes kept for one series among others. */
export interface SlabEntry { readonly id: number; readonly body: Uint8Array }

/** One stretch of time of many series in one piece: what stands for all of them, then a list of the series, then the bytes of each. */
export function packSlab(head: Uint8Array, entries: readonly SlabEntry[]): Buffer {
  const list = new ByteWriter();
  const sorted = [...entries].sort((left, right) => left.id - right.id);
  let before = 0;
  for (const { id, body } of sorted) {
    list.count(id - before);
    list.count(body.length);
    before = id;
  }
  const writer = new ByteWriter();
  writer.block(head);
  writer.block(list.bytes());
  for (const { body } of sorted) writer.raw(body);
  return writer.bytes();
}

/** Reads what `packSlab` wrote. @param wanted hands in only these series; all where left out. */
export function readSlab(bytes: Uint8Array, wanted: ReadonlySet<number> | undefined, take: (id: number, body: Uint8Array, head: Uint8Array) => void): void {
  const reader = new ByteReader(bytes);
  const head = reader.block();
  const list = reader.block();
  const bodies = reader.rest();
  let left = wanted?.size ?? Infinity;
  // The inner loop of a chart of one action among hundreds: written out, and left behind the last one that is wanted.
  for (let at = 0, id = 0, start = 0; at < list.length && left > 0;) {
    let step = list[at++] ?? 0;
    if (step >= 128) [step, at] = longNumber(list, at - 1);
    let length = list[at++] ?? 0;
    if (length >= 128) [length, at] = longNumber(list, at - 1);
    id += step;
    if (wanted === undefined || wanted.has(id)) {
      if (start + length > bodies.length) throw new RangeError('These bytes end too early: they were not written by this program.');
      take(id, bodies.subarray(start, start + length), head);
      left--;
    }
    start += length;
  }
}
