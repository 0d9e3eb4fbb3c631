import { addValue, emptyMeasure, type Distribution, type Measure } from '../measurements/measure.js';
import type { AssertionCounts, JtlSample } from './jtl-sample.js';
import { ListedTimes } from './listed-times.js';
import { SparseTimes } from './sparse-times.js';

const PARTS = ['elapsed', 'latency', 'connect', 'network', 'received', 'sent'] as const;

/** A sample with what was decided about it. */
export interface CountedSample { readonly sample: JtlSample; readonly failures: number; readonly code: string | undefined }

/**
 * Adds up samples of one series. What a sample does not say is left out of that quantity's figures instead of counting as zero. A
 * sample that stands for several (statistical sample sender: sums) counts as so many of its average.
 */
export class SampleTally {
  private hits = 0;
  private errors = 0;
  private readonly assertions: AssertionCounts = { success: 0, failure: 0, error: 0 };
  private readonly codes = new Map<string, number>();
  private readonly methods = new Map<string, number>();
  private readonly parts: Record<(typeof PARTS)[number], Distribution> = { elapsed: nothing(), latency: nothing(), connect: nothing(), network: nothing(), received: nothing(), sent: nothing() };
  private readonly times: Record<'elapsed' | 'latency' | 'connect', ListedTimes | SparseTimes>;

  /** @param digits 2 for a second, 3 for a run: of its measure's histograms */
  constructor(private readonly digits: 2 | 3) {
    const times = (): ListedTimes | SparseTimes => (digits === 2 ? new ListedTimes() : new SparseTimes());
    this.times = { elapsed: times(), latency: times(), connect: times() };
  }

  add({ sample, failures, code }: CountedSample): void {
    const { sampleCount: times, elapsedMs, latencyMs, assertions, method } = sample;
    this.hits += times;
    this.errors += failures;
    this.time('elapsed', elapsedMs, times);
    this.time('latency', latencyMs, times);
    this.time('connect', sample.connectMs, times);
    if (elapsedMs !== undefined && latencyMs !== undefined) addTimes(this.parts.network, Math.max(0, elapsedMs - latencyMs) / times, times);
    if (sample.receivedBytes !== undefined) addTimes(this.parts.received, sample.receivedBytes / times, times);
    if (sample.sentBytes !== undefined) addTimes(this.parts.sent, sample.sentBytes / times, times);
    if (code !== undefined) this.codes.set(code, (this.codes.get(code) ?? 0) + times);
    if (method !== undefined) this.methods.set(method, (this.methods.get(method) ?? 0) + times);
    if (assertions === undefined) return;
    this.assertions.success += assertions.success;
    this.assertions.failure += assertions.failure;
    this.assertions.error += assertions.error;
  }

  measure(): Measure {
    const measure = emptyMeasure(this.digits);
    measure.hits = this.hits;
    measure.errors = this.errors;
    measure.assertionSuccesses = this.assertions.success;
    measure.assertionFailures = this.assertions.failure;
    measure.assertionErrors = this.assertions.error;
    for (const part of PARTS) measure[part] = { ...this.parts[part] };
    for (const [code, times] of this.codes) measure.codes[code] = times;
    for (const [method, times] of this.methods) measure.methods[method] = times;
    this.times.elapsed.fill(measure.elapsedHistogram);
    this.times.latency.fill(measure.latencyHistogram);
    this.times.connect.fill(measure.connectHistogram);
    return measure;
  }

  private time(part: 'elapsed' | 'latency' | 'connect', milliseconds: number | undefined, times: number): void {
    if (milliseconds === undefined) return;
    addTimes(this.parts[part], milliseconds / times, times);
    this.times[part].record(milliseconds / times, times);
  }
}

const nothing = (): Distribution => ({ count: 0, sum: 0, sumOfSquares: 0, min: Infinity, max: -Infinity });

function addTimes(into: Distribution, value: number, times: number): void {
  addValue(into, value);
  into.count += times - 1;
  into.sum += value * (times - 1);
  into.sumOfSquares += value * value * (times - 1);
}
