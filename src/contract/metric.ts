import { z } from 'zod';
import { typed } from './wire.js';

/** Every metric id a live client carries (entities.md Appendix B). */
export const METRIC_IDS = [
  'HITS_TOTAL', 'HITS_RATE', 'HITS_SUCCESSFUL_TOTAL', 'HITS_SUCCESSFUL_PERCENT', 'ERRORS_TOTAL', 'ERRORS_RATE', 'ERRORS_PERCENT',
  'RESPONSE_TIME_AVG', 'RESPONSE_TIME_MIN', 'RESPONSE_TIME_MAX', 'RESPONSE_TIME_MEDIAN', 'RESPONSE_TIME_STD', 'RESPONSE_TIME_VAR', 'RESPONSE_TIME_APDEX',
  'RESPONSE_TIME_PERCENTILE_80', 'RESPONSE_TIME_PERCENTILE_90', 'RESPONSE_TIME_PERCENTILE_95', 'RESPONSE_TIME_PERCENTILE_99',
  'CONNECT_TIME_AVG', 'CONNECT_TIME_MIN', 'CONNECT_TIME_MAX', 'CONNECT_TIME_STD', 'CONNECT_TIME_VAR', 'CONNECT_TIME_APDEX',
  'LATENCY_AVG', 'LATENCY_MIN', 'LATENCY_MAX', 'LATENCY_STD', 'LATENCY_VAR', 'LATENCY_APDEX',
  'NETWORK_TIME_AVG', 'NETWORK_TIME_MIN', 'NETWORK_TIME_MAX', 'NETWORK_TIME_VAR',
  'THROUGHPUT_TOTAL', 'THROUGHPUT_RATE', 'SENT_BYTES_AVG', 'SENT_BYTES_MIN', 'SENT_BYTES_MAX', 'SENT_BYTES_STD', 'SENT_BYTES_TOTAL', 'SENT_BYTES_RATE',
  'ASSERTIONS_ERROR_TOTAL', 'ASSERTIONS_FAILURE_TOTAL', 'ASSERTIONS_SUCCESS_TOTAL',
  'HTTP_METHODS', 'HTTP_RESPONSE_CODES', 'HTTP_MEDIA_TYPES', 'HTTP_MEDIA_TYPES_THROUGHPUT', 'RESPONSE_SIZE', 'USERLOAD', 'MONITORING',
] as const;
export const MetricId = z.enum(METRIC_IDS);
export type MetricId = z.infer<typeof MetricId>;

/** Sample types now (`BASIC`…) and before 17 (`HIT`, `CONTAINER`), which are still read (entities.md §5.2 and F). */
export const SampleType = z.enum(['BASIC', 'WEB', 'LOAD', 'NUMBER_COUNTER', 'STRING_COUNTER', 'HIT', 'CONTAINER']);
export type SampleType = z.infer<typeof SampleType>;

export const SingleTermFilter = typed('SingleTermFilter', { field: z.string(), term: z.string() });
export const MultiTermFilter = typed('MultiTermFilter', { field: z.string(), terms: z.array(z.string()) });
/** AND-combined filters on tags such as `subSampleType`, `actionPath`, `virtualUserName`, `region` (report-item-editing skill, documented). */
export const MetricFilter = z.discriminatedUnion('@type', [SingleTermFilter, MultiTermFilter]).meta({ id: 'MetricFilter' });
export type MetricFilter = z.infer<typeof MetricFilter>;

export const UNITS: Readonly<Record<MetricId, string>> = Object.fromEntries(METRIC_IDS.map((id) => [id, unitOf(id)])) as Record<MetricId, string>;

function unitOf(id: MetricId): string {
  if (id.endsWith('_APDEX')) return 'apdex';
  if (id.endsWith('_PERCENT')) return '%';
  if (/^(RESPONSE_TIME|CONNECT_TIME|LATENCY|NETWORK_TIME)_/.test(id)) return id.endsWith('_VAR') ? 'ms²' : 'ms';
  if (/^(THROUGHPUT|SENT_BYTES)_RATE$/.test(id)) return 'bytes/s';
  if (/^(THROUGHPUT|SENT_BYTES|RESPONSE_SIZE|HTTP_MEDIA_TYPES_THROUGHPUT)/.test(id)) return 'bytes';
  if (id.endsWith('_RATE')) return '/s';
  if (id === 'USERLOAD') return 'users';
  return id === 'MONITORING' ? '' : 'count';
}
