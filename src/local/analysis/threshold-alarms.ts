import { createHash } from 'node:crypto';
import type { ReportItem } from '../../contract/bench-report.js';
import type { MetricId } from '../../contract/metric.js';
import type { ThresholdAlarm } from '../../contract/report-values.js';
import type { ThresholdSeverity } from '../../contract/sla-profile.js';
import type { z } from 'zod';
import { toMeasured } from './metric-definitions.js';
import { requireRun, type ReportReading, type RunData } from './run-data.js';
import { rangeOf } from './run-window.js';
import { slaConnections, type SlaConnection, type SlaCounter } from './sla-counters.js';
import { stretchesOf } from './threshold-stretches.js';
import { requireItem } from './value-tools.js';

/** An alarm with what its ids stand for; the three names are additive, the product answers ids only (behaviour.md §15.8, documented). */
export interface SlaAlarm extends ThresholdAlarm { readonly thresholdName: string; readonly metric: MetricId; readonly counterPath: string; readonly start: number; readonly end: number }

/** From good to bad. */
export const SEVERITIES: readonly z.infer<typeof ThresholdSeverity>[] = ['PASSED', 'WARNING', 'CRITICAL'];

/**
 * Alarms of an alarms item, by the time they began: each a maximal stretch of a band of an attached SLA profile, PASSED bands
 * included. A window keeps the alarms that overlap it; while a run goes on they are those of what is there. Refuses other items.
 */
export async function thresholdAlarms(item: ReportItem, reading: ReportReading): Promise<SlaAlarm[]> {
  const { benchResultId } = requireItem(item, 'ThresholdAlarmReportItem');
  const run = requireRun(reading, benchResultId);
  const { from = -Infinity, to = Infinity } = rangeOf(reading);
  return (await alarmsOfRun(run, reading)).filter(({ start, end }) => start < to && end >= from);
}

/** Every alarm of a run, by the time it began. */
export async function alarmsOfRun(run: RunData, settings: Pick<ReportReading, 'configs'> = {}): Promise<SlaAlarm[]> {
  const alarms = (await slaConnections(run, settings)).flatMap(alarmsOf);
  return alarms.sort((left, right) => left.start - right.start || SEVERITIES.indexOf(right.severity) - SEVERITIES.indexOf(left.severity) || (left.id < right.id ? -1 : 1));
}

/** Alarms of one connection, counter by counter. */
export function alarmsOf({ id: connectionId, counters }: SlaConnection): SlaAlarm[] {
  return counters.flatMap((counter) => bandAlarms(connectionId, counter));
}

function bandAlarms(connectionId: string, { id: counterId, path, group, samples }: SlaCounter): SlaAlarm[] {
  return group.thresholds.flatMap((band, index) => {
    const thresholdId = band.id === '' ? `${counterId}/${index}` : band.id;
    return stretchesOf(samples, band, group.metric).map(({ start, end, worst }) => ({
      id: alarmId(connectionId, counterId, index, start), severity: band.severity, thresholdId, counterId, connectionId, observed: toMeasured(worst), start, end,
      thresholdName: band.name, metric: group.metric, counterPath: path,
    }));
  });
}

/** The same alarm has the same id each time it is computed. */
const alarmId = (...parts: readonly (string | number)[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 16);
