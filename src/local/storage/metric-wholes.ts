import type { Kysely } from 'kysely';
import { emptyMeasure, type Measure } from '../measurements/measure.js';
import { mergePart, packPart, readPart, STORED_PARTS, type StoredPart } from '../measurements/measure-parts.js';
import { batches } from './batches.js';
import { bytesOf } from './metric-slabs.js';
import type { Schema, WholeColumns } from './schema.js';

/** Where each part of a whole-run measure stands. */
const COLUMNS = {
  figures: 'figures', labels: 'labels', elapsedHistogram: 'elapsed_histogram', latencyHistogram: 'latency_histogram', connectHistogram: 'connect_histogram',
} as const satisfies Record<StoredPart, keyof WholeColumns>;
const EMPTY = Buffer.alloc(0);
/** Every piece holds one measure. */
const ONLY = 0;

/** Keeps whole-run measures, by the number of their series; they replace those before. */
export async function upsertWhole(kysely: Kysely<Schema>, benchResultId: string, wholes: ReadonlyMap<number, Measure>): Promise<void> {
  for (const [id, measure] of wholes) {
    const columns = Object.fromEntries(STORED_PARTS.map((part) => [COLUMNS[part], packPart(part, [{ id: ONLY, measure }]) ?? EMPTY])) as unknown as WholeColumns;
    await kysely
      .insertInto('metric_whole')
      .values({ bench_result_id: benchResultId, series_id: id, ...columns })
      .onConflict((conflict) => conflict.columns(['bench_result_id', 'series_id']).doUpdateSet(columns))
      .execute();
  }
}

/** Whole-run measures of these series, with the parts asked for. */
export async function selectWhole(kysely: Kysely<Schema>, benchResultId: string, ids: readonly number[], parts: readonly StoredPart[]): Promise<{ seriesId: number; measure: Measure }[]> {
  const found: { seriesId: number; measure: Measure }[] = [];
  for (const batch of batches(ids)) {
    const rows = await kysely.selectFrom('metric_whole').select('series_id').select(parts.map((part) => COLUMNS[part])).where('bench_result_id', '=', benchResultId).where('series_id', 'in', batch).execute();
    for (const row of rows as ({ series_id: number } & WholeColumns)[]) {
      const measure = emptyMeasure(3);
      for (const part of parts) {
        const bytes = bytesOf(row[COLUMNS[part]]);
        if (bytes.length > 0) readPart(part, bytes, 3, undefined, (_, stored) => { mergePart(part, measure, stored); });
      }
      found.push({ seriesId: row.series_id, measure });
    }
  }
  return found;
}
