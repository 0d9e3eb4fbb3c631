import type { UserProfileLoad } from './load.js';

/** Users at a moment; two knees at one moment are a jump. */
export interface Knee { readonly atMs: number; readonly users: number }

/** The line of one load shape through its knees, by time; before the first and after the last nobody plays (entities.md §4.3). */
export function kneesOf(load: UserProfileLoad): Knee[] {
  if (load['@type'] === 'UserProfileLoadCustom') return normalized(load.points.map(({ timeInMs, threadsCount }) => ({ atMs: timeInMs, users: threadsCount })));
  const { delayMs, rampUpMs, plateauMs, plateauVus } = load;
  const full = { atMs: delayMs + rampUpMs, users: plateauVus };
  const over = { atMs: full.atMs + plateauMs, users: plateauVus };
  if (load['@type'] === 'UserProfileLoadAscendingStairs') return [...stepsOf(load), over];
  const line = [{ atMs: delayMs, users: rampUpMs === 0 ? plateauVus : 0 }, full, over];
  return load['@type'] === 'UserProfileLoadRampUpThenRampDown' ? [...line, { atMs: over.atMs + load.rampDownMs, users: 0 }] : line;
}

type Stairs = Extract<UserProfileLoad, { '@type': 'UserProfileLoadAscendingStairs' }>;

/** Equal jumps spread evenly over the ramp-up, the first at its start (inferred); users are whole, so steps may differ by one. */
function stepsOf({ delayMs, rampUpMs, plateauVus, stepCount }: Stairs): Knee[] {
  const after = (steps: number): number => Math.floor((plateauVus * steps) / stepCount);
  return Array.from({ length: stepCount }, (_, step) => {
    const atMs = delayMs + (rampUpMs * step) / stepCount;
    return [{ atMs, users: after(step) }, { atMs, users: after(step + 1) }];
  }).flat();
}

/** By time; of points at the same time the larger counts (OctoPerf/thread-group NormalizePoints, documented). */
function normalized(points: readonly Knee[]): Knee[] {
  const byTime = new Map<number, number>();
  for (const { atMs, users } of points) byTime.set(atMs, Math.max(users, byTime.get(atMs) ?? 0));
  return [...byTime].map(([atMs, users]) => ({ atMs, users })).sort((a, b) => a.atMs - b.atMs);
}

/** Users of all the shapes together: their lines added up, knees that do not bend left out. */
export function totalCurve(loads: readonly UserProfileLoad[]): Knee[] {
  const lines = loads.map(kneesOf);
  const times = [...new Set(lines.flat().map(({ atMs }) => atMs))].sort((a, b) => a - b);
  const sum = (atMs: number, side: 'before' | 'after'): number => rounded(lines.reduce((users, line) => users + usersAt(line, atMs, side), 0));
  const knees = times.flatMap((atMs) => {
    const [before, after] = [sum(atMs, 'before'), sum(atMs, 'after')];
    return before === after ? [{ atMs, users: after }] : [{ atMs, users: before }, { atMs, users: after }];
  });
  return knees.filter((knee, index) => !isStraight(knees[index - 1], knee, knees[index + 1]));
}

/** Most users at once, all the shapes together. */
export const peakOfCurve = (curve: readonly Knee[]): number => Math.max(0, ...curve.map(({ users }) => Math.ceil(users)));

/** The line just before or just after a moment. */
function usersAt(line: readonly Knee[], atMs: number, side: 'before' | 'after'): number {
  const next = side === 'before' ? line.findIndex((knee) => knee.atMs >= atMs) : line.findIndex((knee) => knee.atMs > atMs);
  const [from, to] = [line[next - 1], line[next]];
  if (from === undefined || to === undefined) return 0;
  return from.users + ((to.users - from.users) * (atMs - from.atMs)) / (to.atMs - from.atMs);
}

/** Sums of fractions come out a hair beside the number they mean. */
const rounded = (users: number): number => Math.round(users * 1e6) / 1e6;

function isStraight(before: Knee | undefined, { atMs, users }: Knee, after: Knee | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  if (before.atMs === atMs || after.atMs === atMs) return false;
  const expected = before.users + ((after.users - before.users) * (atMs - before.atMs)) / (after.atMs - before.atMs);
  return Math.abs(expected - users) < 1e-6;
}
