import type { NeoloadSlaProfile, SlaLine } from '../model.js';
import { field, isMapping, list, text, textField } from './values.js';

/** As-code names of what an SLA watches and NeoLoad's own (public: sla-thresholds.md and the vendor's writer of its XML). */
const KPIS: Readonly<Record<string, string>> = {
  'avg-request-resp-time': 'AVERAGE_REQUEST_RESPONSE_TIME', 'avg-page-resp-time': 'AVERAGE_PAGE_RESPONSE_TIME', 'avg-transaction-resp-time': 'AVERAGE_CONTAINER_RESPONSE_TIME',
  'avg-resp-time': 'AVERAGE_RESPONSE_TIME', 'perc-transaction-resp-time': 'PERCENTILE_CONTAINER_RESPONSE_TIME', 'avg-request-per-sec': 'AVERAGE_HITS_PER_SECOND',
  'avg-elt-per-sec': 'AVERAGE_HITS_PER_SECOND', 'avg-throughput-per-sec': 'AVERAGE_THROUGHPUT_PER_SECOND', 'errors-count': 'TOTAL_ERRORS', 'error-rate': 'ERROR_PERCENTILE',
  'errors-per-sec': 'ERRORS_PER_SECOND', 'count': 'TOTAL_HITS', 'throughput': 'TOTAL_THROUGHPUT',
};
const OPERATORS: Readonly<Record<string, string>> = { '>=': 'GREATER_THAN', '>': 'GREATER_THAN', '<=': 'LESS_THAN', '<': 'LESS_THAN', '==': 'EQUALS' };
const LINE = /^\s*([a-z-]{1,40})\s*(?:\(\s*p(\d{1,2}(?:\.\d{1,2})?)\s*\))?\s*(.*)$/;
const CONDITION = /\b(warn|fail)\s*(>=|<=|==|>|<)\s*(\d{1,12}(?:\.\d{1,9})?)\s*(ms|s\b)?/g;

/** `kpi (pNN) warn >= 1s fail >= 2s per test`; times become seconds, as NeoLoad's XML states them. */
function lineOf(source: string): SlaLine | undefined {
  const [, kpi = '', percentile, rest = ''] = LINE.exec(source.slice(0, 400)) ?? [];
  if (kpi === '') return undefined;
  const alarms = [...rest.matchAll(CONDITION)].map(([, severity, operator = '', value = '0', unit]): SlaLine['alarms'][number] => ({
    severity: severity === 'warn' ? 'WARNING' : 'CRITICAL', operator: OPERATORS[operator] ?? 'GREATER_THAN', value: Number(value) / (unit === 'ms' ? 1000 : 1), hold: { times: 1 },
  }));
  return { kpi: Object.hasOwn(KPIS, kpi) ? (KPIS[kpi] ?? kpi) : kpi, percentile: percentile === undefined ? undefined : Number(percentile), alarms };
}

/** `sla_profiles` of an as-code project (public reference, sla-profile.md and sla-thresholds.md). */
export function readSlaProfiles(profiles: readonly unknown[]): NeoloadSlaProfile[] {
  return profiles.filter(isMapping).map((profile) => ({ name: textField(profile, 'name', 'SLA profile'), thresholds: list(field(profile, 'thresholds')).flatMap((line) => lineOf(text(line)) ?? []) }));
}
