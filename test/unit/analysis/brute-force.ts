import type { RawSample } from './generated-run.js';

/** Figures computed the plain way from raw samples: no histogram, no merging, nothing of the code under test. */
export interface PlainFigures { readonly [metric: string]: number }

/** The smallest value that so many percent of the values do not exceed. */
export function nearestRank(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? NaN : sum(values) / values.length);
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}
const least = (values: readonly number[]): number => (values.length === 0 ? NaN : values.reduce((a, b) => Math.min(a, b)));
const most = (values: readonly number[]): number => (values.length === 0 ? NaN : values.reduce((a, b) => Math.max(a, b)));
function apdex(values: readonly number[], satisfying: number, tolerating: number): number {
  const satisfied = values.filter((value) => value <= satisfying).length;
  const tolerated = values.filter((value) => value > satisfying && value <= tolerating).length;
  return values.length === 0 ? NaN : (satisfied + tolerated / 2) / values.length;
}

function times(prefix: string, values: readonly number[]): PlainFigures {
  return {
    [`${prefix}_AVG`]: mean(values), [`${prefix}_MIN`]: least(values), [`${prefix}_MAX`]: most(values), [`${prefix}_STD`]: Math.sqrt(variance(values)), [`${prefix}_VAR`]: variance(values),
  };
}

/** Every figure that is exact, by metric id. `durationSec` is what rates are divided by. */
export function exactFigures(samples: readonly RawSample[], durationSec: number): PlainFigures {
  const errors = samples.filter(({ success }) => !success).length;
  const received = samples.map((sample) => sample.receivedBytes);
  const sent = samples.map((sample) => sample.sentBytes);
  const assertions = (kind: 'success' | 'failure' | 'error'): number => sum(samples.map((sample) => sample.assertions?.[kind] ?? 0));
  return {
    HITS_TOTAL: samples.length, HITS_RATE: samples.length / durationSec, HITS_SUCCESSFUL_TOTAL: samples.length - errors,
    HITS_SUCCESSFUL_PERCENT: (100 * (samples.length - errors)) / samples.length,
    ERRORS_TOTAL: errors, ERRORS_RATE: errors / durationSec, ERRORS_PERCENT: (100 * errors) / samples.length,
    ...times('RESPONSE_TIME', samples.map((sample) => sample.elapsedMs)),
    ...times('LATENCY', samples.map((sample) => sample.latencyMs)),
    ...times('CONNECT_TIME', samples.map((sample) => sample.connectMs)),
    ...times('NETWORK_TIME', samples.map((sample) => sample.elapsedMs - sample.latencyMs)),
    ...times('SENT_BYTES', sent),
    THROUGHPUT_TOTAL: sum(received), THROUGHPUT_RATE: sum(received) / durationSec, SENT_BYTES_TOTAL: sum(sent), SENT_BYTES_RATE: sum(sent) / durationSec, RESPONSE_SIZE: mean(received),
    ASSERTIONS_SUCCESS_TOTAL: assertions('success'), ASSERTIONS_FAILURE_TOTAL: assertions('failure'), ASSERTIONS_ERROR_TOTAL: assertions('error'),
  };
}

/** Figures that are read from histograms, by metric id. */
export function histogramFigures(samples: readonly RawSample[], satisfying = 1000, tolerating = 4000): PlainFigures {
  const elapsed = samples.map((sample) => sample.elapsedMs);
  return {
    RESPONSE_TIME_MEDIAN: nearestRank(elapsed, 50), RESPONSE_TIME_PERCENTILE_80: nearestRank(elapsed, 80), RESPONSE_TIME_PERCENTILE_90: nearestRank(elapsed, 90),
    RESPONSE_TIME_PERCENTILE_95: nearestRank(elapsed, 95), RESPONSE_TIME_PERCENTILE_99: nearestRank(elapsed, 99),
    RESPONSE_TIME_APDEX: apdex(elapsed, satisfying, tolerating), LATENCY_APDEX: apdex(samples.map((sample) => sample.latencyMs), satisfying, tolerating), CONNECT_TIME_APDEX: apdex(samples.map((sample) => sample.connectMs), satisfying, tolerating),
  };
}
