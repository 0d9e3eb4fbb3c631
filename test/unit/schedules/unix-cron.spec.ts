import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScheduleRefusal } from '../../../src/local/schedules/schedule-refusal.js';
import { UnixCron } from '../../../src/local/schedules/unix-cron.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const RUNS = 10_000;
/** How far the walker goes minute by minute: 45 days. */
const WALK_MINUTES = 45 * 1440;

interface Field { readonly text: string; readonly values: ReadonlySet<number> }
interface Expression { readonly text: string; readonly fields: readonly Field[] }

/** The minutes a cron line names, known from how the line was made and never read back from its text. */
const part = (from: number, to: number, words: readonly string[]): fc.Arbitrary<Field> => {
  const value = fc.integer({ min: from, max: to });
  const written = (n: number, asWord: boolean, padded: boolean): string => (asWord ? words[n - from] : undefined) ?? (padded ? String(n).padStart(2, '0') : String(n));
  const spelt = fc.tuple(fc.boolean(), fc.boolean());
  const every = (first: number, last: number, step: number): Set<number> => new Set(Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((n) => (n - first) % step === 0));
  return fc.oneof(
    fc.tuple(value, spelt).map(([n, [asWord, padded]]) => ({ text: written(n, asWord, padded), values: new Set([n]) })),
    fc.tuple(value, value, spelt, fc.option(fc.integer({ min: 1, max: to }))).map(([a, b, [asWord, padded], step]) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      return { text: `${written(first, asWord, padded)}-${written(last, asWord, padded)}${step === null ? '' : `/${step}`}`, values: every(first, last, step ?? 1) };
    }),
    fc.integer({ min: 1, max: to }).map((step) => ({ text: `*/${step}`, values: every(from, to, step) })),
  );
};
const field = (from: number, to: number, words: readonly string[] = []): fc.Arbitrary<Field> => fc.oneof(
  { weight: 2, arbitrary: fc.constant({ text: '*', values: new Set(Array.from({ length: to - from + 1 }, (_, index) => from + index)) }) },
  { weight: 3, arbitrary: fc.array(part(from, to, words), { minLength: 1, maxLength: 3 }).map((parts) => ({ text: parts.map(({ text }) => text).join(','), values: new Set(parts.flatMap(({ values }) => [...values])) })) },
);
const MONTHS = ['jan', 'FEB', 'Mar', 'APR', 'may', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'mon', 'TUE', 'WED', 'Thu', 'FRI', 'SAT'];
const expression: fc.Arbitrary<Expression> = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12, MONTHS), field(0, 7, DAYS))
  .map((fields) => ({ text: fields.map(({ text }) => text).join(' '), fields }));

/** Whether a day counts: restricted days of month and of week are added up. */
function dayCounts([, , days, months, weekdays]: readonly Field[], at: Date): boolean {
  if (days === undefined || months === undefined || weekdays === undefined || !months.values.has(at.getUTCMonth() + 1)) return false;
  const ofMonth = days.values.has(at.getUTCDate());
  const ofWeek = weekdays.values.has(at.getUTCDay()) || (at.getUTCDay() === 0 && weekdays.values.has(7));
  if (days.text !== '*' && weekdays.text !== '*') return ofMonth || ofWeek;
  return ofMonth && ofWeek;
}

/** Looks at every minute in turn. */
function walked({ fields }: Expression, after: number): number | undefined {
  const [minutes, hours] = fields;
  let counts = false;
  for (let step = 1, at = (Math.floor(after / MINUTE) + step) * MINUTE; step <= WALK_MINUTES; step++, at += MINUTE) {
    if (step === 1 || at % DAY === 0) counts = dayCounts(fields, new Date(at));
    if (counts && minutes?.values.has((at / MINUTE) % 60) === true && hours?.values.has(Math.floor(at / (60 * MINUTE)) % 24) === true) return at;
  }
  return undefined;
}

const anyTime = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2110, 0, 1) });
const next = (text: string, ...from: Parameters<typeof Date.UTC>): string => new Date(UnixCron.of(text, Date.UTC(...from)).after(Date.UTC(...from)) ?? NaN).toISOString();
const refused = (text: string): string => {
  try {
    UnixCron.of(text, Date.UTC(2026, 0, 1));
  } catch (error) {
    if (error instanceof ScheduleRefusal) return error.message;
    throw error;
  }
  throw new Error(`${text} was expected to be refused`);
};

