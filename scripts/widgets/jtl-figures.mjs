/** Figures of samples, the plain way: every value is looked at, nothing is merged or put into buckets. */

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => (values.length === 0 ? NaN : sum(values) / values.length);
const variance = (values) => { const middle = mean(values); return mean(values.map((value) => (value - middle) ** 2)); };
const extreme = (values, pick) => (values.length === 0 ? NaN : values.reduce((best, value) => pick(best, value)));

/** The smallest value that so many percent of the values do not exceed. */
export function nearestRank(values, percent) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

const TIMES = {
  RESPONSE_TIME: ({ elapsedMs }) => elapsedMs, LATENCY: ({ latencyMs }) => latencyMs, CONNECT_TIME: ({ connectMs }) => connectMs, SENT_BYTES: ({ sent }) => sent,
  NETWORK_TIME: ({ elapsedMs, latencyMs }) => (elapsedMs === undefined || latencyMs === undefined ? undefined : Math.max(0, elapsedMs - latencyMs)),
};
const known = (samples, of) => samples.map(of).filter((value) => value !== undefined);
/** The sum of what samples tell; NaN where there are some and none tells. */
const bytes = (samples, of) => (samples.length > 0 && known(samples, of).length === 0 ? NaN : sum(known(samples, of)));

/** The value of a quantity of each sample: of a base metric such as RESPONSE_TIME_AVG; undefined for others. */
export const valuesOf = (id, samples) => { const of = TIMES[id.replace(/_AVG$/, '')]; return of === undefined ? undefined : known(samples, of); };

/** One figure by its metric id; undefined = a JTL does not say. @param seconds what rates are divided by. @param apdex thresholds in ms. */
export function figure(id, samples, seconds, apdex = { satisfying: 1000, tolerating: 4000 }) {
  const failed = samples.filter((sample) => sample.failed).length;
  const percentile = /^RESPONSE_TIME_PERCENTILE_(\d+)$/.exec(id);
  if (percentile !== null) return nearestRank(known(samples, TIMES.RESPONSE_TIME), Number(percentile[1]));
  switch (id) {
    case 'HITS_TOTAL': return samples.length;
    case 'HITS_RATE': return samples.length / seconds;
    case 'HITS_SUCCESSFUL_TOTAL': return samples.length - failed;
    case 'HITS_SUCCESSFUL_PERCENT': return (100 * (samples.length - failed)) / samples.length;
    case 'ERRORS_TOTAL': return failed;
    case 'ERRORS_RATE': return failed / seconds;
    case 'ERRORS_PERCENT': return (100 * failed) / samples.length;
    case 'RESPONSE_TIME_MEDIAN': return nearestRank(known(samples, TIMES.RESPONSE_TIME), 50);
    case 'THROUGHPUT_TOTAL': return bytes(samples, ({ received }) => received);
    case 'THROUGHPUT_RATE': return bytes(samples, ({ received }) => received) / seconds;
    case 'SENT_BYTES_TOTAL': return bytes(samples, ({ sent }) => sent);
    case 'SENT_BYTES_RATE': return bytes(samples, ({ sent }) => sent) / seconds;
    case 'RESPONSE_SIZE': return mean(known(samples, ({ received }) => received));
    case 'USERLOAD': return extreme(known(samples, ({ threads }) => threads), Math.max);
    default: return timed(id, samples, apdex);
  }
}

function timed(id, samples, { satisfying, tolerating }) {
  const [, name = '', kind] = /^(\w+)_(AVG|MIN|MAX|STD|VAR|APDEX)$/.exec(id) ?? [];
  const of = TIMES[name];
  if (of === undefined) return undefined;
  const values = known(samples, of);
  switch (kind) {
    case 'AVG': return mean(values);
    case 'MIN': return extreme(values, Math.min);
    case 'MAX': return extreme(values, Math.max);
    case 'VAR': return variance(values);
    case 'STD': return Math.sqrt(variance(values));
    default: return (values.filter((value) => value <= satisfying).length + values.filter((value) => value <= tolerating).length) / 2 / values.length;
  }
}

/** How many samples each label names; those without one are left out. */
export function countedBy(samples, labelOf) {
  const counts = new Map();
  for (const sample of samples) if (labelOf(sample) !== undefined) counts.set(labelOf(sample), (counts.get(labelOf(sample)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Root of the mean squared distance of pairs; NaN without any. */
export const rmseOf = (pairs) => Math.sqrt(mean(pairs.map(([one, other]) => (one - other) ** 2)));
