import type { Kysely } from 'kysely';
import { batches } from './batches.js';
import type { Schema } from './schema.js';

export interface LaunchLogLine { readonly at: number; readonly line: string }

/** Launch logs of runs, and which runs this backend has under way. */
export class BenchLogStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async append(benchResultId: string, line: string, at: number = Date.now()): Promise<void> {
    await this.kysely.insertInto('bench_log').values({ bench_result_id: benchResultId, at, line: JSON.stringify(line) }).execute();
  }

  /** Oldest first. */
  async list(benchResultId: string): Promise<LaunchLogLine[]> {
    const rows = await this.kysely.selectFrom('bench_log').select(['at', 'line']).where('bench_result_id', '=', benchResultId).orderBy('at').execute();
    return rows.map((row) => ({ at: row.at, line: JSON.parse(row.line) as string }));
  }

  /** Notes that a run is under way: should the process die, the next start finds it here. */
  async markLive(benchResultId: string): Promise<void> {
    await this.kysely.insertInto('live_bench').values({ bench_result_id: benchResultId }).onConflict((conflict) => conflict.doNothing()).execute();
  }

  async unmarkLive(benchResultId: string): Promise<void> {
    await this.kysely.deleteFrom('live_bench').where('bench_result_id', '=', benchResultId).execute();
  }

  async live(): Promise<string[]> {
    return (await this.kysely.selectFrom('live_bench').select('bench_result_id').execute()).map((row) => row.bench_result_id);
  }

  async deleteOf(benchResultIds: readonly string[]): Promise<void> {
    for (const ids of batches(benchResultIds)) {
      await this.kysely.deleteFrom('bench_log').where('bench_result_id', 'in', ids).execute();
      await this.kysely.deleteFrom('live_bench').where('bench_result_id', 'in', ids).execute();
    }
  }
}
