import type { Kysely } from 'kysely';
import type { HttpExchange } from '../../contract/http-exchange.js';
import { atomically } from './atomically.js';
import { batches } from './batches.js';
import type { Schema } from './schema.js';

/** One replayed request of the latest validation of a Virtual User. */
export interface StoredValidationSample {
  readonly actionId: string;
  readonly timestamp: number;
  readonly success: boolean;
  readonly message: string;
  readonly exchange: HttpExchange;
}
export type ValidationVerdict = Pick<StoredValidationSample, 'actionId' | 'timestamp' | 'success'>;

/** The latest validation of each Virtual User: its run and what every request saw. */
export class ValidationStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** Makes a run the latest validation of a Virtual User and forgets what the one before it saw. */
  async begin(virtualUserId: string, benchResultId: string): Promise<void> {
    const row = { virtual_user_id: virtualUserId, bench_result_id: benchResultId, created: Date.now() };
    await atomically(this.kysely, async (transaction) => {
      await transaction.deleteFrom('validation_sample').where('virtual_user_id', '=', virtualUserId).execute();
      await transaction
        .insertInto('validation')
        .values(row)
        .onConflict((conflict) => conflict.column('virtual_user_id').doUpdateSet({ bench_result_id: row.bench_result_id, created: row.created }))
        .execute();
    });
  }

  /** Id of the latest validation run. */
  async latest(virtualUserId: string): Promise<string | undefined> {
    return (await this.kysely.selectFrom('validation').select('bench_result_id').where('virtual_user_id', '=', virtualUserId).executeTakeFirst())?.bench_result_id;
  }

  /** Keeps a sample, unless a later validation has begun. @returns whether it was kept. */
  async add(virtualUserId: string, benchResultId: string, sample: StoredValidationSample): Promise<boolean> {
    if ((await this.latest(virtualUserId)) !== benchResultId) return false;
    const row = { virtual_user_id: virtualUserId, action_id: sample.actionId, timestamp: sample.timestamp, success: sample.success ? 1 : 0, message: JSON.stringify(sample.message), exchange: JSON.stringify(sample.exchange) };
    const added = await this.kysely.insertInto('validation_sample').values(row).onConflict((conflict) => conflict.columns(['virtual_user_id', 'action_id', 'timestamp']).doNothing()).executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  /** Every verdict, oldest first, without the exchanges. */
  async verdicts(virtualUserId: string): Promise<ValidationVerdict[]> {
    const rows = await this.kysely.selectFrom('validation_sample').select(['action_id', 'timestamp', 'success']).where('virtual_user_id', '=', virtualUserId).orderBy('timestamp').orderBy('action_id').execute();
    return rows.map((row) => ({ actionId: row.action_id, timestamp: row.timestamp, success: row.success === 1 }));
  }

  /** One sample; without a timestamp the latest failed one of the action, else its latest. */
  async find(virtualUserId: string, actionId: string, timestamp?: number): Promise<StoredValidationSample | undefined> {
    let query = this.kysely.selectFrom('validation_sample').selectAll().where('virtual_user_id', '=', virtualUserId).where('action_id', '=', actionId);
    if (timestamp !== undefined) query = query.where('timestamp', '=', timestamp);
    const row = await query.orderBy('success').orderBy('timestamp', 'desc').executeTakeFirst();
    return row && { actionId, timestamp: row.timestamp, success: row.success === 1, message: JSON.parse(row.message) as string, exchange: JSON.parse(row.exchange) as HttpExchange };
  }

  async deleteOf(virtualUserIds: readonly string[]): Promise<void> {
    for (const ids of batches(virtualUserIds)) {
      await this.kysely.deleteFrom('validation_sample').where('virtual_user_id', 'in', ids).execute();
      await this.kysely.deleteFrom('validation').where('virtual_user_id', 'in', ids).execute();
    }
  }
}
