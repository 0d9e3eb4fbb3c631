import type { OidcPayloadStore } from '../storage/identity-store.js';
import { ExpiringCache } from './expiring-cache.js';

/** How long a look-up is trusted, in milliseconds. It only matters when another process revokes: here it is forgotten at once. */
const TRUST_MS = 2_000;
const CAPACITY = 10_000;

/** Whether a grant still stands, asked on every REST call with a JWT. */
export class LiveGrants {
  private readonly known: ExpiringCache<boolean>;
  /** Grows with each revocation: a look-up that began before one may have read the old state and is not remembered. */
  private revocations = 0;

  constructor(private readonly store: OidcPayloadStore, private readonly now: () => number) {
    this.known = new ExpiringCache(CAPACITY, now);
  }

  async isLive(grantId: string): Promise<boolean> {
    const remembered = this.known.get(grantId);
    if (remembered !== undefined) return remembered;
    const before = this.revocations;
    const row = await this.store.find('Grant', grantId);
    const live = row !== undefined && (row.expiresAt === null || row.expiresAt > this.now());
    if (before === this.revocations) this.known.set(grantId, live, this.now() + TRUST_MS);
    return live;
  }

  /** To be called when a grant was revoked: its access tokens are refused from this moment. */
  forget(grantId: string): void {
    this.revocations += 1;
    this.known.delete(grantId);
  }
}
