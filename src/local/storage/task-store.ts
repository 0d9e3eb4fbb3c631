import type { Kysely } from 'kysely';
import type { TaskResult } from '../../contract/task.js';
import type { Schema } from './schema.js';

export interface StoredTask { readonly id: string; readonly accountId: string; readonly result: TaskResult | undefined }

/** Work that was submitted, and its result once there is one. */
export class TaskStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async insert(id: string, accountId: string): Promise<void> {
    await this.kysely.insertInto('task').values({ id, account_id: accountId, created: Date.now(), result: null }).execute();
  }

  async find(id: string): Promise<StoredTask | undefined> {
    const row = await this.kysely.selectFrom('task').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { id: row.id, accountId: row.account_id, result: row.result === null ? undefined : (JSON.parse(row.result) as TaskResult) };
  }

  /** Stores the result; a task that has one already keeps it. */
  async finish(id: string, result: TaskResult): Promise<void> {
    await this.kysely.updateTable('task').set({ result: JSON.stringify(result) }).where('id', '=', id).where('result', 'is', null).execute();
  }

  /** Ends every task that has no result: nobody works on it any more. @returns how many there were. */
  async finishPending(result: TaskResult): Promise<number> {
    return Number((await this.kysely.updateTable('task').set({ result: JSON.stringify(result) }).where('result', 'is', null).executeTakeFirst()).numUpdatedRows);
  }
}
