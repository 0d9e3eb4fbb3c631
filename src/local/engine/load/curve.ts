import type { UserProfileLoad } from '../../../contract/load.js';

/** From when to when one user lives, in ms from the start of the run. */
export interface UserSpan { readonly startAt: number; readonly stopAt: number }

interface Point { readonly at: number; readonly users: number }

/**
 * The life of every user that a load shape asks for, by start time (entities.md §4.3). User k starts when the line first reaches k
 * and ends when it falls below k, or at the last point; where the line rises again, another user is k. So who came last goes first.
 */
export function userSpans(load: UserProfileLoad): UserSpan[] {
  const spans = load['@type'] === 'UserProfileLoadAscendingStairs' ? stairs(load) : along(normalized(pointsOf(load)));
  return spans.filter(({ startAt, stopAt }) => stopAt > startAt).sort((a, b) => a.startAt - b.startAt || b.stopAt - a.stopAt);
}

/** Most users alive at the same time. */
export function mostAtOnce(spans: readonly UserSpan[]): number {
  const changes = spans.flatMap(({ startAt, stopAt }) => [{ at: startAt, by: 1 }, { at: stopAt, by: -1 }]).sort((a, b) => a.at - b.at || a.by - b.by);
  let alive = 0;
  return changes.reduce((most, { by }) => Math.max(most, alive += by), 0);
}

type Stairs = Extract<UserProfileLoad, { '@type': 'UserProfileLoadAscendingStairs' }>;

/** `stepCount` equal jumps spread evenly over the ramp-up, the first at its start, then the plateau. */
function stairs({ delayMs, rampUpMs, plateauMs, plateauVus, stepCount }: Stairs): UserSpan[] {
  const stopAt = delayMs + rampUpMs + plateauMs;
  return Array.from({ length: plateauVus }, (_, user) => {
    const step = Math.ceil(((user + 1) * stepCount) / plateauVus);
    return { startAt: delayMs + (rampUpMs * (step - 1)) / stepCount, stopAt };
  });
}

function pointsOf(load: Exclude<UserProfileLoad, Stairs>): Point[] {
  if (load['@type'] === 'UserProfileLoadCustom') return load.points.map(({ timeInMs, threadsCount }) => ({ at: timeInMs, users: threadsCount }));
  const full = load.delayMs + load.rampUpMs;
  const over = full + load.plateauMs;
  const points = [{ at: load.delayMs, users: 0 }, { at: full, users: load.plateauVus }, { at: over, users: load.plateauVus }];
  return load['@type'] === 'UserProfileLoadRampUpThenRampDown' ? [...points, { at: over + load.rampDownMs, users: 0 }] : points;
}

/** By time; of points at the same time the larger counts (OctoPerf/thread-group NormalizePoints). */
function normalized(points: readonly Point[]): Point[] {
  const byTime = new Map<number, number>();
  for (const { at, users } of points) byTime.set(at, Math.max(users, byTime.get(at) ?? 0));
  return [...byTime].map(([at, users]) => ({ at, users })).sort((a, b) => a.at - b.at);
}

function along(points: readonly Point[]): UserSpan[] {
  const spans: UserSpan[] = [];
  /** Start times of the users alive, user k at k - 1. */
  const alive: number[] = [];
  let before: Point | undefined;
  for (const point of points) {
    const from = before ?? { at: point.at, users: 0 };
    while (alive.length < Math.floor(point.users)) alive.push(crossing(from, point, alive.length + 1));
    while (alive.length > Math.ceil(point.users)) spans.push({ startAt: alive.pop() ?? 0, stopAt: crossing(from, point, alive.length + 1) });
    before = point;
  }
  for (const startAt of alive) spans.push({ startAt, stopAt: before?.at ?? 0 });
  return spans;
}

/** When the line between two points is at so many users. */
function crossing(from: Point, to: Point, users: number): number {
  return to.users === from.users ? to.at : from.at + ((to.at - from.at) * (users - from.users)) / (to.users - from.users);
}
