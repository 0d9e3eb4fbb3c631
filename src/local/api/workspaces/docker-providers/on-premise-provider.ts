import { z } from 'zod';
import { DockerProvider, Latitude, LocationName, Longitude, ON_PREMISE_DEFAULTS } from '../../../../contract/provider.js';
import { EntityName } from '../../../../contract/wire.js';
import { newId } from '../../ids.js';
import { isRecord } from '../../checked-body.js';

/** A location as it is stored: the id is ours and tells one that was made anew from the one before of that name. */
const Region = z.looseObject({ id: z.string().optional(), label: z.string().optional(), latitude: Latitude, longitude: Longitude });

/** What a workspace may write: a private provider of its own machines, with at least one location (behaviour.md §8.2). */
export const OnPremiseProvider = DockerProvider.extend({
  workspaceId: z.string().min(1),
  name: EntityName,
  type: z.literal('PRIVATE', 'must be PRIVATE: public providers are the platform\'s').default('PRIVATE'),
  driver: z.literal('ON_PREMISE', 'must be ON_PREMISE: this backend makes no machines in a cloud').default('ON_PREMISE'),
  regions: z.record(LocationName, Region).refine((regions) => Object.keys(regions).length > 0, 'must hold at least one location'),
  ramMb: z.int().min(256).max(16_777_216).default(ON_PREMISE_DEFAULTS.ramMb),
  usablePercent: z.int().min(1).max(100).default(ON_PREMISE_DEFAULTS.usablePercent),
  vuMb: z.number().min(0.1).max(1_048_576).default(ON_PREMISE_DEFAULTS.vuMb),
  heavyVuMb: z.number().min(0.1).max(1_048_576).nullable().default(null),
  realBrowserVuMb: z.number().min(0.1).max(1_048_576).default(ON_PREMISE_DEFAULTS.realBrowserVuMb),
  maxSlots: z.int().min(0).max(1_000_000).default(ON_PREMISE_DEFAULTS.maxSlots),
});
export type OnPremiseProvider = z.infer<typeof OnPremiseProvider>;

/** The id of a location; undefined where there is none of that name. */
export function regionId({ regions }: DockerProvider, location: string): string | undefined {
  const region = Object.hasOwn(regions, location) ? regions[location] : undefined;
  return isRecord(region) && typeof region['id'] === 'string' ? region['id'] : undefined;
}

/** The provider with an id for every location: those that were there keep theirs, whatever the body says. */
export function withRegionIds(provider: OnPremiseProvider, before: DockerProvider | undefined): OnPremiseProvider {
  const regions = Object.entries(provider.regions).map(([name, region]) => [name, { ...region, id: (before === undefined ? undefined : regionId(before, name)) ?? newId() }] as const);
  return { ...provider, regions: Object.fromEntries(regions) };
}
