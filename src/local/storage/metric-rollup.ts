import type { Kysely } from 'kysely';
import { emptyMeasure, type Measure } from '../measurements/measure.js';
import { type MeasureOf, mergePart, readPart } from '../measurements/measure-parts.js';
import { packUserRows, readUserRows } from '../measurements/user-load-rows.js';
import { bucketOf, drawersOf, LONGEST, type RunLayout, SECOND, type Shelf, SHELVES, type Stretch, USERS } from './metric-layout.js';
import { insertSlabs, piecesOf, selectSlabs, type Slab, slabsOfPart, Turns } from './metric-slabs.js';
import type { Schema } from './schema.js';

/** Slabs read at a time. */
const READ_SLABS = 10;

/**
 * Writes the sums of every stretch that ends between `layout.rolledUntil` and `until`, from the shorter stretches, and moves the run's mark there.
 * To be called in a transaction: a reader sees all of it or none, and after a crash it is done again from the same seconds.
 */
export async function rollUp(transaction: Kysely<Schema>, benchResultId: string, layout: RunLayout, until: number): Promise<void> {
  const turns = new Turns();
  for (const shelf of SHELVES) {
    for (const [index, level] of shelf.levels.entries()) {
      const span = { first: bucketOf(layout.rolledUntil, level, layout.origin), last: bucketOf(until, level, layout.origin) - 1 };
      if (span.first > span.last) continue;
      const source = shelf.levels[index - 1] ?? SECOND;
      const slabs: Slab[] = [];
      for (let bucket = span.first; bucket < span.last; bucket += level) {
        slabs.push(...slabsOfPart(shelf, level, bucket, await summed(transaction, benchResultId, shelf, { level: source, first: bucket, last: bucket + level - source }, turns)));
      }
      await insertSlabs(transaction, benchResultId, slabs);
    }
  }
  await packUsers(transaction, benchResultId, layout, until);
  const moved = await transaction.updateTable('metric_run').set({ rolled_until: until }).where('bench_result_id', '=', benchResultId).where('rolled_until', '=', layout.rolledUntil).executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new Error(`Somebody else writes the data of run ${benchResultId}`);
}

async function summed(transaction: Kysely<Schema>, benchResultId: string, shelf: Shelf, source: Stretch, turns: Turns): Promise<MeasureOf[]> {
  const sums = new Map<number, Measure>();
  for (const piece of piecesOf(source, READ_SLABS)) {
    for (const { body } of await selectSlabs(transaction, benchResultId, drawersOf(shelf, source.level), piece)) {
      readPart(shelf.part, body, 2, undefined, (id, measure) => {
        let sum = sums.get(id);
        if (sum === undefined) sums.set(id, (sum = emptyMeasure(2)));
        mergePart(shelf.part, sum, measure);
      });
    }
    await turns.next();
  }
  return [...sums].map(([id, measure]) => ({ id, measure }));
}

/** The seconds of the user load are all kept, so those that were packed need not stand there twice. */
async function packUsers(transaction: Kysely<Schema>, benchResultId: string, { rolledUntil, origin }: RunLayout, until: number): Promise<void> {
  for (let bucket = bucketOf(rolledUntil, LONGEST, origin); bucket < bucketOf(until, LONGEST, origin); bucket += LONGEST) {
    const last = bucket + LONGEST - 1;
    const rows = (await selectSlabs(transaction, benchResultId, [USERS], { level: SECOND, first: bucket, last })).flatMap(({ body }) => readUserRows(body));
    if (rows.length === 0) continue;
    await insertSlabs(transaction, benchResultId, [{ part: USERS, level: LONGEST, bucket, body: packUserRows(rows) }]);
    await transaction.deleteFrom('metric_slab').where('bench_result_id', '=', benchResultId).where('part', '=', USERS).where('level', '=', SECOND).where('bucket', '>=', bucket).where('bucket', '<=', last).execute();
  }
}
