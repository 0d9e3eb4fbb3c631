import type { ReportItem, ReportItemMetric } from '../../../contract/bench-report.js';
import type { InsightId } from '../../../contract/report-values.js';
import type { Measured } from '../../../contract/wire.js';
import { areaRangeValues } from '../area-range-values.js';
import type { ReportReading } from '../run-data.js';
import { figuresOf } from '../summary-values.js';
import type { InsightItems } from './insight-items.js';
import type { Level } from './insight-limits.js';

/** What was found: the value that decides the level (or the level itself), what shows it, and what draws the value. */
export interface Finding { readonly value: number; readonly level?: Level; readonly more: ReportItem; readonly inspect?: ReportItem }

/** Where findings are looked for: one run, and the makers of its items. */
export interface Ground { readonly benchResultId: string; readonly reading: ReportReading; readonly items: InsightItems }

/** Findings by insight; an insight that cannot be judged from what was measured is left out. */
export type Findings = Partial<Record<InsightId, Finding>>;

/** The finding whose value is the rmse of an area range item; undefined where the two curves never meet. */
export async function distance({ reading }: Ground, inspect: ReportItem, more: ReportItem): Promise<Finding | undefined> {
  const value = numberOf((await areaRangeValues(inspect, reading)).rmse);
  return value === undefined ? undefined : { value, more, inspect };
}

/** Figures of metrics over the whole run or window; undefined where nothing was measured. */
export async function figures({ reading }: Ground, ...metrics: ReportItemMetric[]): Promise<(number | undefined)[]> {
  return (await figuresOf('BarChartReportItem', metrics, reading)).map(numberOf);
}

export const numberOf = (measured: Measured): number | undefined => (typeof measured === 'number' ? measured : undefined);

/** `part` in percent of `whole`; undefined where either is unknown or the whole is nothing. */
export function percentOf(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : (100 * part) / whole;
}

/** The findings without those that could not be made. */
export function made(findings: Readonly<Partial<Record<InsightId, Finding | undefined>>>): Findings {
  return Object.fromEntries(Object.entries(findings).filter(([, finding]) => finding !== undefined));
}
