import { BoundedCache } from './bounded-cache.js';

const MINUTE_MS = 60_000;

/**
 * So many a minute, so many at once, for each key: a token bucket, kept as the one moment at which it is full again (the generic cell
 * rate algorithm), so that it needs no timer and can say when to come back. Beyond `capacity` keys the one unused longest is forgotten.
 */
export class Allowance {
  private readonly fullAt: BoundedCache<number>;
  private readonly costMs: number;
  private readonly depthMs: number;

  /** @param perMinute 0 bounds nothing. @param burst how many may come at once. */
  constructor(perMinute: number, burst: number, capacity: number) {
    this.costMs = perMinute === 0 ? 0 : MINUTE_MS / perMinute;
    this.depthMs = burst * this.costMs;
    this.fullAt = new BoundedCache(capacity);
  }

  /** Takes `cost` of what is there. @returns 0, or the milliseconds to wait, and then nothing was taken. More than the burst is given to a full bucket. */
  take(key: string, cost = 1, now = Date.now()): number {
    if (this.costMs === 0) return 0;
    const full = this.fullAt.get(key, now) ?? now;
    const after = full + Math.min(cost * this.costMs, this.depthMs);
    const wait = after - now - this.depthMs;
    // Sums of fractions of a millisecond do not come out even.
    if (wait > 1e-6) return wait;
    this.fullAt.put(key, after, after);
    return 0;
  }

  /** How long a `take` of one would have to wait, in milliseconds. */
  wait(key: string, now = Date.now()): number {
    if (this.costMs === 0) return 0;
    return Math.max(0, (this.fullAt.get(key, now) ?? now) + this.costMs - now - this.depthMs);
  }

  /** Gives back one that was taken. */
  giveBack(key: string, now = Date.now()): void {
    const full = this.fullAt.get(key, now);
    if (full === undefined) return;
    this.fullAt.put(key, full - this.costMs, full - this.costMs);
    // A bucket that is full again is not kept.
    this.fullAt.get(key, now);
  }

  /** Keys that are remembered. */
  get size(): number { return this.fullAt.size; }
}
