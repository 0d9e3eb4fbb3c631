/** Year first, as JMeter's own reader takes it (CSVSaveService, source): `/` or `-`, a `T` or a space, fractions and an offset optional. */
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})[T ](\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/;
/** `MM/dd/yy HH:mm:ss`, JMeter's format of old. */
const MONTH_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/;
const LATEST_MS = 253_402_300_800_000;

/** What a time stamp says, and whether it was a date without an offset: then its time zone is not known and UTC is taken. */
export interface JtlTime { readonly ms: number; readonly zoneless: boolean }

/** Reads a `timeStamp`: epoch milliseconds, or a date in one of JMeter's formats. Undefined for anything else. */
export function jtlTime(text: string): JtlTime | undefined {
  const ms = text === '' ? NaN : Number(text);
  if (!Number.isNaN(ms)) return ms >= 0 && ms < LATEST_MS ? { ms, zoneless: false } : undefined;
  const year = YEAR_FIRST.exec(text.trim());
  if (year !== null) return dated([year[1], year[3], year[4], year[5], year[6], year[7]], year[8], year[9]);
  const month = MONTH_FIRST.exec(text.trim());
  return month === null ? undefined : dated([fullYear(month[3] ?? ''), month[1], month[2], month[4], month[5], month[6]], month[7], undefined);
}

const fullYear = (text: string): string => (text.length === 2 ? String(Number(text) + (Number(text) < 70 ? 2000 : 1900)) : text);

function dated(parts: readonly (string | undefined)[], fraction: string | undefined, offset: string | undefined): JtlTime | undefined {
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN] = parts.map(Number);
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(utc);
  // 2024-02-31 is no date: what was read must be what stands there.
  if (Number.isNaN(utc) || read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || read.getUTCHours() !== hour) return undefined;
  const ms = utc + Math.floor(Number(`0.${fraction ?? '0'}`) * 1000) - offsetMs(offset);
  return ms >= 0 && ms < LATEST_MS ? { ms, zoneless: offset === undefined } : undefined;
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  return (offset.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
