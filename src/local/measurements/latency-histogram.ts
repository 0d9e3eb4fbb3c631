import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { HistogramBuckets } from './histogram-buckets.js';

/** Longest time kept apart: one hour. Longer ones count as one hour. */
const HIGHEST_MICROSECONDS = 3_600_000_000;
/** 99.9 % of 1000 is the 999th, whatever floating point makes of it. */
const RANK_ERROR = 1e-6;
const NONE = new Uint32Array(0);
const NO_BYTES = Buffer.alloc(0);

/**
 * A mergeable histogram of times. Milliseconds in and out, microseconds inside; the relative error of a percentile is at most
 * 10^-digits. It takes memory as its times grow, and one that was read stays packed until its counts are needed: sums of many
 * thousands of them are made without unpacking each.
 */
export class LatencyHistogram {
  private counts: Uint32Array = NONE;
  private total = 0;
  private packed: Uint8Array | undefined;
  private readonly buckets: HistogramBuckets;

  constructor(private readonly digits: 2 | 3) {
    this.buckets = HistogramBuckets.OF[digits];
  }

  /** Takes what `pack` made with the same number of digits, without a look at it: bytes of a store. */
  static ofPacked(bytes: Uint8Array, digits: 2 | 3): LatencyHistogram {
    const histogram = new LatencyHistogram(digits);
    if (bytes.length > 0) histogram.packed = bytes;
    return histogram;
  }

  /** Reads what `encode` wrote with the same number of digits; throws a RangeError on anything else. */
  static decode(text: string, digits: 2 | 3): LatencyHistogram {
    const bytes = Buffer.from(text, 'base64');
    new LatencyHistogram(digits).addPacked(bytes);
    return LatencyHistogram.ofPacked(bytes, digits);
  }

  get count(): number {
    this.unpack();
    return this.total;
  }

  /** Takes milliseconds, and how often they came; a negative or endless time counts as the nearest one that can be kept. */
  record(milliseconds: number, times = 1): void {
    this.unpack();
    const microseconds = Math.min(HIGHEST_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1000)));
    this.put(this.buckets.indexOf(Number.isNaN(microseconds) ? 0 : microseconds), times);
  }

  add(other: LatencyHistogram): void {
    this.unpack();
    if (other.digits === this.digits && other.packed !== undefined) this.addPacked(other.packed);
    else if (other.count > 0) other.forEach((index, count) => { this.put(other.digits === this.digits ? index : this.buckets.indexOf(other.buckets.lowest(index)), count); });
  }

  /** Milliseconds at a percentile 0..100, by the nearest rank: the smallest time that at least so many percent do not exceed. NaN where nothing was recorded. */
  percentile(percent: number): number {
    if (this.count === 0) return NaN;
    const wanted = Math.min(this.total, Math.max(1, Math.ceil((percent / 100) * this.total - RANK_ERROR)));
    let index = 0;
    for (let seen = this.counts[0] ?? 0; seen < wanted && index < this.counts.length; seen += this.counts[index] ?? 0) index++;
    return (percent === 0 ? this.buckets.lowest(index) : this.buckets.highest(index)) / 1000;
  }

  /** How many times were at most so many milliseconds (within the histogram's error). */
  countUpTo(milliseconds: number): number {
    this.unpack();
    const last = this.buckets.indexOf(Math.min(HIGHEST_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1000))));
    let total = 0;
    for (let index = 0; index <= last && index < this.counts.length; index++) total += this.counts[index] ?? 0;
    return total;
  }

  /** Text for IPC, empty where nothing was recorded: `pack` in base64. */
  encode(): string {
    return Buffer.from(this.pack()).toString('base64');
  }

  /** Bytes for storage; none where nothing was recorded. Pairs of (buckets skipped, count) as base-128 numbers. */
  pack(): Uint8Array {
    if (this.packed !== undefined) return this.packed;
    if (this.total === 0) return NO_BYTES;
    const writer = new ByteWriter();
    let next = 0;
    this.forEach((index, count) => {
      writer.count(index - next);
      writer.count(count);
      next = index + 1;
    });
    return writer.bytes();
  }

  /** Buckets that hold something, rising. */
  private forEach(take: (index: number, count: number) => void): void {
    for (let index = 0; index < this.counts.length; index++) {
      const count = this.counts[index] ?? 0;
      if (count > 0) take(index, count);
    }
  }

  private unpack(): void {
    const { packed } = this;
    if (packed === undefined) return;
    this.packed = undefined;
    this.addPacked(packed);
  }

  private addPacked(bytes: Uint8Array): void {
    const reader = new ByteReader(bytes);
    const end = this.buckets.indexOf(HIGHEST_MICROSECONDS);
    for (let next = 0; !reader.isAtEnd;) {
      const index = next + reader.count();
      const count = reader.count();
      if (index > end) throw new RangeError('This histogram holds times longer than an hour: it was not written by this program.');
      this.put(index, count);
      next = index + 1;
    }
  }

  private put(index: number, count: number): void {
    if (index >= this.counts.length) {
      const larger = new Uint32Array(Math.max(64, index + 1, Math.min(this.counts.length * 2, index + 2048)));
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts[index] = (this.counts[index] ?? 0) + count;
    this.total += count;
  }
}
