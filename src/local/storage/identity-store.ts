/**
 * What the identity provider needs to keep. The storage room implements these interfaces over a database, the identity
 * provider (`src/local/idp`) only sees them. All times are epoch milliseconds. Nothing here ever holds a token or a password
 * in the clear: opaque tokens and API keys arrive as SHA-256 hashes (lower-case hex), passwords as scrypt hashes.
 */

/** One object of the OAuth library (a grant, a code, a refresh token, a registered client, ...) as it is stored. */
export interface OidcRow {
  /** Kind of object: `Grant`, `Client`, `RefreshToken`, `Session`, ... `(model, id)` is the primary key. */
  readonly model: string;
  readonly id: string;
  /** JSON document; opaque for the store. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The grant this object belongs to (an index: `destroyByGrant`). */
  readonly grantId: string | null;
  /** Code a person types in the device flow (an index: `findByUserCode`). */
  readonly userCode: string | null;
  /** Second address of a session (an index: `findByUid`). */
  readonly uid: string | null;
  /** The account it belongs to (an index: `listByAccount`). */
  readonly accountId: string | null;
  /** `null` = never expires. The store returns expired rows as they are: the reader compares with its clock. */
  readonly expiresAt: number | null;
  /** When a single-use object was used; `null` = not yet. */
  readonly consumedAt: number | null;
}

export interface OidcPayloadStore {
  /** Inserts or replaces the row with this `(model, id)`. A `consumedAt` already stored survives a replacement. */
  upsert(row: OidcRow): Promise<void>;
  find(model: string, id: string): Promise<OidcRow | undefined>;
  findByUserCode(model: string, userCode: string): Promise<OidcRow | undefined>;
  findByUid(model: string, uid: string): Promise<OidcRow | undefined>;
  /** Marks as used, atomically (`UPDATE ... WHERE consumed_at IS NULL`). @returns false when it was used before or is unknown. */
  consume(model: string, id: string, at: number): Promise<boolean>;
  /** Removes one row; removing nothing is not an error. */
  destroy(model: string, id: string): Promise<void>;
  /** Removes every row (of any model) whose `grantId` is this one. The grant's own row (`Grant`, id) is not among them. */
  destroyByGrant(grantId: string): Promise<void>;
  /** Rows of one model of one account, oldest first (insertion order is enough). */
  listByAccount(model: string, accountId: string): Promise<readonly OidcRow[]>;
  /** Removes rows with `expiresAt < now`. @returns how many. */
  deleteExpired(now: number): Promise<number>;
}

/** A private JSON Web Key that signs (retired = null) or signed (still published until the last token it signed is dead). */
export interface StoredSigningKey {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly created: number;
  readonly retired: number | null;
}

export interface SigningKeyStore {
  /** Every key, newest `created` first. */
  list(): Promise<readonly StoredSigningKey[]>;
  /** In one transaction: retires every active key at `key.created`, then inserts this one. */
  rotateTo(key: StoredSigningKey): Promise<void>;
  /** Forgets a key; an unknown kid is not an error. */
  remove(kid: string): Promise<void>;
  /**
   * A secret of the server under a name (cookie signing, form tokens), stable over restarts.
   * @param fresh the value to store when there is none yet. @returns the stored value (insert-if-absent, then read).
   */
  secret(name: string, fresh: string): Promise<string>;
}

export interface Account {
  readonly id: string;
  /** E-mail address, always lower-case; unique. */
  readonly username: string;
  /** `scrypt$N$r$p$salt$key`, see `src/local/idp/password-hash.ts`. */
  readonly passwordHash: string;
  readonly platformAdmin: boolean;
  readonly created: number;
}

/** A session token (from a login, expires) or an API key (does not), known by its hash only. */
export interface Credential {
  /** SHA-256 of the token, lower-case hex; unique. */
  readonly hash: string;
  readonly kind: 'session' | 'apiKey';
  readonly accountId: string;
  /** What a person called the API key; empty for sessions. */
  readonly name: string;
  readonly created: number;
  readonly expiresAt: number | null;
}

export interface AccountStore {
  /** @returns false (and stores nothing) when the username or the id is taken. */
  insert(account: Account): Promise<boolean>;
  findById(id: string): Promise<Account | undefined>;
  /** @param username already lower-case. */
  findByUsername(username: string): Promise<Account | undefined>;
  /** Every account, oldest `created` first. */
  list(): Promise<readonly Account[]>;
  addCredential(credential: Credential): Promise<void>;
  /** Expired ones too: the reader compares with its clock. */
  findCredential(hash: string): Promise<Credential | undefined>;
  /** Those of one kind of one account, in any order; expired ones too. */
  listCredentials(accountId: string, kind: Credential['kind']): Promise<readonly Credential[]>;
  /** Removing nothing is not an error. */
  removeCredential(hash: string): Promise<void>;
  /** Removes credentials with `expiresAt < now`. @returns how many. */
  deleteExpiredCredentials(now: number): Promise<number>;
}

/** The three together: what `LocalIdp.open` takes. */
export interface IdentityStore {
  readonly oidc: OidcPayloadStore;
  readonly keys: SigningKeyStore;
  readonly accounts: AccountStore;
}
