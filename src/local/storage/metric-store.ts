import type { Kysely } from 'kysely';
import type { GeneratorSecond } from '../measurements/generator.js';
import { emptyMeasure, mergeMeasure, type Measure, type SeriesKey, type UserLoadRow } from '../measurements/measure.js';
import { readPart, STORED_PARTS, type StoredPart } from '../measurements/measure-parts.js';
import { readUserRows } from '../measurements/user-load-rows.js';
import { batches } from './batches.js';
import { MetricGroups, type NumberedSeries } from './metric-groups.js';
import { MetricJournal } from './metric-journal.js';
import { bucketOf, drawersOf, endOf, firstOfGroup, groupId, LONGEST, type RunLayout, type SecondSpan, SHELVES, stretchesOf, USERS } from './metric-layout.js';
import { bytesOf, piecesOf, selectSlabs, Turns } from './metric-slabs.js';
import { selectWhole, upsertWhole } from './metric-wholes.js';
import type { Schema } from './schema.js';

export type { SecondSpan } from './metric-layout.js';
export interface StoredTotal { readonly seriesId: number; readonly measure: Measure }
/** What a series measured in a stretch that begins with this second. Its parts may come in rows of their own: they are to be added up. */
export interface StoredStretch extends StoredTotal { readonly second: number }
/** Which stretches are wanted: see `RowQuery` of the analysis. Series, and sums over actions under their negative numbers. `distributions` = how many are read (see `distributionsOf`), all where left out. */
export interface StretchQuery { readonly series: readonly number[]; readonly parts: readonly StoredPart[]; readonly distributions?: number; readonly seconds: SecondSpan; readonly interval: number | undefined }

/** Slabs read at a time: those of sums over actions are small. */
const GROUP_SLABS = 600;
const ACTION_SLABS = 60;

