import type { Account, Credential, IdentityStore, OidcRow, StoredSigningKey } from '../../../src/local/storage/identity-store.js';

/** JSON there and back: what a database would return. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** An identity store in memory: what a database would do, without one. Keeping the object is keeping the data. */
export class MemoryIdentityStore implements IdentityStore {
  readonly rows = new Map<string, OidcRow>();
  readonly credentials = new Map<string, Credential>();
  private readonly accountRows = new Map<string, Account>();
  private signingKeys: StoredSigningKey[] = [];
  private readonly secrets = new Map<string, string>();

  private rowsWhere(test: (row: OidcRow) => boolean): OidcRow[] {
    return [...this.rows.values()].filter(test).map(stored);
  }

  readonly oidc: IdentityStore['oidc'] = {
    upsert: async (row) => {
      const key = `${row.model}\n${row.id}`;
      this.rows.set(key, stored({ ...row, consumedAt: this.rows.get(key)?.consumedAt ?? row.consumedAt }));
    },
    find: async (model, id) => this.rowsWhere((row) => row.model === model && row.id === id)[0],
    findByUserCode: async (model, userCode) => this.rowsWhere((row) => row.model === model && row.userCode === userCode)[0],
    findByUid: async (model, uid) => this.rowsWhere((row) => row.model === model && row.uid === uid)[0],
    consume: async (model, id, at) => {
      const row = this.rows.get(`${model}\n${id}`);
      if (row === undefined || row.consumedAt !== null) return false;
      this.rows.set(`${model}\n${id}`, { ...row, consumedAt: at });
      return true;
    },
    destroy: async (model, id) => { this.rows.delete(`${model}\n${id}`); },
    destroyByGrant: async (grantId) => {
      for (const [key, row] of this.rows) if (row.grantId === grantId) this.rows.delete(key);
    },
    listByAccount: async (model, accountId) => this.rowsWhere((row) => row.model === model && row.accountId === accountId),
    deleteExpired: async (now) => {
      const before = this.rows.size;
      for (const [key, row] of this.rows) if (row.expiresAt !== null && row.expiresAt < now) this.rows.delete(key);
      return before - this.rows.size;
    },
  };

  readonly keys: IdentityStore['keys'] = {
    list: async () => stored([...this.signingKeys].sort((left, right) => right.created - left.created)),
    rotateTo: async (key) => {
      this.signingKeys = [...this.signingKeys.map((other) => (other.retired === null ? { ...other, retired: key.created } : other)), stored(key)];
    },
    remove: async (kid) => { this.signingKeys = this.signingKeys.filter((key) => key.kid !== kid); },
    secret: async (name, fresh) => {
      if (!this.secrets.has(name)) this.secrets.set(name, fresh);
      return this.secrets.get(name) ?? fresh;
    },
  };

  readonly accounts: IdentityStore['accounts'] = {
    insert: async (account) => {
      if ([...this.accountRows.values()].some(({ id, username }) => id === account.id || username === account.username)) return false;
      this.accountRows.set(account.id, stored(account));
      return true;
    },
    findById: async (id) => this.accountRows.get(id),
    findByUsername: async (username) => [...this.accountRows.values()].find((account) => account.username === username),
    list: async () => [...this.accountRows.values()].sort((left, right) => left.created - right.created),
    addCredential: async (credential) => { this.credentials.set(credential.hash, credential); },
    findCredential: async (hash) => this.credentials.get(hash),
    listCredentials: async (accountId, kind) => [...this.credentials.values()].filter((credential) => credential.accountId === accountId && credential.kind === kind),
    removeCredential: async (hash) => { this.credentials.delete(hash); },
    deleteExpiredCredentials: async (now) => {
      const before = this.credentials.size;
      for (const [hash, { expiresAt }] of this.credentials) if (expiresAt !== null && expiresAt < now) this.credentials.delete(hash);
      return before - this.credentials.size;
    },
  };
}
