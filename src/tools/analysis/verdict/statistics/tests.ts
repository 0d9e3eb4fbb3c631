import { logGamma, normalTwoSided, studentTwoSided } from './probability.js';

/** What is known of a group of values: their average, their standard deviation, and how many independent ones there are. */
export interface Sample { readonly mean: number; readonly deviation: number; readonly count: number }
/** So many of so many. */
export interface Share { readonly part: number; readonly whole: number }

/** Below this many expected cases the normal approximation of a share is no longer good (Cochran's rule). */
const FEW = 5;
/** Relative slack when probabilities of tables are compared: rounding must not drop the observed table. */
const SLACK = 1 + 1e-7;

/**
 * Welch's test: how likely two groups of one mean differ as much, without assuming that they spread alike. Two-sided p, 1 where a
 * group has fewer than two values or nothing differs. `count` may be fractional (an effective number of values).
 */
export function welch(left: Sample, right: Sample): number {
  if (left.count < 2 || right.count < 2 || left.mean === right.mean) return 1;
  const [a, b] = [left.deviation ** 2 / left.count, right.deviation ** 2 / right.count];
  if (a + b === 0) return 0;
  const degrees = (a + b) ** 2 / (a ** 2 / (left.count - 1) + b ** 2 / (right.count - 1));
  return studentTwoSided((left.mean - right.mean) / Math.sqrt(a + b), degrees);
}

/** Whether two shares differ: pooled z-test with Yates' correction, or Fisher's exact test where fewer than five cases are expected in a cell. Two-sided p. */
export function proportions(left: Share, right: Share): number {
  const [part, whole] = [left.part + right.part, left.whole + right.whole];
  if (left.whole <= 0 || right.whole <= 0 || part === 0 || part === whole) return 1;
  const pooled = part / whole;
  const fewest = Math.min(left.whole, right.whole) * Math.min(pooled, 1 - pooled);
  if (fewest < FEW) return fisher(left, right);
  const inverse = 1 / left.whole + 1 / right.whole;
  const distance = Math.abs(left.part / left.whole - right.part / right.whole) - inverse / 2;
  return normalTwoSided(Math.max(0, distance) / Math.sqrt(pooled * (1 - pooled) * inverse));
}

/** Fisher's exact test on whole numbers: the probability of all tables of the same sums that are no likelier than this one. */
function fisher(left: Share, right: Share): number {
  const [part, whole] = [Math.round(left.part + right.part), Math.round(left.whole + right.whole)];
  const mine = Math.round(left.whole);
  const logOf = (k: number): number => choose(mine, k) + choose(whole - mine, part - k) - choose(whole, part);
  const observed = Math.exp(logOf(Math.round(left.part))) * SLACK;
  let sum = 0;
  for (let k = Math.max(0, part - (whole - mine)); k <= Math.min(part, mine); k++) {
    const probability = Math.exp(logOf(k));
    if (probability <= observed) sum += probability;
  }
  return Math.min(1, sum);
}

/** Logarithm of the number of ways to choose k of n. */
const choose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** Holm's correction: each p multiplied so that among all tests together a false alarm stays as rare as in one. Same order. */
export function holm(values: readonly number[]): number[] {
  const adjusted = values.map(() => 1);
  let floor = 0;
  [...values.entries()].sort(([, a], [, b]) => a - b).forEach(([index, p], rank) => {
    floor = Math.max(floor, Math.min(1, p * (values.length - rank)));
    adjusted[index] = floor;
  });
  return adjusted;
}

/** Wilson's interval of a share, 0..1: where the true share lies, `z` standard errors wide; the whole range where nothing was counted. */
export function wilson({ part, whole }: Share, z: number): { low: number; high: number } {
  if (whole <= 0) return { low: 0, high: 1 };
  const share = part / whole;
  const scale = 1 + z ** 2 / whole;
  const centre = (share + z ** 2 / (2 * whole)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
