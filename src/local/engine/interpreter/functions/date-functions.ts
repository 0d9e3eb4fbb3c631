import { randomWhole } from '../random.js';
import { formatDate, parseDate } from '../date-format.js';
import { NotEvaluated } from '../expression/value.js';
import { kept, plain, type FunctionFactory } from './function.js';

const DAY_MS = 86_400_000;
/** Formats that JMeter's properties name (`time.YMD`…). */
const NAMED: Readonly<Record<string, string>> = { YMD: 'yyyyMMdd', HMS: 'HHmmss', YMDHMS: 'yyyyMMdd-HHmmss' };

/** Dates (JMeter user manual, functions), all in UTC: where JMeter's machine stands is nobody's business here. Locales are English. */
export const DATE_FUNCTIONS: readonly (readonly [string, FunctionFactory])[] = [
  ['__time', plain(([format = '', variable = ''], target) => kept(time(format), variable, target))],
  ['__timeShift', plain(([format = '', date = '', shift = '', _locale = '', variable = ''], target) => kept(shifted(format, date, shift), variable, target))],
  ['__RandomDate', plain(([format = '', start = '', end = '', _locale = '', variable = ''], target) => kept(randomDate(format, start, end), variable, target))],
  ['__dateTimeConvert', plain(([date = '', from = '', to = '', variable = ''], target) => kept(formatDate(to, read(from, date)), variable, target))],
];

/** Epoch ms without a format; `/1000` divides them; else a SimpleDateFormat pattern. */
function time(format: string): string {
  const now = Date.now();
  if (format === '') return String(now);
  const divisor = /^\/(\d+)$/.exec(format)?.[1];
  return divisor === undefined ? formatDate(Object.hasOwn(NAMED, format) ? (NAMED[format] ?? format) : format, now) : String(Math.floor(now / Math.max(1, Number(divisor))));
}

function shifted(format: string, date: string, shift: string): string {
  const from = date === '' ? Date.now() : format === '' ? Number(date) : read(format, date);
  if (!Number.isFinite(from)) throw new NotEvaluated(`the date ${JSON.stringify(date.slice(0, 40))}`);
  const to = from + duration(shift);
  return format === '' ? String(to) : formatDate(format, to);
}

/** Milliseconds of an ISO 8601 duration with signs anywhere, as java.time.Duration reads it (`P10DT-1H-5M0.5S`); '' = none. */
function duration(text: string): number {
  if (text.trim() === '') return 0;
  const match = /^([+-]?)P(?:([+-]?\d{1,9})D)?(?:T(?:([+-]?\d{1,9})H)?(?:([+-]?\d{1,9})M)?(?:([+-]?\d{1,9}(?:\.\d{1,9})?)S)?)?$/i.exec(text.trim());
  if (match === null || /^[+-]?PT?$/i.test(text.trim())) throw new NotEvaluated(`the duration ${JSON.stringify(text.slice(0, 40))} (write it as P1DT2H3M4S)`);
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(days) * DAY_MS + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000));
}

/** A day in [start, end), start = today where none is said; format `yyyy-MM-dd` where none is said. */
function randomDate(format: string, start: string, end: string): string {
  const pattern = format === '' ? 'yyyy-MM-dd' : format;
  const from = Math.floor((start === '' ? Date.now() : read(pattern, start)) / DAY_MS);
  const to = Math.floor(read(pattern, end) / DAY_MS);
  if (to <= from) throw new NotEvaluated(`a random date whose end ${JSON.stringify(end.slice(0, 40))} is not behind its start`);
  return formatDate(pattern, randomWhole(from, to - 1) * DAY_MS);
}

function read(pattern: string, text: string): number {
  const found = parseDate(pattern, text);
  if (found === undefined) throw new NotEvaluated(`the date ${JSON.stringify(text.slice(0, 40))} by the format ${JSON.stringify(pattern.slice(0, 40))}`);
  return found;
}
