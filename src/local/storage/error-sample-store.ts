import type { Kysely } from 'kysely';
import type { HttpExchange } from '../../contract/http-exchange.js';
import type { FailedSample } from '../measurements/failed-sample.js';
import { batches } from './batches.js';
import type { Schema } from './schema.js';

/** Failed samples of runs: a bounded choice of them, the exact counts are in the metrics. */
export class ErrorSampleStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async add(benchResultId: string, samples: readonly (FailedSample & { readonly exchange: HttpExchange })[]): Promise<void> {
    const rows = samples.map(({ exchange, ...sample }) => ({
      bench_result_id: benchResultId,
      action_id: sample.actionId,
      timestamp: sample.timestamp,
      sample: JSON.stringify(sample),
      exchange: JSON.stringify(exchange),
    }));
    for (const batch of batches(rows)) await this.kysely.insertInto('error_sample').values([...batch]).execute();
  }

  /** Newest first. */
  async list(benchResultId: string): Promise<FailedSample[]> {
    const rows = await this.kysely.selectFrom('error_sample').select('sample').where('bench_result_id', '=', benchResultId).orderBy('timestamp', 'desc').orderBy('action_id').execute();
    return rows.map((row) => JSON.parse(row.sample) as FailedSample);
  }

  /** Request and response of one sample. */
  async exchange(benchResultId: string, actionId: string, timestamp: number): Promise<HttpExchange | undefined> {
    const row = await this.kysely.selectFrom('error_sample').select('exchange').where('bench_result_id', '=', benchResultId).where('action_id', '=', actionId).where('timestamp', '=', timestamp).executeTakeFirst();
    return row && (JSON.parse(row.exchange) as HttpExchange);
  }

  async deleteOf(benchResultIds: readonly string[]): Promise<void> {
    for (const ids of batches(benchResultIds)) await this.kysely.deleteFrom('error_sample').where('bench_result_id', 'in', ids).execute();
  }
}
