import { z } from 'zod';
import type { OpenReportItem } from '../../contract/bench-report.js';
import { type MetricId, UNITS } from '../../contract/metric.js';
import { Measured } from '../../contract/wire.js';

/** A figure as it is answered: `"NaN"` = nothing was measured, null = no data. */
export const Figure = Measured.describe('"NaN" = nothing measured, null = no data');

/** What a figure stands for, so that the numbers can be read without opening the item. */
export const MetricLabel = z.object({
  id: z.string(),
  unit: z.string().optional(),
  filters: z.string().optional().describe('what it is narrowed to'),
  benchResultId: z.string().optional().describe('only where the item reads several runs'),
});

const Filter = z.looseObject({ field: z.string(), term: z.string().optional(), terms: z.array(z.string()).optional() });
/** As loose as can be: a newer backend may know more metrics and filters. */
const OpenMetric = z.looseObject({ id: z.string(), benchResultId: z.string().optional(), filters: z.array(Filter).nullish() });
const OpenItem = z.looseObject({ metrics: z.array(OpenMetric).default([]), benchResultId: z.string().optional() });

/** One label per metric of the item, in its order. */
export function metricLabels(item: OpenReportItem): z.input<typeof MetricLabel>[] {
  const { metrics } = OpenItem.parse(item);
  const several = runsOf(item).length > 1;
  return metrics.map(({ id, benchResultId, filters }) => {
    const unit = UNITS[id as MetricId] as string | undefined;
    const narrowed = (filters ?? []).map(({ field, term, terms = [] }) => `${field} = ${term ?? terms.join(' | ')}`).join(', ');
    return { id, ...(unit === undefined || unit === '' ? {} : { unit }), ...(narrowed === '' ? {} : { filters: narrowed }), ...(several ? { benchResultId } : {}) };
  });
}

/** Ids of the runs that an item reads, each once. */
export function runsOf(item: OpenReportItem): string[] {
  const { metrics, benchResultId } = OpenItem.parse(item);
  return [...new Set([benchResultId, ...metrics.map((metric) => metric.benchResultId)].filter((id) => id !== undefined))];
}

/** Field of a table whose values are differences between runs. */
export const differences = { computeType: z.literal('DELTA').optional().describe('DELTA = values are differences to the reference run: negative = lower, null = not in both') };

/** The same as an item says it. */
export const differencesOf = (item: OpenReportItem): { computeType?: 'DELTA' } => (item['computeType'] === 'DELTA' ? { computeType: 'DELTA' } : {});

/** A setting of an item that is a word; empty where it is none. */
export const textOf = (setting: unknown): string => (typeof setting === 'string' ? setting : '');

/** The figure with three decimals, below 1 with three digits: more is noise that costs tokens. Whole numbers stay exact. */
export function short(value: Measured): Measured {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  return Math.abs(value) < 1 ? Number(value.toPrecision(3)) : Math.round(value * 1000) / 1000;
}
