import type { Kysely } from 'kysely';
import { batches } from './batches.js';
import type { Schema } from './schema.js';

/** A job and the epoch ms at which it is due. */
export interface Firing { readonly jobId: string; readonly due: number }

/** When scheduled jobs are due: one row per armed job, none for others. */
export class FiringStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** Arms a job, or sets anew when it is due. */
  async arm({ jobId, due }: Firing): Promise<void> {
    await this.kysely.insertInto('job_firing').values({ job_id: jobId, due }).onConflict((conflict) => conflict.column('job_id').doUpdateSet({ due })).execute();
  }

  async disarm(jobId: string): Promise<void> {
    await this.deleteOf([jobId]);
  }

  /**
   * Takes a firing and sets when the job is due next, in one statement so that of several at once only one gets it.
   * @param next undefined = never again. @returns false when it was taken, moved or called off in the meantime.
   */
  async claim({ jobId, due }: Firing, next: number | undefined): Promise<boolean> {
    if (next === undefined) return (await this.kysely.deleteFrom('job_firing').where('job_id', '=', jobId).where('due', '=', due).executeTakeFirst()).numDeletedRows > 0n;
    return (await this.kysely.updateTable('job_firing').set({ due: next }).where('job_id', '=', jobId).where('due', '=', due).executeTakeFirst()).numUpdatedRows > 0n;
  }

  /** What is due at an epoch ms, the longest due first. */
  async dueBy(time: number): Promise<Firing[]> {
    const rows = await this.kysely.selectFrom('job_firing').selectAll().where('due', '<=', time).orderBy('due').orderBy('job_id').execute();
    return rows.map((row) => ({ jobId: row.job_id, due: row.due }));
  }

  /** When the next firing is due. */
  async earliest(): Promise<number | undefined> {
    return (await this.kysely.selectFrom('job_firing').select('due').orderBy('due').limit(1).executeTakeFirst())?.due;
  }

  async deleteOf(jobIds: readonly string[]): Promise<void> {
    for (const ids of batches(jobIds)) await this.kysely.deleteFrom('job_firing').where('job_id', 'in', ids).execute();
  }
}
