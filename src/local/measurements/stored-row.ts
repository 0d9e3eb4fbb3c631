import { LatencyHistogram } from './latency-histogram.js';
import type { Distribution, Measure, MetricRow, SeriesKey } from './measure.js';

/** A distribution as JSON can carry it: `[count, sum, sumOfSquares, min, max]`; an empty one is `[]` (JSON has no Infinity). */
export type StoredDistribution = readonly number[];

/** A measure as plain JSON, for the process border and for storage. Histograms are text, with the digits they were kept with. */
export interface StoredMeasure {
  digits: 2 | 3;
  hits: number;
  errors: number;
  assertionSuccesses: number;
  assertionFailures: number;
  assertionErrors: number;
  elapsed: StoredDistribution;
  latency: StoredDistribution;
  connect: StoredDistribution;
  network: StoredDistribution;
  received: StoredDistribution;
  sent: StoredDistribution;
  codes: [string, number][];
  methods: [string, number][];
  mediaTypes: [string, number, number][];
  elapsedHistogram: string;
  latencyHistogram: string;
  connectHistogram: string;
}

export interface StoredRow { second: number | null; series: SeriesKey; measure: StoredMeasure }

/** Seconds are kept with 2 significant digits, whole runs with 3 (building-blocks.md §4). */
const digitsOf = (second: number | null): 2 | 3 => (second === null ? 3 : 2);

/** A row as plain JSON; nothing is lost. */
export function serializeRow(row: MetricRow): StoredRow {
  return { second: row.second, series: row.series, measure: serializeMeasure(row.measure, digitsOf(row.second)) };
}

/** Takes what `serializeRow` made, also after JSON; throws a RangeError when a histogram is not one. */
export function deserializeRow(stored: StoredRow): MetricRow {
  return { second: stored.second, series: stored.series, measure: deserializeMeasure(stored.measure) };
}

export function serializeMeasure(measure: Measure, digits: 2 | 3): StoredMeasure {
  const { hits, errors, assertionSuccesses, assertionFailures, assertionErrors } = measure;
  return {
    digits, hits, errors, assertionSuccesses, assertionFailures, assertionErrors,
    elapsed: flat(measure.elapsed), latency: flat(measure.latency), connect: flat(measure.connect),
    network: flat(measure.network), received: flat(measure.received), sent: flat(measure.sent),
    codes: Object.entries(measure.codes),
    methods: Object.entries(measure.methods),
    mediaTypes: Object.entries(measure.mediaTypes).map(([type, { count, bytes }]) => [type, count, bytes]),
    elapsedHistogram: measure.elapsedHistogram.encode(),
    latencyHistogram: measure.latencyHistogram.encode(),
    connectHistogram: measure.connectHistogram.encode(),
  };
}

export function deserializeMeasure(stored: StoredMeasure): Measure {
  const { digits, hits, errors, assertionSuccesses, assertionFailures, assertionErrors } = stored;
  return {
    hits, errors, assertionSuccesses, assertionFailures, assertionErrors,
    elapsed: full(stored.elapsed), latency: full(stored.latency), connect: full(stored.connect),
    network: full(stored.network), received: full(stored.received), sent: full(stored.sent),
    codes: record(stored.codes),
    methods: record(stored.methods),
    mediaTypes: record(stored.mediaTypes.map(([type, count, bytes]) => [type, { count, bytes }])),
    elapsedHistogram: LatencyHistogram.decode(stored.elapsedHistogram, digits),
    latencyHistogram: LatencyHistogram.decode(stored.latencyHistogram, digits),
    connectHistogram: LatencyHistogram.decode(stored.connectHistogram, digits),
  };
}

const flat = ({ count, sum, sumOfSquares, min, max }: Distribution): StoredDistribution => (count === 0 ? [] : [count, sum, sumOfSquares, min, max]);

function full(stored: StoredDistribution): Distribution {
  const [count = 0, sum = 0, sumOfSquares = 0, min = Infinity, max = -Infinity] = stored;
  return { count, sum, sumOfSquares, min, max };
}

/** Without a prototype: a response code or a media type may be spelt `__proto__`. */
function record<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const made = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) made[key] = value;
  return made;
}
