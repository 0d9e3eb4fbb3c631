import type { MetricId } from '../../../contract/metric.js';
import type { SLAMonitorThreshold, Threshold } from '../../../contract/sla-profile.js';

/** One graded limit of a metric, in the metric's own unit. */
export interface Alarm { readonly severity: 'WARNING' | 'CRITICAL'; readonly from: 'ABOVE' | 'BELOW' | 'EXACTLY'; readonly value: number; readonly hold: { readonly times: number } | { readonly durationMs: number } }

/** A band of an SLA profile; the backend gives it its id (entities.md §9.2, documented). */
export function thresholdOf({ severity, from, value, hold }: Alarm): Threshold {
  const lower = { lowerEndpoint: value, lowerBoundType: 'CLOSED' } as const;
  const upper = { upperEndpoint: value, upperBoundType: 'CLOSED' } as const;
  return {
    '@type': 'Threshold', id: '', severity, name: `${from === 'ABOVE' ? '>=' : from === 'BELOW' ? '<=' : '='} ${value}`,
    time: 'times' in hold ? { '@type': 'OccurrenceCondition', times: hold.times } : { '@type': 'DurationCondition', duration: hold.durationMs },
    value: { '@type': 'RangeCondition', range: from === 'ABOVE' ? lower : from === 'BELOW' ? upper : { ...lower, ...upper } },
  };
}

/** Bands by metric, one group each. */
export function groupsOf(alarms: readonly { readonly metric: MetricId; readonly alarm: Alarm }[]): SLAMonitorThreshold[] {
  const groups = new Map<MetricId, Threshold[]>();
  for (const { metric, alarm } of alarms) groups.set(metric, [...(groups.get(metric) ?? []), thresholdOf(alarm)]);
  return [...groups].map(([metric, thresholds]) => ({ metric, thresholds }));
}

/** The percentiles the platform computes; any other is reported, never rounded. */
export function percentileMetric(percentile: number): MetricId | undefined {
  return percentile === 80 || percentile === 90 || percentile === 95 || percentile === 99 ? `RESPONSE_TIME_PERCENTILE_${percentile}` : undefined;
}
