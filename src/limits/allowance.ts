const MINUTE_MS = 60_000;

/** One key's bucket: the moment, in epoch milliseconds, at which it is full again. */
interface Bucket { fullAt: number }

/**
 * So many a minute, so many at once, for each key: a token bucket, kept as the one moment at which it is full again (the generic cell
 * rate algorithm), so that it needs no timer and can say when to come back. Keys are kept in two generations of half the capacity: when
 * the younger one is full, what was not used since it began is forgotten.
 */
export class Allowance {
  private young = new Map<string, Bucket>();
  private old = new Map<string, Bucket>();
  private readonly costMs: number;
  private readonly depthMs: number;
  private readonly generation: number;

  /** @param perMinute 0 bounds nothing. @param burst how many may come at once. @param capacity most keys that are remembered. */
  constructor(perMinute: number, burst: number, capacity: number) {
    this.costMs = perMinute === 0 ? 0 : MINUTE_MS / perMinute;
    this.depthMs = burst * this.costMs;
    this.generation = Math.max(1, Math.floor(capacity / 2));
  }

  /** Takes `cost` of what is there. @returns 0, or the milliseconds to wait, and then nothing was taken. More than the burst is given to a full bucket. */
  take(key: string, cost = 1, now = Date.now()): number {
    if (this.costMs === 0) return 0;
    const bucket = this.find(key) ?? this.add(key);
    const after = Math.max(bucket.fullAt, now) + Math.min(cost * this.costMs, this.depthMs);
    const wait = after - now - this.depthMs;
    // Sums of fractions of a millisecond do not come out even.
    if (wait > 1e-6) return wait;
    bucket.fullAt = after;
    return 0;
  }

  /** How long a `take` of one would have to wait, in milliseconds. */
  wait(key: string, now = Date.now()): number {
    if (this.costMs === 0) return 0;
    return Math.max(0, Math.max(this.find(key)?.fullAt ?? now, now) + this.costMs - now - this.depthMs);
  }

  /** Gives back one that was taken. A bucket that is full again is not kept. */
  giveBack(key: string, now = Date.now()): void {
    const bucket = this.find(key);
    if (bucket === undefined) return;
    bucket.fullAt -= this.costMs;
    if (bucket.fullAt <= now) this.young.delete(key);
  }

  /** Keys that are remembered. */
  get size(): number { return this.young.size + this.old.size; }

  private find(key: string): Bucket | undefined {
    const bucket = this.young.get(key);
    if (bucket !== undefined) return bucket;
    const older = this.old.get(key);
    if (older === undefined) return undefined;
    this.old.delete(key);
    return this.keep(key, older);
  }

  private add(key: string): Bucket { return this.keep(key, { fullAt: 0 }); }

  private keep(key: string, bucket: Bucket): Bucket {
    if (this.young.size >= this.generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, bucket);
    return bucket;
  }
}
