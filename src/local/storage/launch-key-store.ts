import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** A launch under a key: what was asked for, as a digest, and the report that was answered. */
export interface KeyedLaunch { readonly asked: string; readonly reportId: string }
/** Whose key; keys of different accounts never meet. The key itself is kept as a hash. */
export interface LaunchKey { readonly accountId: string; readonly keyHash: string }

/** Which launches were made under which key, so that the same call twice starts one run. */
export class LaunchKeyStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** What was launched under the key after a moment (epoch ms). */
  async find({ accountId, keyHash }: LaunchKey, after: number): Promise<KeyedLaunch | undefined> {
    const row = await this.kysely.selectFrom('launch_key').select(['asked', 'report_id']).where('account_id', '=', accountId).where('key_hash', '=', keyHash).where('created', '>', after).executeTakeFirst();
    return row && { asked: row.asked, reportId: row.report_id };
  }

  /**
   * Takes the key for a launch; to be called in the transaction that stores the run. Where another transaction is taking it, waits
   * for that one. @returns false where it is taken.
   */
  async take({ accountId, keyHash }: LaunchKey, { asked, reportId }: KeyedLaunch, now: number): Promise<boolean> {
    const row = { account_id: accountId, key_hash: keyHash, asked, report_id: reportId, created: now };
    const taken = await this.kysely.insertInto('launch_key').values(row).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return (taken.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  /** Forgets what is older than a moment. */
  async forgetUntil(moment: number): Promise<void> {
    await this.kysely.deleteFrom('launch_key').where('created', '<=', moment).execute();
  }
}
