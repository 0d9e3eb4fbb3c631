/** What a JTL says of a figure: a number, the lowest and highest that it may be, or nothing. */
export type Told = number | readonly [low: number, high: number] | null | undefined;

/** One figure of a widget beside the independent one. */
export interface Check { readonly widget: string; readonly what: string; readonly shown: string; readonly independent: string; readonly difference: number; readonly allowed: number }

/** Figures travel with three decimals, or three digits below one. */
const ROUNDED = 0.0006;
/** Times in a JTL are whole milliseconds. */
const WHOLE_MS = 0.5;
/** Histograms keep two digits for a second, three for a run. */
export const OF_SECONDS = 0.01;
export const OF_A_RUN = 0.001;

/** How far a figure may be from that of a JTL. @param error of the histogram that percentiles come from. */
export function allowedFor(id: string, value: number, error: number): number {
  if (/PERCENTILE|MEDIAN/.test(id)) return ROUNDED + WHOLE_MS + Math.abs(value) * error;
  if (/^NETWORK_TIME/.test(id)) return ROUNDED + 2 * WHOLE_MS;
  if (/^(RESPONSE_TIME|LATENCY|CONNECT_TIME)_(AVG|MIN|MAX|STD)$/.test(id)) return ROUNDED + WHOLE_MS;
  if (/_TOTAL$|^USERLOAD$/.test(id)) return 0;
  return Math.abs(value) < 1 ? Math.abs(value) * 0.005 + 1e-9 : ROUNDED;
}

/** Compares; nothing where the JTL does not tell. A widget that has no number where the JTL has one differs by infinity. */
export function check(widget: string, what: string, shown: unknown, told: Told, allowed: number): Check[] {
  if (told === null || told === undefined) return [];
  const [low, high] = typeof told === 'number' ? [told, told] : told;
  const value = typeof shown === 'number' ? shown : NaN;
  const difference = Number.isNaN(value) ? Infinity : Math.max(0, low - value, value - high);
  return [{ widget, what, shown: text(shown), independent: low === high ? text(low) : `${text(low)} to ${text(high)}`, difference, allowed }];
}

/** Many checks as one line: how many, and the one that differs most of what it may. */
export function together(widget: string, what: string, checks: readonly Check[]): Check[] {
  const worst = checks.reduce<Check | undefined>((most, one) => (most === undefined || excess(one) > excess(most) ? one : most), undefined);
  return worst === undefined ? [] : [{ ...worst, widget, what: `${what}: ${checks.length} figures, the furthest is ${worst.what}` }];
}

export const fails = ({ difference, allowed }: Check): boolean => difference > allowed;
const excess = ({ difference, allowed }: Check): number => (difference === 0 ? 0 : difference / Math.max(allowed, 1e-9));

const text = (value: unknown): string => (typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : String(value));

/** The checks as a Markdown table. */
export function tableOf(checks: readonly Check[]): string[] {
  return ['| Widget | Figure | Widget value | Independent value | Difference | Allowed |', '|---|---|---|---|---|---|',
    ...checks.map((one) => `| ${one.widget} | ${one.what.replaceAll('|', '\\|')} | ${one.shown} | ${one.independent} | ${text(one.difference)}${fails(one) ? ' **too much**' : ''} | ${text(one.allowed)} |`)];
}
