/** Shortest pause worth a timer; less is carried over to the next bytes. */
const SHORTEST_MS = 2;

/**
 * The download rate of one user, over all of its connections. What was received is paid for in time before more is read, so the
 * rate holds from the first byte and an idle user saves nothing up.
 */
export class Bandwidth {
  private readonly bytesPerMs: number;
  private paidUntil = 0;

  constructor(bitsPerSecond: number) {
    this.bytesPerMs = bitsPerSecond / 8000;
  }

  /** Takes bytes that came in; ms to wait before reading on, 0 = none worth it. */
  spend(bytes: number): number {
    const now = performance.now();
    this.paidUntil = Math.max(now, this.paidUntil) + bytes / this.bytesPerMs;
    const wait = this.paidUntil - now;
    return wait < SHORTEST_MS ? 0 : wait;
  }
}
