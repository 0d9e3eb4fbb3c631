import { z } from 'zod';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { url } from '../vocabulary/listings.js';

/** A profile as a list needs it: a metric or a band unknown to this server must not hide the rest. */
export const ListedProfile = z.looseObject({
  id: z.string(),
  projectId: z.string(),
  name: z.string(),
  thresholds: z.array(z.looseObject({ metric: z.string(), thresholds: z.array(z.unknown()).default([]) })).default([]),
});
export type ListedProfile = z.output<typeof ListedProfile>;

export const SlaProfileListing = z.object({
  id: z.string(),
  name: z.string(),
  metrics: z.array(z.string()),
  thresholdCount: z.int().describe('Bands of all metrics.'),
  url,
});

export function slaProfileListing({ id, name, thresholds }: ListedProfile, link: string): z.input<typeof SlaProfileListing> {
  return { id, name, metrics: thresholds.map(({ metric }) => metric), thresholdCount: thresholds.reduce((sum, group) => sum + group.thresholds.length, 0), url: link };
}

/** Default bands per metric; the metrics asked for that have none are left out or empty. */
export function thresholdDefaults(octoperf: OctoperfClient, metrics: readonly string[] | undefined): Promise<{ metric: string; thresholds: unknown[] }[]> {
  return octoperf.call('slaThresholdDefaults', z.array(z.looseObject({ metric: z.string(), thresholds: z.array(z.unknown()) })), {}, { query: { metrics: metrics?.join(',') } });
}
