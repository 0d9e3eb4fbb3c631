import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** Runs `work` all or nothing: within the transaction under way, else in one of its own. */
export async function atomically<T>(kysely: Kysely<Schema>, work: (transaction: Kysely<Schema>) => Promise<T>): Promise<T> {
  return kysely.isTransaction ? work(kysely) : kysely.transaction().execute(work);
}
