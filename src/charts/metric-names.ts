import { z } from 'zod';
import { type MetricId, UNITS } from '../contract/metric.js';
import type { ChartItem, ChartLabels } from './chart-input.js';

/** Names that do not follow from the id. */
const TITLES: Readonly<Record<string, string>> = {
  HITS_TOTAL: 'Hits', HITS_RATE: 'Hit rate', HITS_SUCCESSFUL_TOTAL: 'Successful hits', HITS_SUCCESSFUL_PERCENT: 'Successful hits %',
  ERRORS_TOTAL: 'Errors', ERRORS_RATE: 'Error rate', ERRORS_PERCENT: 'Errors %',
  THROUGHPUT_TOTAL: 'Received', THROUGHPUT_RATE: 'Throughput', SENT_BYTES_TOTAL: 'Sent', SENT_BYTES_RATE: 'Sent rate',
  ASSERTIONS_ERROR_TOTAL: 'Assertion errors', ASSERTIONS_FAILURE_TOTAL: 'Assertion failures', ASSERTIONS_SUCCESS_TOTAL: 'Assertion successes',
  HTTP_METHODS: 'HTTP methods', HTTP_RESPONSE_CODES: 'Response codes', HTTP_MEDIA_TYPES: 'Media types', HTTP_MEDIA_TYPES_THROUGHPUT: 'Media types, received',
  USERLOAD: 'Users', RESPONSE_SIZE: 'Response size', MONITORING: 'Monitored value',
};
const WORDS: Readonly<Record<string, string>> = { AVG: 'average', MIN: 'minimum', MAX: 'maximum', STD: 'deviation', VAR: 'variance', APDEX: 'Apdex', RATE: 'rate', TOTAL: 'total', PERCENT: '%', BYTES: 'bytes' };

/** What people call a metric: `RESPONSE_TIME_PERCENTILE_95` is "Response time p95". An unknown id reads as its own words. */
export function metricTitle(id: string): string {
  const known = TITLES[id];
  if (known !== undefined) return known;
  const text = id.replace(/_PERCENTILE_(\d+)$/, '_p$1').split('_').map((word) => WORDS[word] ?? (/^p\d+$/.test(word) ? word : word.toLowerCase())).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Unit of a metric as `UNITS` names it; empty for one that this build does not know. */
export const unitOf = (id: string): string => (UNITS[id as MetricId]) ?? '';

const Filter = z.looseObject({ field: z.string(), term: z.string().optional(), terms: z.array(z.string()).optional() });
const Config = z.looseObject({ '@type': z.string(), color: z.unknown().optional() });
const Metric = z.looseObject({ id: z.string(), benchResultId: z.string().default(''), filters: z.array(Filter).nullish(), configs: z.array(Config).nullish() });
const Metrics = z.object({ metrics: z.array(Metric).default([]) });
type Metric = z.infer<typeof Metric>;

/** A metric of an item, ready to be drawn. */
export interface NamedMetric { readonly id: string; readonly name: string; readonly unit: string; readonly run: string; readonly colour: string | undefined }

/** What most metrics are narrowed to goes without saying; so does whatever all metrics of an item share. */
const PLAIN: ReadonlySet<string> = new Set(['Hit']);

/** The metrics of an item in order: named by metric, filters and (where several runs are read) run, so that no two are called the same. */
export function namedMetrics(item: ChartItem, { runs = {} }: ChartLabels): NamedMetric[] {
  const read = Metrics.safeParse(item);
  const metrics = read.success ? read.data.metrics : [];
  const several = new Set(metrics.map(({ benchResultId }) => benchResultId)).size > 1;
  const words = metrics.map(filterWords);
  const same = metrics.length > 1 ? new Set((words[0] ?? []).filter((word) => words.every((others) => others.includes(word)))) : new Set<string>();
  return metrics.map((metric, index) => {
    const parts = [metricTitle(metric.id), ...(words[index] ?? []).filter((word) => !same.has(word)), ...(several ? [runs[metric.benchResultId] ?? metric.benchResultId] : [])];
    return { id: metric.id, name: parts.join(' · '), unit: unitOf(metric.id), run: metric.benchResultId, colour: colourOf(metric) };
  });
}

/** Separates the levels of a path tag; read as an arrow. */
const LEVELS = /\u2AFD/g;

function filterWords({ filters }: Metric): string[] {
  return (filters ?? []).map(({ term, terms = [] }) => (term ?? terms.join(' | ')).replace(LEVELS, ' › ')).filter((words) => words !== '' && !PLAIN.has(words));
}

/** The colour somebody chose for the metric (`SingleColorReportConfig`). */
function colourOf({ configs }: Metric): string | undefined {
  const chosen = (configs ?? []).find((config) => config['@type'] === 'SingleColorReportConfig')?.color;
  return typeof chosen === 'string' && /^#[0-9A-Fa-f]{6}$/.test(chosen) ? chosen : undefined;
}
