/** What a JTL says of a figure: a number, the lowest and highest that it may be, that nothing was measured, or nothing at all. */
export type Told = number | readonly [low: number, high: number] | 'NaN' | null | undefined;

/** What stands where nothing was measured. */
export const NO_DATA = 'no data';

/** One figure of a widget beside the independent one. */
export interface Check {
  readonly widget: string;
  readonly what: string;
  readonly shown: string;
  readonly independent: string;
  readonly difference: number;
  readonly allowed: number;
  /** The difference in percent of the independent value; of several figures the highest. */
  readonly percent: number;
  /** How many figures this is. */
  readonly figures: number;
}

/** Figures travel with three decimals, or three digits below one. */
const ROUNDED = 0.0006;
/** Times in a JTL are whole milliseconds, those of our own runs are finer. */
const WHOLE_MS = 0.5;
/** Histograms keep two digits for a second, three for a run. */
export const OF_SECONDS = 0.01;
export const OF_A_RUN = 0.001;

/** How far a figure may be from that of a JTL. @param error of the histogram that percentiles come from. @param exact the run has the times of the JTL itself */
export function allowedFor(id: string, value: number, error: number, exact = false): number {
  const wholeMs = exact ? 0 : WHOLE_MS;
  if (/PERCENTILE|MEDIAN/.test(id)) return ROUNDED + wholeMs + Math.abs(value) * error;
  if (/^NETWORK_TIME/.test(id)) return ROUNDED + 2 * wholeMs;
  if (/^(RESPONSE_TIME|LATENCY|CONNECT_TIME)_(AVG|MIN|MAX|STD)$/.test(id)) return ROUNDED + wholeMs;
  if (/_TOTAL$|^USERLOAD$/.test(id)) return 0;
  return Math.abs(value) < 1 ? Math.abs(value) * 0.005 + 1e-9 : ROUNDED;
}

/** Compares; nothing where the JTL does not tell. Differs by infinity where one has a number and the other has none. */
export function check(widget: string, what: string, shown: unknown, told: Told, allowed: number): Check[] {
  if (told === null || told === undefined) return [];
  const value = typeof shown === 'number' ? shown : NaN;
  if (told === 'NaN') {
    const difference = Number.isFinite(value) ? Infinity : 0;
    return [{ widget, what, shown: text(shown), independent: NO_DATA, difference, allowed, percent: difference, figures: 1 }];
  }
  const [low, high] = typeof told === 'number' ? [told, told] : told;
  const difference = Number.isNaN(value) ? Infinity : Math.max(0, low - value, value - high);
  const percent = difference === 0 ? 0 : (100 * difference) / Math.abs(value < low ? low : high);
  return [{ widget, what, shown: text(shown), independent: low === high ? text(low) : `${text(low)} to ${text(high)}`, difference, allowed, percent, figures: 1 }];
}

/** Many checks as one line: how many, and the one that differs most of what it may. */
export function together(widget: string, what: string, checks: readonly Check[]): Check[] {
  const worst = checks.reduce<Check | undefined>((most, one) => (most === undefined || excess(one) > excess(most) ? one : most), undefined);
  return worst === undefined ? [] : [{ ...worst, widget, what: `${what}: ${checks.length} figures, the furthest is ${worst.what}`, percent: Math.max(...checks.map(({ percent }) => percent)), figures: checks.length }];
}

export const fails = ({ difference, allowed }: Check): boolean => difference > allowed;
const excess = ({ difference, allowed }: Check): number => (difference === 0 ? 0 : difference / Math.max(allowed, 1e-9));

const text = (value: unknown): string => (typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : String(value));

/** The checks as a Markdown table. */
export function tableOf(checks: readonly Check[]): string[] {
  return ['| Widget | Figure | Widget value | Independent value | Difference | Allowed |', '|---|---|---|---|---|---|',
    ...checks.map((one) => `| ${one.widget} | ${one.what.replaceAll('|', '\\|')} | ${one.shown} | ${one.independent} | ${text(one.difference)}${fails(one) ? ' **too much**' : ''} | ${text(one.allowed)} |`)];
}
