import type { Kysely } from 'kysely';
import type { GeneratorSecond } from '../measurements/generator.js';
import { mergeMeasure, type MetricRow, type SeriesKey, type UserLoadRow } from '../measurements/measure.js';
import { atomically } from './atomically.js';
import { batches } from './batches.js';
import { packMeasure } from './measure-columns.js';
import type { Schema } from './schema.js';

const nameOf = (key: SeriesKey): string => JSON.stringify([key.virtualUserId, key.actionId, key.subSampleType, key.region, key.injectorId]);

/**
 * Writes down what one run measures, as it goes. There is one writer per run: it keeps the run's dictionary of series, so that
 * a row costs a number and not a key.
 */
export class MetricJournal {
  private readonly series = new Map<string, number>();

  constructor(private readonly kysely: Kysely<Schema>, private readonly benchResultId: string, known: readonly { id: number; key: SeriesKey }[] = []) {
    for (const { id, key } of known) this.series.set(nameOf(key), id);
  }

  /** Keeps rows in one transaction: rows of seconds are added, whole-run rows (`second: null`) replace the one before. */
  async append(rows: readonly MetricRow[]): Promise<void> {
    if (rows.length === 0) return;
    const fresh = this.newSeries(rows);
    await atomically(this.kysely, async (transaction) => {
      const keys = [...fresh].map(([id, key]) => ({ bench_result_id: this.benchResultId, series_id: id, key: JSON.stringify(key) }));
      for (const batch of batches(keys)) await transaction.insertInto('metric_series').values([...batch]).execute();
      await this.insertSeconds(transaction, rows);
      await this.insertTotals(transaction, rows);
    });
  }

  async appendUsers(rows: readonly UserLoadRow[]): Promise<void> {
    const values = rows.map((row) => ({ bench_result_id: this.benchResultId, second: row.second, profile_id: row.profileId, users: row.users, region: row.region, injector_id: row.injectorId }));
    for (const batch of batches(values)) await this.kysely.insertInto('user_load').values([...batch]).execute();
  }

  async appendGenerator(rows: readonly GeneratorSecond[]): Promise<void> {
    const values = rows.map((row) => ({ bench_result_id: this.benchResultId, second: row.second, figures: JSON.stringify(row) }));
    for (const batch of batches(values)) await this.kysely.insertInto('generator_second').values([...batch]).execute();
  }

  /** Numbers every series not seen before; the numbers are kept even if the write then fails: a run that cannot be stored ends. */
  private newSeries(rows: readonly MetricRow[]): Map<number, SeriesKey> {
    const fresh = new Map<number, SeriesKey>();
    for (const { series } of rows) {
      const name = nameOf(series);
      if (this.series.has(name)) continue;
      fresh.set(this.series.size, series);
      this.series.set(name, this.series.size);
    }
    return fresh;
  }

  private async insertSeconds(transaction: Kysely<Schema>, rows: readonly MetricRow[]): Promise<void> {
    const values = rows.flatMap(({ second, series, measure }) => (second === null ? [] : [{ ...this.place(series), second, ...packMeasure(measure, 2) }]));
    for (const batch of batches(values)) await transaction.insertInto('metric_row').values([...batch]).execute();
  }

  private async insertTotals(transaction: Kysely<Schema>, rows: readonly MetricRow[]): Promise<void> {
    const merged = new Map<number, MetricRow>();
    for (const row of rows) {
      if (row.second !== null) continue;
      const { series_id } = this.place(row.series);
      const before = merged.get(series_id);
      if (before === undefined) merged.set(series_id, row);
      else mergeMeasure(before.measure, row.measure);
    }
    for (const { series, measure } of merged.values()) {
      const columns = packMeasure(measure, 3);
      await transaction
        .insertInto('metric_total')
        .values({ ...this.place(series), ...columns })
        .onConflict((conflict) => conflict.columns(['bench_result_id', 'series_id']).doUpdateSet(columns))
        .execute();
    }
  }

  private place(series: SeriesKey): { bench_result_id: string; series_id: number } {
    return { bench_result_id: this.benchResultId, series_id: this.series.get(nameOf(series)) ?? -1 };
  }
}
