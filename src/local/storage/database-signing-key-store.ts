import type { Kysely } from 'kysely';
import { atomically } from './atomically.js';
import type { SigningKeyStore, StoredSigningKey } from './identity-store.js';
import type { Schema } from './schema.js';

/** Signing keys and server secrets in the database. */
export class DatabaseSigningKeyStore implements SigningKeyStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async list(): Promise<readonly StoredSigningKey[]> {
    const rows = await this.kysely.selectFrom('signing_key').selectAll().orderBy('created', 'desc').orderBy('kid').execute();
    return rows.map((row) => ({ kid: row.kid, jwk: JSON.parse(row.jwk) as Record<string, unknown>, created: row.created, retired: row.retired }));
  }

  async rotateTo(key: StoredSigningKey): Promise<void> {
    await atomically(this.kysely, async (transaction) => {
      await transaction.updateTable('signing_key').set({ retired: key.created }).where('retired', 'is', null).execute();
      await transaction.insertInto('signing_key').values({ kid: key.kid, jwk: JSON.stringify(key.jwk), created: key.created, retired: key.retired }).execute();
    });
  }

  async remove(kid: string): Promise<void> {
    await this.kysely.deleteFrom('signing_key').where('kid', '=', kid).execute();
  }

  async secret(name: string, fresh: string): Promise<string> {
    await this.kysely.insertInto('server_secret').values({ name, value: fresh }).onConflict((conflict) => conflict.column('name').doNothing()).execute();
    return (await this.kysely.selectFrom('server_secret').select('value').where('name', '=', name).executeTakeFirstOrThrow()).value;
  }
}
