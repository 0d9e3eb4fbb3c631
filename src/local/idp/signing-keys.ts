import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import type { SigningKeyStore, StoredSigningKey } from '../storage/identity-store.js';
import { SIGNING_ALGORITHM } from './token-policy.js';

/** How long a retired key stays published beyond the life of the last token it signed: clocks differ. */
const CLOCK_LEEWAY_MS = 60_000;

async function makeKey(created: number): Promise<StoredSigningKey> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, jwk: { ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' }, created, retired: null };
}

/** The public half of a key: what a verifier may see. */
function publicHalf({ kid, jwk }: StoredSigningKey): JWK {
  const { kty, crv, x, y } = jwk as JWK;
  return { kid, alg: SIGNING_ALGORITHM, use: 'sig', ...(kty === undefined ? {} : { kty }), ...(crv === undefined ? {} : { crv }), ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
}

/**
 * The keys that sign tokens: one is active, retired ones stay published until every token they signed has expired.
 * They live in the store, so a restart changes nothing for tokens in circulation.
 */
export class SigningKeys {
  private constructor(private readonly store: SigningKeyStore, private readonly tokenLifeSeconds: number, private readonly now: () => number, private keys: readonly StoredSigningKey[]) {}

  /** Reads the keys; makes the first one when there is none. @param tokenLifeSeconds how long a retired key is still needed. */
  static async open(store: SigningKeyStore, tokenLifeSeconds: number, now: () => number): Promise<SigningKeys> {
    const ring = new SigningKeys(store, tokenLifeSeconds, now, await store.list());
    await ring.prune();
    if (!ring.keys.some(({ retired }) => retired === null)) await ring.rotate();
    return ring;
  }

  /** The key that signs from now on. */
  get active(): StoredSigningKey {
    const [key] = this.keys.filter(({ retired }) => retired === null);
    if (key === undefined) throw new Error('There is no active signing key: the key store was emptied while the server was running. Restart it.');
    return key;
  }

  /** Private keys, the active one first, for the signer. */
  get all(): readonly StoredSigningKey[] {
    const { active } = this;
    return [active, ...this.keys.filter((key) => key !== active)];
  }

  /** The set published under `jwks_uri`. */
  get published(): { keys: JWK[] } {
    return { keys: this.all.map(publicHalf) };
  }

  /** Makes a new key and retires the others. */
  async rotate(): Promise<void> {
    const newest = Math.max(0, ...this.keys.map(({ created }) => created));
    await this.store.rotateTo(await makeKey(Math.max(this.now(), newest + 1)));
    this.keys = await this.store.list();
  }

  /** Forgets keys whose last token is dead. @returns whether the published set changed. */
  async prune(): Promise<boolean> {
    const over = this.now() - this.tokenLifeSeconds * 1000 - CLOCK_LEEWAY_MS;
    const dead = this.keys.filter(({ retired }) => retired !== null && retired < over);
    for (const { kid } of dead) await this.store.remove(kid);
    if (dead.length > 0) this.keys = await this.store.list();
    return dead.length > 0;
  }
}
