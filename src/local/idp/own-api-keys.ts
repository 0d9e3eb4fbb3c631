import { randomUUID } from 'node:crypto';
import type { Account, AccountStore, Credential } from '../storage/identity-store.js';
import { sha256 } from './secrets.js';

const NAME_MAX = 80;
const MOST = 50;
const ID_LENGTH = 20;

/** An API key as its owner sees it afterwards: never the key. */
export interface OwnApiKey {
  /** What is revoked: the first letters of the hash that is kept. */
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly created: number;
}

const seen = ({ hash, name, created }: Credential): OwnApiKey => ({ id: hash.slice(0, ID_LENGTH), name, created });

/** The API keys of accounts: made, listed and revoked by their owner. */
export class OwnApiKeys {
  constructor(private readonly store: AccountStore, private readonly now: () => number) {}

  /** @returns the key, shown once: only its hash is kept; `undefined` where the account has as many as it may. */
  async create(account: Account, name: string): Promise<string | undefined> {
    if ((await this.list(account)).length >= MOST) return undefined;
    const key = randomUUID();
    await this.store.addCredential({ hash: sha256(key), kind: 'apiKey', accountId: account.id, name: name.trim().slice(0, NAME_MAX), created: this.now(), expiresAt: null });
    return key;
  }

  /** The newest first. */
  async list(account: Account): Promise<OwnApiKey[]> {
    return (await this.store.listCredentials(account.id, 'apiKey')).map(seen).sort((left, right) => right.created - left.created);
  }

  /** The key is refused from now on. @returns false when this account has no such key. */
  async revoke(account: Account, id: string): Promise<boolean> {
    const found = (await this.store.listCredentials(account.id, 'apiKey')).find((credential) => seen(credential).id === id);
    if (found === undefined) return false;
    await this.store.removeCredential(found.hash);
    return true;
  }
}

/** What is said where there are too many. */
export const TOO_MANY_KEYS = `An account has at most ${MOST} API keys: revoke one that is no longer used.`;
