import type { MetricId } from '../../contract/metric.js';
import type { Threshold } from '../../contract/sla-profile.js';

/** One value of a counter: that of an epoch second. */
export interface CounterSample { readonly second: number; readonly value: number }

/** A maximal row of samples in a band that was held long enough; times in epoch ms, `start` = `end` for a single sample. */
export interface Stretch { readonly start: number; readonly end: number; readonly worst: number }

type Range = Threshold['value']['range'];
type Band = Pick<Threshold, 'severity' | 'time' | 'value'>;

/** Whether a value is in a range: `OPEN` excludes the endpoint, a missing bound type includes it, a missing endpoint does not bound (sla skill, documented). */
export function inRange({ lowerEndpoint, lowerBoundType, upperEndpoint, upperBoundType }: Range, value: number): boolean {
  const above = lowerEndpoint === null || lowerEndpoint === undefined || (lowerBoundType === 'OPEN' ? value > lowerEndpoint : value >= lowerEndpoint);
  const below = upperEndpoint === null || upperEndpoint === undefined || (upperBoundType === 'OPEN' ? value < upperEndpoint : value <= upperEndpoint);
  return above && below;
}

/**
 * Every stretch of a band. Samples in time order; a second without a sample neither continues a stretch nor ends it. A stretch
 * is held where it has so many samples in a row, or where so many ms lie between its first sample and its last.
 */
export function stretchesOf(samples: readonly CounterSample[], band: Band, metric: MetricId): Stretch[] {
  const found: Stretch[] = [];
  let row: CounterSample[] = [];
  const close = (): void => {
    const [first, last] = [row[0], row.at(-1)];
    if (first !== undefined && last !== undefined && isHeld(band.time, row)) found.push({ start: first.second * 1000, end: last.second * 1000, worst: worstOf(row, band, metric) });
    row = [];
  };
  for (const sample of samples) {
    if (inRange(band.value.range, sample.value)) row.push(sample);
    else close();
  }
  close();
  return found;
}

function isHeld(time: Band['time'], row: readonly CounterSample[]): boolean {
  if (time['@type'] === 'OccurrenceCondition') return row.length >= time.times;
  return ((row.at(-1)?.second ?? 0) - (row[0]?.second ?? 0)) * 1000 >= time.duration;
}

/** Of these the higher value is the better one. */
const MORE_IS_BETTER = /_APDEX$|^HITS_|^THROUGHPUT_|^ASSERTIONS_SUCCESS/;

function worstOf(row: readonly CounterSample[], band: Band, metric: MetricId): number {
  const pick = worstIsHigh(band, metric) ? Math.max : Math.min;
  return row.reduce((worst, { value }) => pick(worst, value), row[0]?.value ?? NaN);
}

/** A bad range that is open at one end gets worse towards it, a good one towards its bound; a range bound at both ends follows the metric. */
function worstIsHigh({ severity, value: { range } }: Band, metric: MetricId): boolean {
  const [bottomless, topless] = [range.lowerEndpoint ?? undefined, range.upperEndpoint ?? undefined].map((endpoint) => endpoint === undefined);
  if (bottomless === topless) return !MORE_IS_BETTER.test(metric);
  return severity === 'PASSED' ? bottomless === true : topless === true;
}
