import type { UserProfileLoad } from '../../../contract/load.js';

/** Users at a moment of a test; between two points the number climbs or falls evenly. */
export interface LoadPoint { readonly ms: number; readonly users: number }

/** Longest curve kept point by point, and how long a test runs that says no end. */
const POINTS_MAX = 400;
export const ENDLESS_MS = 3_600_000;

/**
 * Deals users out by share so that they add up and nobody who has a share is left with none while there are enough users.
 * @returns as many numbers as shares
 */
export function dealt(users: number, shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total <= 0) return shares.map(() => 0);
  const exact = shares.map((share) => (users * share) / total);
  const counts = exact.map((value, at) => Math.max(Math.floor(value), users >= shares.length && (shares[at] ?? 0) > 0 ? 1 : 0));
  const order = exact.map((value, at) => ({ at, rest: value - Math.floor(value) })).sort((one, other) => other.rest - one.rest || one.at - other.at);
  for (let left = users - counts.reduce((sum, count) => sum + count, 0), turn = 0; left > 0 && order.length > 0; left -= 1, turn += 1) {
    const next = order[turn % order.length];
    if (next !== undefined) counts[next.at] = (counts[next.at] ?? 0) + 1;
  }
  return counts;
}

/** All at once or evenly over a time, then held. */
export function rampUp(users: number, times: { readonly delayMs: number; readonly rampUpMs: number; readonly plateauMs: number }): UserProfileLoad {
  return { '@type': 'UserProfileLoadRampUp', ...times, plateauVus: Math.max(1, users) };
}

/** A curve in the order of time, starting from nobody where it starts late; thinned out where it has too many points. */
export function curve(points: readonly LoadPoint[]): UserProfileLoad {
  const sorted = [...points].sort((one, other) => one.ms - other.ms);
  const ordered = sorted.filter((point, at) => at === 0 || point.ms !== sorted[at - 1]?.ms || point.users !== sorted[at - 1]?.users);
  const [first] = ordered;
  const started = first === undefined || first.ms === 0 ? ordered : [{ ms: 0, users: 0 }, ...(first.users > 0 ? [{ ms: first.ms, users: 0 }] : []), ...ordered];
  const every = Math.ceil(started.length / POINTS_MAX);
  const kept = every <= 1 ? started : started.filter((_point, at) => at % every === 0 || at === started.length - 1);
  let last = -1;
  const spread = kept.map(({ ms, users }) => {
    // A step up or down is one millisecond wide: two numbers at one moment have no line between them.
    last = Math.max(ms, last + 1);
    return { timeInMs: last, threadsCount: Math.max(0, users) };
  });
  while (spread.length < 2) spread.push({ timeInMs: (spread[0]?.timeInMs ?? 0) + ENDLESS_MS, threadsCount: spread[0]?.threadsCount ?? 1 });
  return { '@type': 'UserProfileLoadCustom', points: spread };
}
