import type { Sample } from './tests.js';

/** Makes the median absolute deviation of normal values their standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Standard deviation as far as the middle half tells: a few wild values do not move it. */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values);
  return MAD_TO_DEVIATION * median(values.map((value) => Math.abs(value - centre)));
}

/** How much neighbours differ, as a standard deviation: a level that moves slowly does not count. */
export const roughness = (values: readonly number[]): number => (MAD_TO_DEVIATION * median(values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value))))) / Math.SQRT2;

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of the population that the values are a sample of; 0 of fewer than two. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** How much a value tells about the next one, -1..1 (autocorrelation of lag 1); 0 where nothing varies. */
export function autocorrelation(values: readonly number[]): number {
  const centre = mean(values);
  const total = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  if (values.length < 3 || total === 0) return 0;
  return values.slice(1).reduce((sum, value, index) => sum + (value - centre) * ((values[index] ?? centre) - centre), 0) / total;
}

/**
 * The values of a sequence as a sample for a test: neighbours that resemble each other count for less, as if the sequence were an
 * autoregression of order 1. Never more values than there are.
 */
export function sampleOf(values: readonly number[]): Sample {
  // The estimate of a short sequence is too low by about (1 + 3r) / n (Kendall 1954), and off by about 1 / sqrt(n): a quarter of that is
  // added for safety where neighbours are alike. Unlike neighbours are not held in its favour.
  const raw = autocorrelation(values);
  const unbiased = raw + (1 + 3 * raw) / values.length;
  const likeness = Math.min(0.95, Math.max(0, unbiased <= 0 ? 0 : unbiased + 0.25 / Math.sqrt(values.length)));
  return { mean: mean(values), deviation: deviation(values), count: Math.max(2, (values.length * (1 - likeness)) / (1 + likeness)) };
}

/** Where a sequence changes its level: `index` = the first value of the new level. */
export interface Change { readonly index: number; readonly p: number }

/**
 * Pettitt's test for one change of level, by ranks, so that single wild values weigh no more than others. `margin` = values that
 * must lie on each side. p is his approximation for independent values. Undefined where the sequence is too short.
 */
export function changeOf(values: readonly number[], margin: number): Change | undefined {
  const n = values.length;
  let best = { index: -1, size: -1 };
  let statistic = 0;
  for (let index = 0; index < n - margin; index++) {
    const value = values[index] ?? 0;
    statistic += values.reduce((sum, other) => sum + Math.sign(value - other), 0);
    if (index + 1 >= margin && Math.abs(statistic) > best.size) best = { index: index + 1, size: Math.abs(statistic) };
  }
  return best.index < 0 ? undefined : { index: best.index, p: Math.min(1, 2 * Math.exp((-6 * best.size ** 2) / (n ** 3 + n ** 2))) };
}

/** Whether a line that rises steadily fits a sequence better than one step at `index` (sums of absolute distances). */
export function risesSteadily(values: readonly number[], index: number): boolean {
  const distance = (fitted: (at: number) => number): number => values.reduce((sum, value, at) => sum + Math.abs(value - fitted(at)), 0);
  const [before, after] = [median(values.slice(0, index)), median(values.slice(index))];
  const slopes = values.flatMap((value, at) => values.slice(at + 1).map((later, ahead) => (later - value) / (ahead + 1)));
  const slope = median(slopes);
  const base = median(values.map((value, at) => value - slope * at));
  return distance((at) => base + slope * at) < distance((at) => (at < index ? before : after));
}
