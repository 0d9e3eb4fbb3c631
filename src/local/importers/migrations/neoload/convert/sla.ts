import type { MetricId } from '../../../../../contract/metric.js';
import { elementName } from '../../../clean-text.js';
import type { SlaProfileDraft } from '../../migration-result.js';
import { groupsOf, percentileMetric, type Alarm } from '../../sla-thresholds.js';
import type { NeoloadSlaProfile, SlaLine } from '../model.js';
import type { Findings } from './findings.js';

/** What NeoLoad watches in the platform's metrics; response times are seconds there and milliseconds here (behaviour.md §30.5). */
const METRICS: Readonly<Record<string, { readonly metric: MetricId; readonly factor: number }>> = {
  AVERAGE_REQUEST_RESPONSE_TIME: { metric: 'RESPONSE_TIME_AVG', factor: 1000 }, AVERAGE_PAGE_RESPONSE_TIME: { metric: 'RESPONSE_TIME_AVG', factor: 1000 },
  AVERAGE_CONTAINER_RESPONSE_TIME: { metric: 'RESPONSE_TIME_AVG', factor: 1000 }, AVERAGE_RESPONSE_TIME: { metric: 'RESPONSE_TIME_AVG', factor: 1000 },
  AVERAGE_HITS_PER_SECOND: { metric: 'HITS_RATE', factor: 1 }, TOTAL_ERRORS: { metric: 'ERRORS_TOTAL', factor: 1 }, ERROR_PERCENTILE: { metric: 'ERRORS_PERCENT', factor: 1 },
  ERRORS_PER_SECOND: { metric: 'ERRORS_RATE', factor: 1 }, TOTAL_HITS: { metric: 'HITS_TOTAL', factor: 1 },
};
const PERCENTILE = 'PERCENTILE_CONTAINER_RESPONSE_TIME';
/** NeoLoad's own where a project names none. */
const DEFAULT_PERCENTILE = 90;

function metricOf({ kpi, percentile = DEFAULT_PERCENTILE }: SlaLine): { metric: MetricId; factor: number } | undefined {
  if (kpi !== PERCENTILE) return Object.hasOwn(METRICS, kpi) ? METRICS[kpi] : undefined;
  const metric = percentileMetric(percentile);
  return metric === undefined ? undefined : { metric, factor: 1000 };
}

function alarmOf({ severity, operator, value, hold }: SlaLine['alarms'][number], factor: number): Alarm {
  const scaled = Math.round(value * factor * 1000) / 1000;
  return { severity, value: scaled, from: operator === 'LESS_THAN' ? 'BELOW' : operator === 'EQUALS' ? 'EXACTLY' : 'ABOVE', hold: 'times' in hold ? hold : { durationMs: hold.seconds * 1000 } };
}

/** SLA profiles to create, attached nowhere; a line without a metric of ours is reported and the rest of its profile stands. */
export function convertSlaProfiles(profiles: readonly NeoloadSlaProfile[], bindings: ReadonlyMap<string, readonly string[]>, findings: Findings): SlaProfileDraft[] {
  return profiles.map((profile) => {
    const alarms: { metric: MetricId; alarm: Alarm }[] = [];
    for (const line of profile.thresholds) {
      const target = metricOf(line);
      if (target === undefined) findings.add({ kind: 'SLA_THRESHOLD', facts: { '@type': 'NeoLoadSlaThresholdFacts', profile: profile.name, identifier: line.kpi } });
      else alarms.push(...line.alarms.map((alarm) => ({ metric: target.metric, alarm: alarmOf(alarm, target.factor) })));
    }
    const thresholds = groupsOf(alarms);
    findings.add({ kind: 'SLA_PROFILE', facts: { '@type': 'NeoLoadSlaProfileFacts', profile: profile.name, metrics: thresholds.length, alarms: alarms.length, boundTo: [...new Set(bindings.get(profile.name) ?? [])] } });
    return { name: elementName(profile.name, 'SLA profile'), thresholds };
  });
}
