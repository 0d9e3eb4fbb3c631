/**
 * How times are put into buckets: those of an HDR histogram (hdrhistogram.org, documented) from 1 on. Whole microseconds below `2 * half` have a
 * bucket each; from there on every doubling is cut into `half` buckets, so that a bucket is never wider than `1 / half` of its times.
 */
export class HistogramBuckets {
  private constructor(private readonly half: number, private readonly magnitude: number) {}

  /** Buckets that keep so many significant digits: 128 to a doubling for two, 1024 for three. */
  static readonly OF: Readonly<Record<2 | 3, HistogramBuckets>> = { 2: new HistogramBuckets(128, 8), 3: new HistogramBuckets(1024, 11) };

  /** Bucket of a whole number from 0 to 2^32 - 1. */
  indexOf(value: number): number {
    const doublings = Math.max(0, 32 - Math.clz32(value) - this.magnitude);
    return doublings * this.half + (value >>> doublings);
  }

  /** The smallest number of a bucket. */
  lowest(index: number): number {
    const doublings = Math.max(0, Math.floor(index / this.half) - 1);
    return (index - doublings * this.half) * 2 ** doublings;
  }

  /** The largest number of a bucket. */
  highest(index: number): number {
    return this.lowest(index + 1) - 1;
  }
}
