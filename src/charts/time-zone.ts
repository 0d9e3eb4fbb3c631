/**
 * Milliseconds to add to a moment so that its UTC clock shows what the clocks of a zone show. ECharts knows UTC and the viewer's own
 * zone only. Throws RangeError for a zone that does not exist.
 */
export function zoneOffset(timeZone: string, epochMs: number): number {
  if (timeZone === 'UTC' || !Number.isFinite(epochMs)) return 0;
  const parts = Object.fromEntries(formatterOf(timeZone).formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  formatters.set(timeZone, made);
  return made;
}
