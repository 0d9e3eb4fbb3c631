import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Account } from '../storage/identity-store.js';
import { ExpiringCache } from './expiring-cache.js';
import type { SigningKeys } from './signing-keys.js';
import { sha256 } from './secrets.js';
import { LOCAL_CLIENT_ID, RESOURCE_SCOPES, SIGNING_ALGORITHM } from './token-policy.js';
import type { IdpAddresses } from './token-policy.js';

/** What a verified access token says. */
export interface AccessTokenClaims {
  readonly accountId: string;
  readonly clientId: string;
  /** Missing in tokens made for scripts on this machine: no consent stands behind them. */
  readonly grantId: string | undefined;
  readonly audiences: readonly string[];
  /** Space-separated, as on the token. */
  readonly scope: string;
  /** Epoch seconds. */
  readonly expires: number;
  /** Whether it was got for another token (`act`). */
  readonly isExchanged: boolean;
}

const REMEMBERED_TOKENS = 5_000;
const CLOCK_TOLERANCE_SECONDS = 5;

/** Verifies access tokens with our own keys, and makes the tokens that scripts on this machine use. */
export class AccessTokens {
  private readonly verified: ExpiringCache<AccessTokenClaims>;

  /** @param lifeSeconds of the tokens made here. */
  constructor(private readonly addresses: IdpAddresses, private readonly keys: () => SigningKeys, private readonly lifeSeconds: number, private readonly now: () => number) {
    this.verified = new ExpiringCache(REMEMBERED_TOKENS, now);
  }

  /** @returns the claims, or `undefined` for a token that is not ours, not for this server, or out of its time. */
  async verify(token: string): Promise<AccessTokenClaims | undefined> {
    const name = sha256(token);
    const remembered = this.verified.get(name);
    if (remembered !== undefined) return remembered;
    const read = await this.read(token).catch(() => undefined);
    if (read !== undefined) this.verified.set(name, read.claims, read.until);
    return read?.claims;
  }

  /** @returns a signed access token for this account, with the claims that an OAuth client would get. */
  async issueLocal(account: Account): Promise<{ access_token: string; expires_in: number }> {
    return this.sign(account, { client_id: LOCAL_CLIENT_ID, scope: RESOURCE_SCOPES.join(' ') }, this.addresses.audiences, this.lifeSeconds);
  }

  /** @returns a token for the same account under the same consent as `subject`, for one audience, that says who acts and ends no later. */
  async issueExchanged({ grantId, expires }: AccessTokenClaims, account: Account, { actor, audience, scope }: { actor: string; audience: string; scope: string }): Promise<{ access_token: string; expires_in: number }> {
    const left = expires - Math.floor(this.now() / 1000);
    return this.sign(account, { client_id: actor, act: { sub: actor }, scope, ...(grantId === undefined ? {} : { gid: grantId }) }, [audience], Math.max(1, Math.min(left, this.lifeSeconds)));
  }

  private async sign(account: Account, claims: Record<string, unknown>, audiences: readonly string[], lifeSeconds: number): Promise<{ access_token: string; expires_in: number }> {
    const { kid, jwk } = this.keys().active;
    const seconds = Math.floor(this.now() / 1000);
    const token = await new SignJWT({ ...claims, email: account.username, preferred_username: account.username })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', kid })
      .setIssuer(this.addresses.issuer)
      .setSubject(account.id)
      .setAudience([...audiences])
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + lifeSeconds)
      .sign(await importJWK(jwk, SIGNING_ALGORITHM));
    return { access_token: token, expires_in: lifeSeconds };
  }

  private async read(token: string): Promise<{ claims: AccessTokenClaims; until: number } | undefined> {
    const { payload } = await jwtVerify(token, createLocalJWKSet(this.keys().published), {
      issuer: this.addresses.issuer,
      audience: [...this.addresses.audiences],
      typ: 'at+jwt',
      algorithms: [SIGNING_ALGORITHM],
      requiredClaims: ['sub', 'exp', 'client_id'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(this.now()),
    });
    const { sub, exp, client_id: clientId, gid, act, scope, aud = [] } = payload;
    if (sub === undefined || exp === undefined || typeof clientId !== 'string') return undefined;
    const isExchanged = act !== undefined;
    if (typeof gid !== 'string' && clientId !== LOCAL_CLIENT_ID && !isExchanged) return undefined;
    const claims = { accountId: sub, clientId, grantId: typeof gid === 'string' ? gid : undefined, audiences: [aud].flat(), scope: typeof scope === 'string' ? scope : '', expires: exp, isExchanged };
    return { claims, until: (exp + CLOCK_TOLERANCE_SECONDS) * 1000 };
  }
}
