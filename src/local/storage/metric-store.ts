import type { Kysely } from 'kysely';
import type { GeneratorSecond } from '../measurements/generator.js';
import { emptyMeasure, mergeMeasure, type Measure, type MetricRow, type SeriesKey, type UserLoadRow } from '../measurements/measure.js';
import { batches } from './batches.js';
import { ALL_HISTOGRAMS, unpackMeasure } from './measure-columns.js';
import { MetricJournal } from './metric-journal.js';
import type { Schema } from './schema.js';

export interface StoredSeries { readonly id: number; readonly key: SeriesKey }
export interface StoredTotal { readonly seriesId: number; readonly measure: Measure }
export interface StoredSecond extends StoredTotal { readonly second: number }
/** Epoch seconds, both ends included. */
export interface SecondSpan { readonly first: number; readonly last: number }

/** What runs measured: rows per series and second, rows per series over the whole run, users per second. */
export class MetricStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** The writer of one run. */
  async journal(benchResultId: string): Promise<MetricJournal> {
    return new MetricJournal(this.kysely, benchResultId, await this.series(benchResultId));
  }

  async series(benchResultId: string): Promise<StoredSeries[]> {
    const rows = await this.kysely.selectFrom('metric_series').select(['series_id', 'key']).where('bench_result_id', '=', benchResultId).orderBy('series_id').execute();
    return rows.map((row) => ({ id: row.series_id, key: JSON.parse(row.key) as SeriesKey }));
  }

  /** Rows of one series in time order. @param histograms names of the histograms to decode (`elapsedHistogram`, ...). */
  async seconds(benchResultId: string, seriesId: number, span: SecondSpan, histograms: ReadonlySet<string>): Promise<StoredSecond[]> {
    const rows = await this.kysely
      .selectFrom('metric_row')
      .select(['second', 'figures', 'elapsed_histogram', 'latency_histogram', 'connect_histogram'])
      .where('bench_result_id', '=', benchResultId)
      .where('series_id', '=', seriesId)
      .where('second', '>=', span.first)
      .where('second', '<=', span.last)
      .orderBy('second')
      .execute();
    return rows.map((row) => ({ seriesId, second: row.second, measure: unpackMeasure(row, histograms) }));
  }

  /** Whole-run rows; none while a run has not ended. */
  async totals(benchResultId: string, seriesIds: readonly number[], histograms: ReadonlySet<string>): Promise<StoredTotal[]> {
    const totals: StoredTotal[] = [];
    for (const ids of batches(seriesIds)) {
      const rows = await this.kysely.selectFrom('metric_total').selectAll().where('bench_result_id', '=', benchResultId).where('series_id', 'in', ids).execute();
      totals.push(...rows.map((row) => ({ seriesId: row.series_id, measure: unpackMeasure(row, histograms) })));
    }
    return totals;
  }

  async hasTotals(benchResultId: string): Promise<boolean> {
    return (await this.kysely.selectFrom('metric_total').select('series_id').where('bench_result_id', '=', benchResultId).limit(1).executeTakeFirst()) !== undefined;
  }

  /** First and last second with samples or users; undefined where nothing was measured. */
  async span(benchResultId: string): Promise<SecondSpan | undefined> {
    const found: SecondSpan[] = [];
    for (const table of ['metric_row', 'user_load'] as const) {
      const row = await this.kysely.selectFrom(table).select((column) => [column.fn.min('second').as('first'), column.fn.max('second').as('last')]).where('bench_result_id', '=', benchResultId).executeTakeFirst();
      if (row !== undefined && row.first !== null && row.last !== null) found.push({ first: Number(row.first), last: Number(row.last) });
    }
    return found.length === 0 ? undefined : { first: Math.min(...found.map((span) => span.first)), last: Math.max(...found.map((span) => span.last)) };
  }

  /** Users alive per second, in time order. */
  async users(benchResultId: string, span: SecondSpan): Promise<UserLoadRow[]> {
    const rows = await this.kysely.selectFrom('user_load').selectAll().where('bench_result_id', '=', benchResultId).where('second', '>=', span.first).where('second', '<=', span.last).orderBy('second').execute();
    return rows.map((row) => ({ second: row.second, profileId: row.profile_id, users: row.users, region: row.region, injectorId: row.injector_id }));
  }

  /** What its load generators measured of themselves, in time order. */
  async generators(benchResultId: string): Promise<GeneratorSecond[]> {
    const rows = await this.kysely.selectFrom('generator_second').select('figures').where('bench_result_id', '=', benchResultId).orderBy('second').execute();
    return rows.map(({ figures }) => JSON.parse(figures) as GeneratorSecond);
  }

  /** Gives the series of a run that was cut short their whole-run rows, added up from the seconds that were kept. Those that have one keep it: of several agents one may have been lost. */
  async rebuildTotals(benchResultId: string): Promise<void> {
    const span = await this.span(benchResultId);
    if (span === undefined) return;
    const known = new Set((await this.kysely.selectFrom('metric_total').select('series_id').where('bench_result_id', '=', benchResultId).execute()).map((row) => row.series_id));
    const totals: MetricRow[] = [];
    for (const { id, key } of await this.series(benchResultId)) {
      if (known.has(id)) continue;
      const measure = emptyMeasure(3);
      for (const row of await this.seconds(benchResultId, id, span, ALL_HISTOGRAMS)) mergeMeasure(measure, row.measure);
      totals.push({ second: null, series: key, measure });
    }
    await (await this.journal(benchResultId)).append(totals);
  }

  async deleteOf(benchResultIds: readonly string[]): Promise<void> {
    for (const ids of batches(benchResultIds)) {
      for (const table of ['metric_row', 'metric_total', 'metric_series', 'user_load', 'generator_second'] as const) {
        await this.kysely.deleteFrom(table).where('bench_result_id', 'in', ids).execute();
      }
    }
  }
}
