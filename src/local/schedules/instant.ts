import { ScheduleRefusal } from './schedule-refusal.js';

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|([+-])(\d{2}):(\d{2}))$/;
/** Farthest offset of ISO-8601 as Java reads it. */
const OFFSET_MAX_MIN = 18 * 60;
const MINUTE_MS = 60_000;

/** The epoch ms of an ISO-8601 date-time with offset; what is below a millisecond is dropped. Throws ScheduleRefusal for anything else. */
export function instantOf(text: string): number {
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = '', sign, zoneHour = '0', zoneMinute = '0'] = INSTANT.exec(text) ?? [];
  if (year === undefined) throw new ScheduleRefusal(`${shown(text)} is no ISO-8601 date-time with offset. Write it like 2030-01-31T02:00:00+01:00, or 2030-01-31T01:00:00Z for UTC.`);
  const fields = [year, Number(month) - 1, day, hour, minute, second].map(Number) as [number, number, number, number, number, number];
  const local = new Date(Date.UTC(...fields));
  const read = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()];
  const offset = zone === 'Z' ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
  if (read.some((value, index) => value !== fields[index]) || Number(zoneMinute) > 59 || Math.abs(offset) > OFFSET_MAX_MIN) throw new ScheduleRefusal(`${shown(text)} names a date, time or offset that does not exist. Check the day of the month, the hour (00 to 23) and the offset.`);
  return local.getTime() + Number(fraction.slice(0, 3).padEnd(3, '0')) - offset * MINUTE_MS;
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
