import { z } from 'zod';
import { MetricId } from './metric.js';
import { typed } from './wire.js';

/** Longest name of a threshold band (behaviour.md §3.4, documented). */
export const THRESHOLD_NAME_MAX = 100;

const bound = z.enum(['OPEN', 'CLOSED']);

/** `OPEN` excludes the endpoint, `CLOSED` includes it; a missing endpoint is unbounded (sla skill, documented). */
export const ThresholdRange = z.looseObject({
  lowerEndpoint: z.number().nullish(),
  lowerBoundType: bound.nullish(),
  upperEndpoint: z.number().nullish(),
  upperBoundType: bound.nullish(),
});
export const RangeCondition = typed('RangeCondition', { range: ThresholdRange });

/** How long the value must stay in the range: so many samples in a row, or milliseconds. */
export const ThresholdTime = z.discriminatedUnion('@type', [
  typed('OccurrenceCondition', { times: z.int().min(1) }),
  typed('DurationCondition', { duration: z.int().min(0).describe('ms') }),
]).meta({ id: 'ThresholdTime' });

export const ThresholdSeverity = z.enum(['PASSED', 'WARNING', 'CRITICAL']);

/** One graded band of a metric. New bands carry an empty id; the backend assigns it. */
export const Threshold = typed('Threshold', { id: z.string(), name: z.string().max(THRESHOLD_NAME_MAX), severity: ThresholdSeverity, time: ThresholdTime, value: RangeCondition });
export type Threshold = z.infer<typeof Threshold>;

/** One metric with its bands; an empty group is legal. */
export const SLAMonitorThreshold = z.looseObject({ metric: MetricId, thresholds: z.array(Threshold) });
export type SLAMonitorThreshold = z.infer<typeof SLAMonitorThreshold>;

/** A design-time SLA profile, inert until an SLAProfileAction attaches it to a Virtual User (entities.md §9.2, documented shape). */
export const SLAProfile = z.looseObject({ id: z.string(), userId: z.string().default(''), projectId: z.string(), name: z.string(), thresholds: z.array(SLAMonitorThreshold) });
export type SLAProfile = z.infer<typeof SLAProfile>;
