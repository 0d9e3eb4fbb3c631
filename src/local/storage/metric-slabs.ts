import type { Kysely } from 'kysely';
import { type MeasureOf, packPart } from '../measurements/measure-parts.js';
import { batches } from './batches.js';
import { drawerOf, type Shelf, type Stretch } from './metric-layout.js';
import type { Bytes, Schema } from './schema.js';

/** Bytes as both databases answer them. */
export const bytesOf = (value: Bytes): Uint8Array => (value instanceof ArrayBuffer ? new Uint8Array(value) : value);

export interface Slab { readonly part: number; readonly level: number; readonly bucket: number; readonly body: Uint8Array }

export async function insertSlabs(kysely: Kysely<Schema>, benchResultId: string, slabs: readonly Slab[]): Promise<void> {
  const values = slabs.map((slab) => ({ bench_result_id: benchResultId, ...slab }));
  for (const batch of batches(values)) await kysely.insertInto('metric_slab').values([...batch]).execute();
}

/** Slabs of one length in the order of their buckets; one bucket may have several, which add up. @param parts the numbers they are kept under. */
export async function selectSlabs(kysely: Kysely<Schema>, benchResultId: string, parts: readonly number[], { level, first, last }: Stretch): Promise<{ bucket: number; body: Uint8Array }[]> {
  const rows = await kysely
    .selectFrom('metric_slab')
    .select(['bucket', 'body'])
    .where('bench_result_id', '=', benchResultId)
    .where('part', 'in', parts)
    .where('level', '=', level)
    .where('bucket', '>=', first)
    .where('bucket', '<=', last)
    .orderBy('bucket')
    .execute();
  return rows.map(({ bucket, body }) => ({ bucket, body: bytesOf(body) }));
}

/** One part of a stretch of many series, cut into the drawers it is kept in. */
export function slabsOfPart(shelf: Shelf, level: number, bucket: number, measures: readonly MeasureOf[]): Slab[] {
  const drawers = new Map<number, MeasureOf[]>();
  for (const one of measures) {
    const drawer = drawerOf(shelf, level, one.id);
    const list = drawers.get(drawer) ?? [];
    drawers.set(drawer, list);
    list.push(one);
  }
  return [...drawers].flatMap(([part, list]) => {
    const body = packPart(shelf.part, list);
    return body === undefined ? [] : [{ part, level, bucket, body }];
  });
}

/** Cuts a stretch into pieces of so many slabs. */
export function* piecesOf({ level, first, last }: Stretch, slabs: number): Generator<Stretch> {
  for (let start = first; start <= last; start += slabs * level) yield { level, first: start, last: Math.min(last, start + (slabs - 1) * level) };
}

/** Longest time that a reader or a writer keeps the process from anything else, in ms: a run under way is recorded in it. */
const TURN_MS = 5;

/** Lets others have their turn where this work has had its own. */
export class Turns {
  private since = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.since < TURN_MS) return;
    await new Promise((resolve) => { setImmediate(resolve); });
    this.since = performance.now();
  }
}
