import type { Kysely } from 'kysely';
import type { MetricRow } from '../measurements/measure.js';
import { batches } from './batches.js';
import { unpackMeasure } from './measure-columns.js';
import { FORMAT, type SecondSpan } from './metric-layout.js';
import { MetricJournal } from './metric-journal.js';
import { Turns } from './metric-slabs.js';
import type { MetricStore } from './metric-store.js';
import type { Schema } from './schema.js';

const OLD = 1;
/** Seconds of all actions that are held in memory. */
const AT_A_TIME = 60;
const OLD_TABLES = ['metric_row', 'metric_total', 'user_load'] as const;

/** In which format the data of runs is, and how it gets into the present one. */
export class MetricFormat {
  constructor(private readonly kysely: Kysely<Schema>, private readonly metrics: MetricStore) {}

  /** Those of the runs whose data is in an older format. A run of which nothing was measured has no format. */
  async outdated(benchResultIds: readonly string[]): Promise<string[]> {
    const marked = new Map<string, number>();
    const measured = new Set<string>();
    for (const ids of batches([...new Set(benchResultIds)])) {
      for (const row of await this.kysely.selectFrom('metric_run').select(['bench_result_id', 'format']).where('bench_result_id', 'in', ids).execute()) marked.set(row.bench_result_id, row.format);
      const unmarked = ids.filter((id) => !marked.has(id));
      if (unmarked.length === 0) continue;
      for (const table of ['metric_series', 'user_load'] as const) {
        for (const row of await this.kysely.selectFrom(table).select('bench_result_id').distinct().where('bench_result_id', 'in', unmarked).execute()) measured.add(row.bench_result_id);
      }
    }
    return [...new Set(benchResultIds)].filter((id) => (marked.has(id) ? marked.get(id) !== FORMAT : measured.has(id)));
  }

  /**
   * Rewrites the data of a run into the present format. Until it is complete the run counts as outdated, so a reader never sees half of it, and an
   * update that was cut short begins anew. Nothing happens to a run that is up to date.
   */
  async update(benchResultId: string): Promise<void> {
    if ((await this.outdated([benchResultId])).length > 0) {
      await this.forgetHalf(benchResultId);
      await this.rewrite(benchResultId);
      await this.metrics.finish(benchResultId);
      await this.kysely.updateTable('metric_run').set({ format: FORMAT }).where('bench_result_id', '=', benchResultId).execute();
    }
    for (const table of OLD_TABLES) await this.kysely.deleteFrom(table).where('bench_result_id', '=', benchResultId).execute();
  }

  /** First and last second of a run in the format before; undefined where it has none. */
  async oldSpan(benchResultId: string): Promise<SecondSpan | undefined> {
    const found: SecondSpan[] = [];
    for (const table of ['metric_row', 'user_load'] as const) {
      const row = await this.kysely.selectFrom(table).select((column) => [column.fn.min('second').as('first'), column.fn.max('second').as('last')]).where('bench_result_id', '=', benchResultId).executeTakeFirst();
      if (row !== undefined && row.first !== null && row.last !== null) found.push({ first: Number(row.first), last: Number(row.last) });
    }
    return found.length === 0 ? undefined : { first: Math.min(...found.map(({ first }) => first)), last: Math.max(...found.map(({ last }) => last)) };
  }

  private async forgetHalf(benchResultId: string): Promise<void> {
    for (const table of ['metric_run', 'metric_slab', 'metric_whole'] as const) await this.kysely.deleteFrom(table).where('bench_result_id', '=', benchResultId).execute();
  }

  private async rewrite(benchResultId: string): Promise<void> {
    const span = await this.oldSpan(benchResultId);
    const series = await this.metrics.series(benchResultId);
    const journal = new MetricJournal(this.kysely, benchResultId, { series, format: OLD });
    const turns = new Turns();
    for (let first = span?.first ?? 0; span !== undefined && first <= span.last; first += AT_A_TIME) {
      const stretch = { first, last: first + AT_A_TIME - 1 };
      const rows: MetricRow[] = [];
      for (const { id, key } of series) {
        rows.push(...(await this.oldSeconds(benchResultId, id, stretch)).map((row) => ({ ...row, series: key })));
        await turns.next();
      }
      await journal.append(rows);
      await journal.appendUsers(await this.oldUsers(benchResultId, stretch));
    }
    for (const { id, key } of series) {
      const total = await this.kysely.selectFrom('metric_total').selectAll().where('bench_result_id', '=', benchResultId).where('series_id', '=', id).executeTakeFirst();
      if (total !== undefined) await journal.append([{ second: null, series: key, measure: unpackMeasure(total) }]);
    }
  }

  private async oldSeconds(benchResultId: string, seriesId: number, { first, last }: SecondSpan): Promise<{ second: number; measure: MetricRow['measure'] }[]> {
    const rows = await this.kysely.selectFrom('metric_row').selectAll().where('bench_result_id', '=', benchResultId).where('series_id', '=', seriesId).where('second', '>=', first).where('second', '<=', last).execute();
    return rows.map((row) => ({ second: row.second, measure: unpackMeasure(row) }));
  }

  private async oldUsers(benchResultId: string, { first, last }: SecondSpan): Promise<{ second: number; profileId: string; users: number; region: string; injectorId: string }[]> {
    const rows = await this.kysely.selectFrom('user_load').selectAll().where('bench_result_id', '=', benchResultId).where('second', '>=', first).where('second', '<=', last).execute();
    return rows.map((row) => ({ second: row.second, profileId: row.profile_id, users: row.users, region: row.region, injectorId: row.injector_id }));
  }
}
