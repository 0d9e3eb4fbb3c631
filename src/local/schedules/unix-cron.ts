import { ScheduleRefusal } from './schedule-refusal.js';

interface Field { readonly name: string; readonly from: number; readonly to: number; readonly words?: readonly string[]; readonly sunday?: number }

/** The five fields of Unix cron, in order (behaviour.md §17.1, documented). Both 0 and 7 are Sunday. */
const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] },
  { name: 'day of the week', from: 0, to: 7, words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'], sunday: 7 },
];
const LONGEST = 200;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The rarest day is a 29 February, eight years apart around 2100. */
const DAYS_AHEAD = 9 * 366;
const ORDER = 'minute hour day-of-month month day-of-week';
const PART = /^(?:(\*)|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d{1,3}))?$/i;

/** A field as it is judged: the values it names, and whether it is a bare `*`. */
interface Named { readonly values: ReadonlySet<number>; readonly isAny: boolean }

/**
 * A Unix cron expression, read in UTC. Where both day fields are restricted, that is anything but a bare `*`, a day counts that fits
 * either. Our own, because the library tried (croner 11) leaves out the first of March where February lacks a day that is named.
 */
export class UnixCron {
  private constructor(private readonly minutes: readonly number[], private readonly hours: readonly number[], private readonly days: Named, private readonly months: Named, private readonly weekdays: Named) {}

  /** Throws ScheduleRefusal where it is no Unix cron expression, or one that never comes due. */
  static of(expression: string, now: number): UnixCron {
    const [minutes, hours, days, months, weekdays] = fieldsOf(expression);
    const cron = new UnixCron(rising(minutes), rising(hours), days, months, weekdays);
    if (cron.after(now) === undefined) throw new ScheduleRefusal(`The cron expression ${shown(expression)} never comes due: no month it names has such a day. Change the day of the month or the month.`);
    return cron;
  }

  /** The first time it is due after an epoch ms, never that very moment; a whole minute. */
  after(epochMs: number): number | undefined {
    const first = Math.floor(epochMs / MINUTE_MS + 1) * MINUTE_MS;
    const today = Math.floor(first / DAY_MS) * DAY_MS;
    for (let day = 0; day < DAYS_AHEAD; day++) {
      const midnight = today + day * DAY_MS;
      const due = this.dayCounts(new Date(midnight)) ? this.firstIn(midnight, first) : undefined;
      if (due !== undefined) return due;
    }
    return undefined;
  }

  private dayCounts(day: Date): boolean {
    if (!this.months.values.has(day.getUTCMonth() + 1)) return false;
    const [ofMonth, ofWeek] = [this.days.values.has(day.getUTCDate()), this.weekdays.values.has(day.getUTCDay())];
    return this.days.isAny || this.weekdays.isAny ? ofMonth && ofWeek : ofMonth || ofWeek;
  }

  /** The first time of a day that is not before `from`. */
  private firstIn(midnight: number, from: number): number | undefined {
    for (const hour of this.hours) {
      const at = midnight + hour * HOUR_MS;
      const minute = at + HOUR_MS <= from ? undefined : this.minutes.find((candidate) => at + candidate * MINUTE_MS >= from);
      if (minute !== undefined) return at + minute * MINUTE_MS;
    }
    return undefined;
  }
}

const rising = ({ values }: Named): number[] => [...values].sort((a, b) => a - b);

function fieldsOf(expression: string): [Named, Named, Named, Named, Named] {
  if (expression.length > LONGEST) throw new ScheduleRefusal(`The cron expression has ${expression.length} characters; at most ${LONGEST} are accepted.`);
  if (expression.trim().startsWith('@')) throw new ScheduleRefusal(`${shown(expression)} is a nickname: write the five fields ${ORDER}, such as 0 3 * * * for every day at 03:00 UTC.`);
  const texts = expression.split(/\s+/).filter((text) => text !== '');
  if (texts.length !== FIELDS.length) throw new ScheduleRefusal(`The cron expression ${shown(expression)} has ${texts.length} field(s). Unix cron has five: ${ORDER}, in UTC.${texts.length === 6 || texts.length === 7 ? ' This looks like Quartz: leave out seconds and year, and write * for ?.' : ''}`);
  return FIELDS.map((field, index) => named(texts[index] ?? '', field)) as [Named, Named, Named, Named, Named];
}

function named(text: string, field: Field): Named {
  const parts = text.split(',');
  if (parts.length > 1 && parts.includes('*')) throw refusal(text, field, 'a * in a list means every value: write * alone');
  // Sunday has two numbers.
  return { values: new Set(parts.flatMap((part) => valuesOf(part, text, field)).map((value) => (field.sunday === value ? 0 : value))), isAny: text === '*' };
}

function valuesOf(part: string, text: string, field: Field): number[] {
  if (/[?#]|^(?:l|w|lw)|\d(?:l|w)$/i.test(part) && !isWord(part, field)) throw refusal(text, field, '?, L, W and # are Quartz, not Unix cron: write *, or the days themselves');
  const [, star, first, last, stepText] = PART.exec(part) ?? [];
  if (star === undefined && first === undefined) throw refusal(text, field, 'write *, a value, a range such as 1-5, a step such as */15 or 0-30/10, or a list of these');
  const step = stepText === undefined ? 1 : stepOf(Number(stepText), text, field);
  if (first === undefined) return every(field.from, field.to, step);
  const from = valueOf(first, text, field);
  if (last !== undefined) return every(from, endOf(from, first, last, text, field), step);
  if (stepText !== undefined) throw refusal(text, field, `a step needs a range: write ${from}-${field.to}/${step}`);
  return [from];
}

/** The end of a range. A week may end on Sunday: FRI-SUN. */
function endOf(from: number, first: string, last: string, text: string, field: Field): number {
  const value = valueOf(last, text, field);
  const to = value === 0 && from > 0 && field.sunday !== undefined && !/^\d/.test(last) ? field.sunday : value;
  if (to < from) throw refusal(text, field, `the range ${first}-${last} runs backwards: write it as two, such as ${from}-${field.to},${field.from}-${to}`);
  return to;
}

const every = (from: number, to: number, step: number): number[] => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

function stepOf(step: number, text: string, field: Field): number {
  if (step < 1) throw refusal(text, field, 'a step is 1 or more');
  if (step > field.to) throw refusal(text, field, `a step of ${step} is larger than the field: write the one value that is meant`);
  return step;
}

function valueOf(text: string, whole: string, field: Field): number {
  const { name, from, to, words = [] } = field;
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? word + (name === 'month' ? 1 : 0) : Number(text);
  if ((word < 0 && !/^\d{1,2}$/.test(text)) || value < from || value > to) throw refusal(whole, field, `${shown(text)} is no value of it: ${from} to ${to}${words.length === 0 ? '' : `, or ${words[0]} to ${words.at(-1)}`}`);
  return value;
}

const isWord = (part: string, { words = [] }: Field): boolean => part.split(/[-/]/).some((piece) => words.includes(piece.toUpperCase()));
const refusal = (text: string, { name }: Field, why: string): ScheduleRefusal => new ScheduleRefusal(`The ${name} of the cron expression, ${shown(text)}, cannot be read: ${why}.`);
const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
