/** Shortest pause worth a timer; less is carried over to the next bytes. */
const SHORTEST_MS = 2;
/** What a timer was late is made good within this time of its end, up to a second. */
const AT_ONCE_MS = 2;
const MOST_MADE_GOOD_MS = 1000;

/**
 * The download rate of one user, over all of its connections. What was received is paid for in time before more is read, so the
 * rate holds from the first byte and an idle user saves nothing up.
 */
export class Bandwidth {
  private readonly bytesPerMs: number;
  private paidUntil = 0;
  private wokeAt = 0;

  constructor(bitsPerSecond: number) {
    this.bytesPerMs = bitsPerSecond / 8000;
  }

  /** Takes bytes that came in; ms to wait before reading on, 0 = none worth it. */
  spend(bytes: number): number {
    const now = performance.now();
    const from = now - this.wokeAt < AT_ONCE_MS ? now - MOST_MADE_GOOD_MS : now;
    this.paidUntil = Math.max(from, this.paidUntil) + bytes / this.bytesPerMs;
    const wait = this.paidUntil - now;
    return wait < SHORTEST_MS ? 0 : wait;
  }

  /** To be called when such a wait is over: its timer was a little late, which is not the user's doing. */
  woke(): void { this.wokeAt = performance.now(); }
}
