import { Int32Histogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { HistogramBuckets } from '../../../src/local/measurements/histogram-buckets.js';
import { LatencyHistogram } from '../../../src/local/measurements/latency-histogram.js';
import { seededRandom } from '../../../src/local/engine/interpreter/random.js';

const HOUR = 3_600_000_000;
const random = seededRandom(11);
/** Whole microseconds from 0 to an hour, small ones as often as large ones. */
const times = Array.from({ length: 20_000 }, () => Math.floor(Math.min(HOUR, Math.exp(random() * 22.01) - 1)));

describe.each([2, 3] as const)('beside the histogram of hdrhistogram.org with %d digits', (digits) => {
  const theirs = new Int32Histogram(1, HOUR, digits);
  const ours = new LatencyHistogram(digits);
  for (const time of times) {
    theirs.recordValue(time);
    ours.record(time / 1000);
  }

  it('the buckets are the same', () => {
    const buckets = HistogramBuckets.OF[digits];
    for (const time of [0, 1, 127, 128, 255, 256, 2047, 2048, HOUR, ...times]) {
      const index = buckets.indexOf(time);
      expect(index).toBe(theirs.countsArrayIndex(time));
      expect(buckets.lowest(index)).toBe(theirs.valueFromIndex(index));
      expect(buckets.highest(index)).toBe(theirs.highestEquivalentValue(time));
    }
  });

  it('the percentiles are the same, packed and summed too', () => {
    const halves = [0, 1].map((half) => {
      const histogram = new LatencyHistogram(digits);
      times.forEach((time, index) => { if (index % 2 === half) histogram.record(time / 1000); });
      return LatencyHistogram.ofPacked(histogram.pack(), digits);
    });
    const sum = new LatencyHistogram(digits);
    for (const half of halves) sum.add(half);
    for (let tenth = 0; tenth <= 1000; tenth++) {
      expect(ours.percentile(tenth / 10)).toBe(theirs.getValueAtPercentile(tenth / 10) / 1000);
      expect(sum.percentile(tenth / 10)).toBe(ours.percentile(tenth / 10));
    }
  });
});
