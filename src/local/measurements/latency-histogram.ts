import { ByteReader, longNumber } from './byte-reader.js';
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
    if (this.packed !== undefined && this.total === 0) eachPair(this.packed, (_, count) => { this.total += count; });
    return this.total;
  }

  /** Takes milliseconds, and how often they came; a negative or endless time counts as the nearest one that can be kept. */
  record(milliseconds: number, times = 1): void {
    this.unpack();
    const microseconds = Math.min(HIGHEST_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1000)));
    this.put(this.buckets.indexOf(Number.isNaN(microseconds) ? 0 : microseconds), times);
  }

  add(other: LatencyHistogram): void {
    if (other.digits === this.digits && other.packed !== undefined && this.packed === undefined && this.total === 0) {
      // Many sums have one summand: bytes never change, so both may hold the same.
      this.packed = other.packed;
      return;
    }
    this.unpack();
    if (other.digits === this.digits && other.packed !== undefined) this.addPacked(other.packed);
    else if (other.count > 0) other.forEach((index, count) => { this.put(other.digits === this.digits ? index : this.buckets.indexOf(other.buckets.lowest(index)), count); });
  }

  /** Milliseconds at a percentile 0..100, by the nearest rank: the smallest time that at least so many percent do not exceed. NaN where nothing was recorded. */
  percentile(percent: number): number {
    if (this.count === 0) return NaN;
    const wanted = Math.min(this.total, Math.max(1, Math.ceil((percent / 100) * this.total - RANK_ERROR)));
    let [index, seen] = [0, 0];
    this.forEach((at, count) => {
      if (seen < wanted) index = at;
      seen += count;
    });
    return (percent === 0 ? this.buckets.lowest(index) : this.buckets.highest(index)) / 1000;
  }

  /** How many times were at most so many milliseconds (within the histogram's error). */
  countUpTo(milliseconds: number): number {
    const last = this.buckets.indexOf(Math.min(HIGHEST_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1000))));
    let total = 0;
    this.forEach((index, count) => { if (index <= last) total += count; });
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
    if (this.packed !== undefined) return eachPair(this.packed, take);
    for (let index = 0; index < this.counts.length; index++) {
      const count = this.counts[index] ?? 0;
      if (count > 0) take(index, count);
    }
  }

  private unpack(): void {
    const { packed } = this;
    if (packed === undefined) return;
    this.packed = undefined;
    this.total = 0;
    this.addPacked(packed);
  }

  /** The inner loop of every sum: written out, since it runs millions of times for one table. */
  private addPacked(bytes: Uint8Array): void {
    let next = 0;
    for (let at = 0; at < bytes.length;) {
      let skipped = bytes[at++] ?? 0;
      if (skipped >= 128) [skipped, at] = longNumber(bytes, at - 1);
      if (at >= bytes.length) throw brokenOff();
      let count = bytes[at++] ?? 0;
      if (count >= 128) [count, at] = longNumber(bytes, at - 1);
      const index = next + skipped;
      if (index >= this.counts.length) this.grow(index);
      this.counts[index] = (this.counts[index] ?? 0) + count;
      this.total += count;
      next = index + 1;
    }
  }

  private put(index: number, count: number): void {
    if (index >= this.counts.length) this.grow(index);
    this.counts[index] = (this.counts[index] ?? 0) + count;
    this.total += count;
  }

  private grow(index: number): void {
    if (index > this.buckets.indexOf(HIGHEST_MICROSECONDS)) throw new RangeError('This histogram holds times longer than an hour: it was not written by this program.');
    const larger = new Uint32Array(Math.max(64, index + 1, this.counts.length * 2));
    larger.set(this.counts);
    this.counts = larger;
  }
}

const brokenOff = (): RangeError => new RangeError('This histogram breaks off in the middle: it was not written by this program.');

/** Buckets and counts of packed bytes, rising; throws a RangeError where they break off in the middle. */
function eachPair(bytes: Uint8Array, take: (index: number, count: number) => void): void {
  const reader = new ByteReader(bytes);
  for (let next = 0; !reader.isAtEnd;) {
    const index = next + reader.count();
    take(index, reader.count());
    next = index + 1;
  }
}
