import { LatencyHistogram } from '../measurements/latency-histogram.js';

/** From so many times on, a histogram takes less memory than a list of them. */
const DENSE_FROM = 1_500;

/** Times of one second in milliseconds, one after the other: most series have few of them in a second. */
export class ListedTimes {
  private list: number[] = [];
  private dense: LatencyHistogram | undefined;

  record(milliseconds: number, times: number): void {
    if (this.dense !== undefined) this.dense.record(milliseconds, times);
    else if (times > 1 || this.list.length >= DENSE_FROM) {
      const dense = new LatencyHistogram(2);
      this.fill(dense);
      this.list = [];
      this.dense = dense;
      dense.record(milliseconds, times);
    } else this.list.push(milliseconds);
  }

  /** Writes everything into a histogram of two digits. */
  fill(into: LatencyHistogram): void {
    if (this.dense !== undefined) into.add(this.dense);
    else for (const milliseconds of this.list) into.record(milliseconds);
  }
}
