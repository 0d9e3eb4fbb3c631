import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationOf, peakOf, type UserProfileLoad } from '../../../src/contract/load.js';
import { kneesOf, peakOfCurve, totalCurve } from '../../../src/contract/load-curve.js';
import { userSpans } from '../../../src/local/engine/load/curve.js';

const ms = fc.integer({ min: 0, max: 100 }).map((tenths) => tenths * 100);
const ramp = { delayMs: ms, rampUpMs: ms, plateauMs: ms, plateauVus: fc.integer({ min: 1, max: 12 }) };
const load: fc.Arbitrary<UserProfileLoad> = fc.oneof(
  fc.record({ '@type': fc.constant('UserProfileLoadRampUp' as const), ...ramp }),
  fc.record({ '@type': fc.constant('UserProfileLoadRampUpThenRampDown' as const), ...ramp, rampDownMs: ms }),
  fc.record({ '@type': fc.constant('UserProfileLoadAscendingStairs' as const), ...ramp, stepCount: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ '@type': fc.constant('UserProfileLoadCustom' as const), points: fc.array(fc.record({ timeInMs: ms, threadsCount: fc.integer({ min: 0, max: 12 }) }), { minLength: 2, maxLength: 6 }) }),
);

/** The curve a moment after, read off its knees. */
function usersAt(curve: ReturnType<typeof totalCurve>, atMs: number): number {
  const next = curve.findIndex((knee) => knee.atMs > atMs);
  const [from, to] = [curve[next - 1], curve[next]];
  return from === undefined || to === undefined ? 0 : from.users + ((to.users - from.users) * (atMs - from.atMs)) / (to.atMs - from.atMs);
}

describe('the curve of a scenario', () => {
  it('is what the engine plays, for any shapes together, within one user per profile', () => {
    fc.assert(fc.property(fc.array(load, { minLength: 1, maxLength: 4 }), (loads) => {
      const curve = totalCurve(loads);
      const spans = loads.flatMap(userSpans);
      for (let atMs = 50; atMs < 42_000; atMs += 700) {
        const playing = spans.filter(({ startAt, stopAt }) => startAt <= atMs && atMs < stopAt).length;
        expect(Math.abs(usersAt(curve, atMs) - playing)).toBeLessThanOrEqual(loads.length);
      }
    }), { numRuns: 300 });
  });

  it('never peaks above all peaks together, and ends with the longest profile', () => {
    fc.assert(fc.property(fc.array(load, { minLength: 1, maxLength: 4 }), (loads) => {
      const curve = totalCurve(loads);
      expect(peakOfCurve(curve)).toBeLessThanOrEqual(loads.reduce((sum, one) => sum + peakOf(one), 0));
      expect(curve.at(-1)?.atMs).toBe(Math.max(...loads.map(durationOf)));
    }));
  });

  it('of stairs has whole steps, as equal as whole users can be', () => {
    const knees = kneesOf({ '@type': 'UserProfileLoadAscendingStairs', delayMs: 1000, rampUpMs: 9000, plateauMs: 5000, plateauVus: 10, stepCount: 3 });
    expect(knees.map(({ atMs, users }) => [atMs, users])).toEqual([[1000, 0], [1000, 3], [4000, 3], [4000, 6], [7000, 6], [7000, 10], [15_000, 10]]);
  });

  it('of nothing is empty', () => {
    expect([totalCurve([]), peakOfCurve([])]).toEqual([[], 0]);
  });
});
