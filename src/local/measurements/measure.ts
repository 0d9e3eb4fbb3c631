import { LatencyHistogram } from './latency-histogram.js';

/** Count, sum and extremes of one quantity: enough for average, min, max, variance and deviation; adds exactly. */
export interface Distribution { count: number; sum: number; sumOfSquares: number; min: number; max: number }

/**
 * Everything measured for one series over some stretch of time. Times in milliseconds (fractions kept), sizes in bytes.
 * Two measures of the same series add up without loss, so agents, seconds and users can be merged in any order.
 */
export interface Measure {
  /** Samples that ended in the stretch. */
  hits: number;
  errors: number;
  assertionSuccesses: number;
  assertionFailures: number;
  assertionErrors: number;
  elapsed: Distribution;
  latency: Distribution;
  connect: Distribution;
  /** Elapsed minus latency. */
  network: Distribution;
  received: Distribution;
  sent: Distribution;
  /** Response code → samples; `-1` = engine exception. */
  codes: Record<string, number>;
  methods: Record<string, number>;
  mediaTypes: Record<string, { count: number; bytes: number }>;
  elapsedHistogram: LatencyHistogram;
  latencyHistogram: LatencyHistogram;
  connectHistogram: LatencyHistogram;
}

/** One sample as it enters a measure. */
export interface MeasuredSample {
  elapsedMs: number;
  latencyMs: number;
  connectMs: number;
  receivedBytes: number;
  sentBytes: number;
  success: boolean;
  code: string;
  method?: string | undefined;
  mediaType?: string | undefined;
  assertions?: { success: number; failure: number; error: number } | undefined;
}

/** HTTP samplers are hits, everything that groups them is a container (tag `subSampleType`, report-item-editing skill). */
export type SubSampleType = 'Hit' | 'Container';

/** Whose figures: one action of one Virtual User played from one place. `actionId` of a VU's root container = the VU's id. */
export interface SeriesKey {
  virtualUserId: string;
  virtualUserName: string;
  actionId: string;
  actionName: string;
  subSampleType: SubSampleType;
  region: string;
  injectorId: string;
}

/** What one series measured in one second (by the time samples ENDED, epoch seconds), or over the whole run where `second` is null. */
export interface MetricRow { second: number | null; series: SeriesKey; measure: Measure }

/** Users alive at the end of one epoch second. */
export interface UserLoadRow { second: number; profileId: string; users: number; region: string; injectorId: string }

const NONE: Readonly<Distribution> = { count: 0, sum: 0, sumOfSquares: 0, min: Infinity, max: -Infinity };
const count = (record: Record<string, number>, key: string, by: number): void => { record[key] = (record[key] ?? 0) + by; };

/** An empty measure; `digits` = significant digits of its histograms (2 for a second, 3 for a run). */
export function emptyMeasure(digits: 2 | 3): Measure {
  return {
    hits: 0, errors: 0, assertionSuccesses: 0, assertionFailures: 0, assertionErrors: 0,
    elapsed: { ...NONE }, latency: { ...NONE }, connect: { ...NONE }, network: { ...NONE }, received: { ...NONE }, sent: { ...NONE },
    codes: Object.create(null) as Record<string, number>,
    methods: Object.create(null) as Record<string, number>,
    mediaTypes: Object.create(null) as Record<string, { count: number; bytes: number }>,
    elapsedHistogram: new LatencyHistogram(digits), latencyHistogram: new LatencyHistogram(digits), connectHistogram: new LatencyHistogram(digits),
  };
}

export function addValue(into: Distribution, value: number): void {
  into.count++;
  into.sum += value;
  into.sumOfSquares += value * value;
  if (value < into.min) into.min = value;
  if (value > into.max) into.max = value;
}

/** Records one sample. */
export function addSample(into: Measure, sample: MeasuredSample): void {
  into.hits++;
  if (!sample.success) into.errors++;
  addValue(into.elapsed, sample.elapsedMs);
  addValue(into.latency, sample.latencyMs);
  addValue(into.connect, sample.connectMs);
  addValue(into.network, Math.max(0, sample.elapsedMs - sample.latencyMs));
  addValue(into.received, sample.receivedBytes);
  addValue(into.sent, sample.sentBytes);
  into.elapsedHistogram.record(sample.elapsedMs);
  into.latencyHistogram.record(sample.latencyMs);
  into.connectHistogram.record(sample.connectMs);
  count(into.codes, sample.code, 1);
  if (sample.method !== undefined) count(into.methods, sample.method, 1);
  if (sample.mediaType !== undefined) addMediaType(into, sample.mediaType, 1, sample.receivedBytes);
  if (sample.assertions !== undefined) {
    into.assertionSuccesses += sample.assertions.success;
    into.assertionFailures += sample.assertions.failure;
    into.assertionErrors += sample.assertions.error;
  }
}

function addMediaType(into: Measure, type: string, samples: number, bytes: number): void {
  const entry = (into.mediaTypes[type] ??= { count: 0, bytes: 0 });
  entry.count += samples;
  entry.bytes += bytes;
}

export function mergeDistribution(into: Distribution, other: Distribution): void {
  into.count += other.count;
  into.sum += other.sum;
  into.sumOfSquares += other.sumOfSquares;
  into.min = Math.min(into.min, other.min);
  into.max = Math.max(into.max, other.max);
}

/** Adds the samples by response code, by method and by media type of another measure. */
export function mergeLabels(into: Measure, other: Measure): void {
  for (const [code, samples] of Object.entries(other.codes)) count(into.codes, code, samples);
  for (const [method, samples] of Object.entries(other.methods)) count(into.methods, method, samples);
  for (const [type, entry] of Object.entries(other.mediaTypes)) addMediaType(into, type, entry.count, entry.bytes);
}

/** Adds another measure of the same or of another series. */
export function mergeMeasure(into: Measure, other: Measure): void {
  into.hits += other.hits;
  into.errors += other.errors;
  into.assertionSuccesses += other.assertionSuccesses;
  into.assertionFailures += other.assertionFailures;
  into.assertionErrors += other.assertionErrors;
  for (const part of ['elapsed', 'latency', 'connect', 'network', 'received', 'sent'] as const) mergeDistribution(into[part], other[part]);
  mergeLabels(into, other);
  into.elapsedHistogram.add(other.elapsedHistogram);
  into.latencyHistogram.add(other.latencyHistogram);
  into.connectHistogram.add(other.connectHistogram);
}
