import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Alarm } from '../../../src/local/schedules/alarm.js';
import { instantOf } from '../../../src/local/schedules/instant.js';
import { ScheduleRefusal } from '../../../src/local/schedules/schedule-refusal.js';
import { dueAfter, firstDue, isMissed } from '../../../src/local/schedules/trigger.js';
import { FakeClock } from './fake-clock.js';

describe('an instant', () => {
  it.each([
    ['2026-01-31T02:00:00+01:00', Date.UTC(2026, 0, 31, 1)], ['2026-01-31T02:00Z', Date.UTC(2026, 0, 31, 2)], ['2026-01-31T02:00:00.25-05:30', Date.UTC(2026, 0, 31, 7, 30, 0, 250)],
    ['2028-02-29T23:59:59.999999999Z', Date.UTC(2028, 1, 29, 23, 59, 59, 999)], ['2026-01-01T00:00:00+14:00', Date.UTC(2025, 11, 31, 10)],
  ])('%s is %d', (text, ms) => { expect(instantOf(text)).toBe(ms); });

  it.each(['2026-01-31T02:00:00', '2026-01-31', 'tomorrow', '', '2026-02-29T00:00:00Z', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+25:00', '2026-01-01T00:00:00+01:60', '2026-01-01 00:00:00Z', '2026-01-01T00:00:00+0100', '1767225600000', '26-01-01T00:00:00Z'])('%j is refused with a sentence', (text) => {
    expect(() => instantOf(text)).toThrow(ScheduleRefusal);
    expect(() => instantOf(text)).toThrow(/offset.*\.$/);
  });

  it('written by any clock of the world is read back to the millisecond', () => {
    fc.assert(fc.property(fc.date({ min: new Date(0), max: new Date('9990-01-01'), noInvalidDate: true }), fc.integer({ min: -18 * 60, max: 18 * 60 }), (date, offset) => {
      const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
      const text = new Date(date.getTime() + offset * 60_000).toISOString().replace('Z', `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`);
      fc.pre(/^\d{4}-/.test(text));
      expect(instantOf(text)).toBe(date.getTime());
    }));
  });
});

describe('a trigger', () => {
  const once = { '@type': 'OneShotTrigger' as const, runAt: '2026-01-31T02:00:00+01:00' };
  const at = Date.UTC(2026, 0, 31, 1);

  it('of one moment is due once, and cannot be armed when that is over', () => {
    expect([dueAfter(once, at - 1), dueAfter(once, at)]).toEqual([at, undefined]);
    expect(firstDue(once, at - 1)).toBe(at);
    expect(() => firstDue(once, at)).toThrow('2026-01-31T01:00:00.000Z now');
  });

  it('missed by no more than the grace is on time; later it is left out only where the policy says so', () => {
    const skip = { missed: 'skip' as const, graceMs: 300_000 };
    expect([isMissed(at, at, skip), isMissed(at, at + 300_000, skip), isMissed(at, at + 300_001, skip)]).toEqual([false, false, true]);
    expect(isMissed(at, at + 1e12, { ...skip, missed: 'run-once' })).toBe(false);
  });
});

describe('an alarm', () => {
  it('rings once, never early and at most a nap late, however far away and however the clock is set', () => {
    const jump = fc.record({ after: fc.integer({ min: 1, max: 3_600_000 }), by: fc.integer({ min: -86_400_000, max: 86_400_000 }) });
    fc.assert(fc.property(fc.integer({ min: -1000, max: 10 * 86_400_000 }), fc.array(jump, { maxLength: 6 }), (ahead, jumps) => {
      const clock = new FakeClock(Date.UTC(2026, 0, 1));
      const at = clock.now() + ahead;
      const rung: number[] = [];
      let reachedFor = 0;
      new Alarm(clock, () => { rung.push(clock.now()); }).set(at);
      for (const { after, by } of [...jumps, { after: 20 * 86_400_000, by: 0 }]) {
        if (clock.now() < at) reachedFor = 0;
        clock.pass(after);
        reachedFor += Math.max(0, Math.min(after, clock.now() - at));
        if (rung.length === 0) expect(reachedFor).toBeLessThan(30_000);
        clock.jump(by);
      }
      expect(rung).toHaveLength(1);
      expect(rung[0]).toBeGreaterThanOrEqual(at);
      expect(clock.longestNap).toBeLessThanOrEqual(30_000);
      expect(clock.sleeping).toBe(0);
    }), { numRuns: 100 });
  });

  it('sleeps through 200 years in naps that a timer can hold', () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1));
    let rung = 0;
    new Alarm(clock, () => { rung++; }).set(Date.UTC(2226, 0, 1));
    clock.pass(3 * 86_400_000);
    expect([rung, clock.sleeping]).toEqual([0, 1]);
    clock.jump(Date.UTC(2226, 0, 1) - clock.now());
    clock.pass(30_000);
    expect([rung, clock.sleeping]).toEqual([1, 0]);
  });

  it('set anew or called off does not ring for the time before', () => {
    const clock = new FakeClock(0);
    const rung: number[] = [];
    const alarm = new Alarm(clock, () => { rung.push(clock.now()); });
    alarm.set(1000);
    alarm.set(5000);
    clock.pass(4000);
    expect(rung).toEqual([]);
    clock.pass(1000);
    expect(rung).toEqual([5000]);
    alarm.set(9000);
    alarm.set(undefined);
    clock.pass(60_000);
    expect([rung, clock.sleeping]).toEqual([[5000], 0]);
  });
});
