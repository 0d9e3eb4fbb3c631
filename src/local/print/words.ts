import type { ExportReportConfig } from '../../contract/report-print.js';

type Place = Pick<ExportReportConfig, 'locale' | 'timezone'>;

/** How times and lengths are written in one document. */
export class Words {
  private readonly days: Intl.DateTimeFormat;
  private readonly clock: Intl.DateTimeFormat;

  constructor(readonly place: Place) {
    this.days = new Intl.DateTimeFormat(place.locale, { timeZone: place.timezone, year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    this.clock = new Intl.DateTimeFormat(place.locale, { timeZone: place.timezone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  }

  /** Day and time with the zone's name; a dash for what has not happened. */
  moment(epochMs: number | undefined): string {
    return epochMs === undefined || !isTime(epochMs) ? '–' : `${this.days.format(epochMs)} (${this.place.timezone})`;
  }

  time(epochMs: number): string {
    return isTime(epochMs) ? this.clock.format(epochMs) : '–';
  }
}

const isTime = (epochMs: number): boolean => Math.abs(epochMs) <= 8.64e15;

/** `1 h 5 min`, `2 min 30 s`, `450 ms`. */
export function lengthText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  const parts = [[Math.floor(seconds / 3600), 'h'], [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']] as const;
  return parts.filter(([count]) => count > 0).slice(0, 2).map(([count, unit]) => `${count} ${unit}`).join(' ');
}
