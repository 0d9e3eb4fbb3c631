import type { Kysely } from 'kysely';
import type { OidcPayloadStore, OidcRow } from './identity-store.js';
import { rising } from './rising.js';
import type { OidcPayloadRow, Schema } from './schema.js';

const rowOf = (row: OidcPayloadRow): OidcRow => ({
  model: row.model,
  id: row.id,
  payload: JSON.parse(row.payload) as Record<string, unknown>,
  grantId: row.grant_id,
  userCode: row.user_code,
  uid: row.uid,
  accountId: row.account_id,
  expiresAt: row.expires_at,
  consumedAt: row.consumed_at,
});

/** Objects of the OAuth library in the database. */
export class DatabaseOidcPayloadStore implements OidcPayloadStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async upsert(row: OidcRow): Promise<void> {
    const changed = { payload: JSON.stringify(row.payload), grant_id: row.grantId, user_code: row.userCode, uid: row.uid, account_id: row.accountId, expires_at: row.expiresAt };
    await this.kysely
      .insertInto('oidc_payload')
      .values({ model: row.model, id: row.id, ...changed, consumed_at: row.consumedAt, inserted: rising() })
      .onConflict((conflict) =>
        conflict.columns(['model', 'id']).doUpdateSet((old) => ({ ...changed, consumed_at: old.fn.coalesce('oidc_payload.consumed_at', 'excluded.consumed_at') })),
      )
      .execute();
  }

  async find(model: string, id: string): Promise<OidcRow | undefined> {
    return this.first(model, 'id', id);
  }

  async findByUserCode(model: string, userCode: string): Promise<OidcRow | undefined> {
    return this.first(model, 'user_code', userCode);
  }

  async findByUid(model: string, uid: string): Promise<OidcRow | undefined> {
    return this.first(model, 'uid', uid);
  }

  async consume(model: string, id: string, at: number): Promise<boolean> {
    const used = await this.kysely.updateTable('oidc_payload').set({ consumed_at: at }).where('model', '=', model).where('id', '=', id).where('consumed_at', 'is', null).executeTakeFirst();
    return used.numUpdatedRows > 0n;
  }

  async destroy(model: string, id: string): Promise<void> {
    await this.kysely.deleteFrom('oidc_payload').where('model', '=', model).where('id', '=', id).execute();
  }

  async destroyByGrant(grantId: string): Promise<void> {
    await this.kysely.deleteFrom('oidc_payload').where('grant_id', '=', grantId).execute();
  }

  async listByAccount(model: string, accountId: string): Promise<readonly OidcRow[]> {
    return (await this.kysely.selectFrom('oidc_payload').selectAll().where('account_id', '=', accountId).where('model', '=', model).orderBy('inserted').execute()).map(rowOf);
  }

  async deleteExpired(now: number): Promise<number> {
    return Number((await this.kysely.deleteFrom('oidc_payload').where('expires_at', '<', now).executeTakeFirst()).numDeletedRows);
  }

  private async first(model: string, column: 'id' | 'user_code' | 'uid', value: string): Promise<OidcRow | undefined> {
    const row = await this.kysely.selectFrom('oidc_payload').selectAll().where('model', '=', model).where(column, '=', value).executeTakeFirst();
    return row && rowOf(row);
  }
}
