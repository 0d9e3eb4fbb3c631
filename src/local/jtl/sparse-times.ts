import { LatencyHistogram } from '../measurements/latency-histogram.js';

/** From so many different times on, a histogram takes less memory than a list of them. */
const DENSE_FROM = 2_000;

/** Times in milliseconds with how often each came: exact and small while there are few, a histogram of three digits from then on. */
export class SparseTimes {
  private readonly counts = new Map<number, number>();
  private dense: LatencyHistogram | undefined;

  record(milliseconds: number, times: number): void {
    if (this.dense !== undefined) { this.dense.record(milliseconds, times); return; }
    this.counts.set(milliseconds, (this.counts.get(milliseconds) ?? 0) + times);
    if (this.counts.size > DENSE_FROM) this.thicken();
  }

  /** Writes everything into a histogram of as many digits or fewer. */
  fill(into: LatencyHistogram): void {
    if (this.dense !== undefined) into.add(this.dense);
    else for (const [milliseconds, times] of this.counts) into.record(milliseconds, times);
  }

  private thicken(): void {
    const dense = new LatencyHistogram(3);
    this.fill(dense);
    this.counts.clear();
    this.dense = dense;
  }
}
