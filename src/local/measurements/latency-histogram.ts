import { Int32Histogram } from 'hdr-histogram-js';

/** Longest time kept apart: one hour. Longer ones count as one hour. */
const HIGHEST_MICROSECONDS = 3_600_000_000;
/** 99.9 % of 1000 is the 999th, whatever floating point makes of it. */
const RANK_ERROR = 1e-6;

/**
 * A mergeable histogram of times. Milliseconds in and out, microseconds inside; the relative error of a percentile is at most
 * 10^-digits. Built on first use: most series of most seconds never connect.
 */
export class LatencyHistogram {
  private histogram: Int32Histogram | undefined;

  constructor(private readonly digits: 2 | 3) {}

  get count(): number { return this.histogram?.totalCount ?? 0; }

  /** Takes milliseconds, and how often they came; a negative or endless time counts as the nearest one that can be kept. */
  record(milliseconds: number, times = 1): void {
    const microseconds = Math.min(HIGHEST_MICROSECONDS, Math.max(0, Math.round(milliseconds * 1000)));
    this.filled().recordValueWithCount(Number.isNaN(microseconds) ? 0 : microseconds, times);
  }

  add(other: LatencyHistogram): void {
    if (other.histogram !== undefined && other.histogram.totalCount > 0) this.filled().add(other.histogram);
  }

  /**
   * Milliseconds at a percentile 0..100, by the nearest rank: the smallest time that at least so many percent do not exceed. The
   * library's own rounds the rank, and finds the time below it in small series. NaN where nothing was recorded.
   */
  percentile(percent: number): number {
    if (this.histogram === undefined || this.count === 0) return NaN;
    const rank = Math.min(this.count, Math.max(1, Math.ceil((percent / 100) * this.count - RANK_ERROR)));
    let passed = 0;
    for (let index = 0, last = lastIndex(this.histogram); index <= last; index++) {
      passed += this.histogram.getCountAtIndex(index);
      if (passed >= rank) return this.histogram.highestEquivalentValue(this.histogram.valueFromIndex(index)) / 1000;
    }
    return NaN;
  }

  /** How many times were at most so many milliseconds (within the histogram's error). */
  countUpTo(milliseconds: number): number {
    const limit = Math.round(milliseconds * 1000);
    let total = 0;
    for (const [value, count] of this.buckets()) {
      if (value > limit) break;
      total += count;
    }
    return total;
  }

  /**
   * Text for storage and for IPC; empty where nothing was recorded. Pairs of (buckets skipped, count) as base-128 numbers in
   * base64: twenty times faster than the library's compressed form, and a second of a hundred actions is written every second.
   */
  encode(): string {
    if (this.histogram === undefined || this.count === 0) return '';
    const bytes: number[] = [];
    let skipped = 0;
    for (let index = 0, last = lastIndex(this.histogram); index <= last; index++) {
      const count = this.histogram.getCountAtIndex(index);
      if (count === 0) { skipped++; continue; }
      writeNumber(bytes, skipped);
      writeNumber(bytes, count);
      skipped = 0;
    }
    return Buffer.from(bytes).toString('base64');
  }

  /** Reads what `encode` wrote with the same number of digits; throws a RangeError on anything else. */
  static decode(text: string, digits: 2 | 3): LatencyHistogram {
    const decoded = new LatencyHistogram(digits);
    if (text === '') return decoded;
    const histogram = decoded.filled();
    const bytes = Buffer.from(text, 'base64');
    let index = -1;
    for (let at = 0; at < bytes.length;) {
      const skipped = readNumber(bytes, at);
      const count = readNumber(bytes, skipped.next);
      at = count.next;
      index += skipped.value + 1;
      if (index > histogram.countsArrayIndex(HIGHEST_MICROSECONDS)) throw new RangeError('This histogram holds times longer than an hour: it was not written by this program.');
      histogram.recordValueWithCount(Math.min(HIGHEST_MICROSECONDS, histogram.valueFromIndex(index)), count.value);
    }
    return decoded;
  }

  /** [lowest microseconds of the bucket, how many], rising, empty buckets left out. */
  private *buckets(): Generator<[number, number]> {
    if (this.histogram === undefined || this.count === 0) return;
    for (let index = 0, last = lastIndex(this.histogram); index <= last; index++) {
      const count = this.histogram.getCountAtIndex(index);
      if (count > 0) yield [this.histogram.valueFromIndex(index), count];
    }
  }

  private filled(): Int32Histogram {
    return (this.histogram ??= new Int32Histogram(1, HIGHEST_MICROSECONDS, this.digits));
  }
}

const lastIndex = (histogram: Int32Histogram): number => histogram.countsArrayIndex(histogram.maxValue);

function writeNumber(into: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    into.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  into.push(rest);
}

function readNumber(bytes: Buffer, from: number): { value: number; next: number } {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length && scale <= Number.MAX_SAFE_INTEGER; at++, scale *= 128) {
    const byte = bytes.readUInt8(at);
    value += (byte % 128) * scale;
    if (byte < 128) return { value, next: at + 1 };
  }
  throw new RangeError('This histogram breaks off in the middle of a number: it was not written by this program.');
}