describe('unix cron', () => {
  it(`comes due when a walk over every minute says so, for ${RUNS} random expressions`, () => {
    let [found, beyond] = [0, 0];
    fc.assert(fc.property(expression, anyTime, (wanted, after) => {
      const expected = walked(wanted, after);
      let due: number | undefined;
      try {
        due = UnixCron.of(wanted.text, after).after(after);
      } catch (error) {
        if (!(error instanceof ScheduleRefusal) || !error.message.includes('never comes due')) throw error;
        due = Infinity;
      }
      if (expected === undefined) expect(due).toBeGreaterThan(after + WALK_MINUTES * MINUTE);
      else expect(due).toBe(expected);
      if (expected === undefined) beyond++;
      else found++;
    }), { numRuns: RUNS });
    expect(found).toBeGreaterThan(RUNS / 2);
    expect(beyond).toBeGreaterThan(0);
  }, 240_000);

  it('strings firings together without a gap or a double', () => {
    fc.assert(fc.property(expression, anyTime, (wanted, start) => {
      let after = start;
      for (let firing = 0; firing < 5; firing++) {
        const expected = walked(wanted, after);
        if (expected === undefined) return;
        expect(UnixCron.of(wanted.text, start).after(after)).toBe(expected);
        after = expected;
      }
    }), { numRuns: 300 });
  }, 60_000);

  it.each([
    ['0 3 * * *', [2026, 0, 1], '2026-01-01T03:00:00.000Z'],
    ['0 3 * * *', [2026, 0, 1, 3], '2026-01-02T03:00:00.000Z'],
    ['0 3 * * *', [2026, 0, 1, 2, 59, 59, 999], '2026-01-01T03:00:00.000Z'],
    ['*/15 9-17 * * 1-5', [2026, 0, 2, 17, 45], '2026-01-05T09:00:00.000Z'],
    ['0 0 13 * FRI', [2026, 0, 1], '2026-01-02T00:00:00.000Z'],
    ['0 0 29 2 *', [2096, 2, 1], '2104-02-29T00:00:00.000Z'],
    ['0 0 * * 0', [2026, 0, 1], '2026-01-04T00:00:00.000Z'],
    ['0 0 * * 7', [2026, 0, 1], '2026-01-04T00:00:00.000Z'],
    ['0 0 * * FRI-SUN', [2026, 0, 3], '2026-01-04T00:00:00.000Z'],
    ['30 2 * * *', [2026, 2, 29], '2026-03-29T02:30:00.000Z'],
    ['  5   4  1   1   * ', [2026, 0, 1, 4, 5], '2027-01-01T04:05:00.000Z'],
  ] as const)('%s after %j is due at %s', (text, from, due) => {
    expect(next(text, ...(from as unknown as Parameters<typeof Date.UTC>))).toBe(due);
  });

  it.each([
    ['0 0 12 * * ?', 'Quartz'], ['0 0 3 * * * *', 'Quartz'], ['0 0 3 * * *', '6 field(s)'], ['0 3 * *', '4 field(s)'], ['', '0 field(s)'],
    ['0 0 ? * 1', 'Quartz'], ['0 0 L * *', 'Quartz'], ['0 0 15W * *', 'Quartz'], ['0 0 * * 5L', 'Quartz'], ['0 0 * * 1#2', 'Quartz'], ['0 0 LW * *', 'Quartz'],
    ['0 0 30 2 *', 'never comes due'], ['0 0 31 4,6,9,11 *', 'never comes due'], ['@daily', 'nickname'], ['@reboot', 'nickname'],
    ['60 * * * *', 'minute'], ['* 24 * * *', '0 to 23'], ['* * 0 * *', '1 to 31'], ['* * 32 * *', '1 to 31'], ['* * * 0 *', 'JAN'], ['* * * 13 *', 'DEC'], ['* * * * 8', 'SAT'],
    ['*/0 * * * *', '1 or more'], ['*/90 * * * *', 'larger'], ['5/10 * * * *', '5-59/10'], ['30-10 * * * *', 'backwards'], ['* * * * FRI-MON', 'backwards'],
    ['1,,2 * * * *', 'minute'], ['-1 * * * *', 'minute'], ['+1 * * * *', 'minute'], ['1.5 * * * *', 'minute'], ['*,5 * * * *', 'alone'], ['MON * * * *', 'minute'], ['* * * * JAN', 'day of the week'],
    ['* * * * *; rm', 'field'], ['١ * * * *', 'minute'], ['x'.repeat(300), '300 characters'],
  ])('%s is refused with a sentence about %s', (text, word) => {
    expect(refused(text)).toContain(word);
    expect(refused(text)).toMatch(/\.$/);
  });

  it('takes any text, and answers with a time or a sentence', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0123456789*/-,? LW#MONJANfri\t') })), (text) => {
      try {
        expect(UnixCron.of(text, 0).after(0)).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ScheduleRefusal);
      }
    }), { numRuns: 3000 });
  });
});
