import { z } from 'zod';
import { UNITS, type MetricId } from '../../../contract/metric.js';
import { ThresholdAlarm } from '../../../contract/report-values.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';

/** An alarm with the names that the embedded backend adds; the product answers ids only (behaviour.md §15.8, documented). */
export const NamedAlarm = ThresholdAlarm.extend({ thresholdName: z.string().optional(), metric: z.string().optional(), counterPath: z.string().optional() });
export type NamedAlarm = z.infer<typeof NamedAlarm>;

interface Names { readonly band?: string; readonly metric?: string; readonly unit?: string; readonly counterPath?: string }

/** As much as is looked at: a newer backend may know more. */
const Profile = z.looseObject({ name: z.string(), thresholds: z.array(z.looseObject({ metric: z.string(), thresholds: z.array(z.looseObject({ id: z.string(), name: z.string().default('') })).default([]) })).default([]) });

/** What the ids of alarms stand for: what they say themselves, else by the SLA profiles of the project as they are now. Best effort: a band that was deleted since has no name. */
export async function alarmNames(octoperf: OctoperfClient, projectId: string, alarms: readonly NamedAlarm[]): Promise<(alarm: NamedAlarm) => Names> {
  const isNamed = alarms.every(({ thresholdName, metric }) => thresholdName !== undefined && metric !== undefined);
  const bands = isNamed ? new Map<string, Names>() : await bandsOf(octoperf, projectId).catch(() => new Map<string, Names>());
  return ({ thresholdId, thresholdName, metric, counterPath }) => {
    const known = bands.get(thresholdId);
    return named({ band: thresholdName ?? known?.band, metric: metric ?? known?.metric, counterPath: counterPath ?? known?.counterPath });
  };
}

async function bandsOf(octoperf: OctoperfClient, projectId: string): Promise<Map<string, Names>> {
  const profiles = await octoperf.call('slaProfiles', z.array(Profile), { projectId });
  return new Map(profiles.flatMap(({ name, thresholds }) => thresholds.flatMap(({ metric, thresholds: bands }) => bands.map((band) => [band.id, { band: band.name, metric, counterPath: name }] as const))));
}

function named({ band, metric, counterPath }: { [name in 'band' | 'metric' | 'counterPath']: string | undefined }): Names {
  const unit = UNITS[metric as MetricId] as string | undefined;
  return { ...(metric === undefined ? {} : { metric }), ...(unit === undefined || unit === '' ? {} : { unit }), ...(band === undefined ? {} : { band }), ...(counterPath === undefined ? {} : { counterPath }) };
}
