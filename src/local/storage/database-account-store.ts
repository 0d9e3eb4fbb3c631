import type { Kysely } from 'kysely';
import type { Account, AccountStore, Credential } from './identity-store.js';
import type { AccountRow, CredentialRow, Schema } from './schema.js';

const accountOf = (row: AccountRow): Account => ({ id: row.id, username: row.username, passwordHash: row.password_hash, platformAdmin: row.platform_admin === 1, created: row.created });
const credentialOf = (row: CredentialRow): Credential => ({ hash: row.hash, kind: row.kind, accountId: row.account_id, name: row.name, created: row.created, expiresAt: row.expires_at });

/** Accounts and their credentials in the database. */
export class DatabaseAccountStore implements AccountStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async insert(account: Account): Promise<boolean> {
    const row = { id: account.id, username: account.username, password_hash: account.passwordHash, platform_admin: account.platformAdmin ? 1 : 0, created: account.created };
    const added = await this.kysely.insertInto('account').values(row).onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async findById(id: string): Promise<Account | undefined> {
    const row = await this.kysely.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
    return row && accountOf(row);
  }

  async findByUsername(username: string): Promise<Account | undefined> {
    const row = await this.kysely.selectFrom('account').selectAll().where('username', '=', username).executeTakeFirst();
    return row && accountOf(row);
  }

  /** Inside a transaction: others that hold the account wait until it ends. @returns false when there is none. */
  async hold(id: string): Promise<boolean> {
    return (await this.kysely.updateTable('account').set((row) => ({ created: row.ref('created') })).where('id', '=', id).executeTakeFirst()).numUpdatedRows > 0n;
  }

  async list(): Promise<readonly Account[]> {
    return (await this.kysely.selectFrom('account').selectAll().orderBy('created').orderBy('id').execute()).map(accountOf);
  }

  async addCredential(credential: Credential): Promise<void> {
    const row = { hash: credential.hash, kind: credential.kind, account_id: credential.accountId, name: credential.name, created: credential.created, expires_at: credential.expiresAt };
    await this.kysely.insertInto('credential').values(row).execute();
  }

  async findCredential(hash: string): Promise<Credential | undefined> {
    const row = await this.kysely.selectFrom('credential').selectAll().where('hash', '=', hash).executeTakeFirst();
    return row && credentialOf(row);
  }

  async listCredentials(accountId: string, kind: Credential['kind']): Promise<readonly Credential[]> {
    return (await this.kysely.selectFrom('credential').selectAll().where('account_id', '=', accountId).where('kind', '=', kind).execute()).map(credentialOf);
  }

  async removeCredential(hash: string): Promise<void> {
    await this.kysely.deleteFrom('credential').where('hash', '=', hash).execute();
  }

  async deleteExpiredCredentials(now: number): Promise<number> {
    return Number((await this.kysely.deleteFrom('credential').where('expires_at', '<', now).executeTakeFirst()).numDeletedRows);
  }
}