/** What runs measured: stretches per series, whole-run measures, users per second. */
export class MetricStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** The writer of one run. */
  async journal(benchResultId: string): Promise<MetricJournal> {
    return new MetricJournal(this.kysely, benchResultId, { series: await this.series(benchResultId), layout: await this.layout(benchResultId) });
  }

  async series(benchResultId: string): Promise<NumberedSeries[]> {
    const rows = await this.kysely.selectFrom('metric_series').select(['series_id', 'key']).where('bench_result_id', '=', benchResultId).orderBy('series_id').execute();
    return rows.map((row) => ({ id: row.series_id, key: JSON.parse(row.key) as SeriesKey }));
  }

  /** How the run is kept; undefined where nothing was measured yet, or where it is kept in the format before. */
  async layout(benchResultId: string): Promise<RunLayout | undefined> {
    const row = await this.kysely.selectFrom('metric_run').selectAll().where('bench_result_id', '=', benchResultId).executeTakeFirst();
    return row && { format: row.format, origin: row.origin, span: { first: row.first_second, last: row.last_second }, rolledUntil: row.rolled_until, ended: row.ended === 1 };
  }

  /** Rows that hold the seconds asked for, in no order, read in turns with whatever else the process does. */
  async *rows(benchResultId: string, layout: RunLayout, query: StretchQuery): AsyncGenerator<StoredStretch[]> {
    const turns = new Turns();
    for (const shelf of SHELVES) {
      const { part, grouped, levels } = shelf;
      const wanted = new Set(query.series.filter((id) => id < 0 === grouped).map((id) => (grouped ? firstOfGroup(id) : id)));
      if (wanted.size === 0 || !query.parts.includes(part)) continue;
      for (const stretch of stretchesOf(query.seconds, query.interval, layout, levels)) {
        for (const piece of piecesOf(stretch, grouped ? GROUP_SLABS : ACTION_SLABS)) {
          const rows: StoredStretch[] = [];
          for (const { bucket, body } of await selectSlabs(this.kysely, benchResultId, drawersOf(shelf, piece.level, wanted), piece)) {
            readPart(part, body, 2, wanted, (id, measure) => { rows.push({ seriesId: grouped ? groupId(id) : id, second: bucket, measure }); }, query.distributions);
          }
          yield rows;
          await turns.next();
        }
      }
    }
  }

  /** Whole-run measures of a run that has ended. */
  async totals(benchResultId: string, seriesIds: readonly number[], parts: readonly StoredPart[] = STORED_PARTS): Promise<StoredTotal[]> {
    return selectWhole(this.kysely, benchResultId, seriesIds, parts);
  }

  /** First and last second with samples or users; undefined where nothing was measured. */
  async span(benchResultId: string): Promise<SecondSpan | undefined> {
    return (await this.layout(benchResultId))?.span;
  }

  /** Users alive per second, in time order. One statement: a second stands in a slab of its own or in a packed one, whenever it is read. */
  async users(benchResultId: string, { first, last }: SecondSpan): Promise<UserLoadRow[]> {
    const origin = (await this.layout(benchResultId))?.origin ?? 0;
    const slabs = await this.kysely.selectFrom('metric_slab').select('body').where('bench_result_id', '=', benchResultId).where('part', '=', USERS).where('bucket', '>=', bucketOf(first, LONGEST, origin)).where('bucket', '<=', last).execute();
    const rows = slabs.flatMap(({ body }) => readUserRows(bytesOf(body))).filter(({ second }) => second >= first && second <= last);
    return rows.sort((left, right) => left.second - right.second);
  }

  /** Whether the users of a run were counted at all. */
  async hasUsers(benchResultId: string): Promise<boolean> {
    return (await this.kysely.selectFrom('metric_slab').select('bucket').where('bench_result_id', '=', benchResultId).where('part', '=', USERS).limit(1).executeTakeFirst()) !== undefined;
  }

  /** What its load generators measured of themselves, in time order. */
  async generators(benchResultId: string): Promise<GeneratorSecond[]> {
    const rows = await this.kysely.selectFrom('generator_second').select('figures').where('bench_result_id', '=', benchResultId).orderBy('second').execute();
    return rows.map(({ figures }) => JSON.parse(figures) as GeneratorSecond);
  }

  /**
   * Ends a run: sums the last stretches, adds up the whole-run measures that are missing (of several agents one may have been lost, or the
   * backend) and those over all actions. Repeating it is harmless; nothing where nothing was measured, or where the data is to be updated first.
   */
  async finish(benchResultId: string): Promise<void> {
    const kept = await this.layout(benchResultId);
    if (kept === undefined || kept.ended) return;
    await (await this.journal(benchResultId)).close();
    const series = await this.series(benchResultId);
    const known = (await this.kysely.selectFrom('metric_whole').select('series_id').where('bench_result_id', '=', benchResultId).execute()).map((row) => row.series_id);
    const missing = series.map(({ id }) => id).filter((id) => !known.includes(id));
    await upsertWhole(this.kysely, benchResultId, await this.wholeOf(benchResultId, { ...kept, rolledUntil: endOf(kept) }, missing));
    for (const { id, members } of new MetricGroups(series).all) {
      const sum = emptyMeasure(3);
      for (const ids of batches(members, 20)) for (const { measure } of await this.totals(benchResultId, ids)) mergeMeasure(sum, measure);
      await upsertWhole(this.kysely, benchResultId, new Map([[id, sum]]));
    }
    await this.kysely.updateTable('metric_run').set({ ended: 1 }).where('bench_result_id', '=', benchResultId).execute();
  }

  private async wholeOf(benchResultId: string, layout: RunLayout, series: readonly number[]): Promise<Map<number, Measure>> {
    const wholes = new Map(series.map((id) => [id, emptyMeasure(3)]));
    // Labels and histograms come in rows of their own, so each is merged whole.
    for await (const rows of this.rows(benchResultId, layout, { series, parts: STORED_PARTS, seconds: layout.span, interval: undefined })) {
      for (const { seriesId, measure } of rows) mergeMeasure(wholes.get(seriesId) ?? emptyMeasure(3), measure);
    }
    return wholes;
  }

  async deleteOf(benchResultIds: readonly string[]): Promise<void> {
    for (const ids of batches(benchResultIds)) {
      for (const table of ['metric_run', 'metric_slab', 'metric_whole', 'metric_row', 'metric_total', 'metric_series', 'user_load', 'generator_second'] as const) {
        await this.kysely.deleteFrom(table).where('bench_result_id', 'in', ids).execute();
      }
    }
  }
}
