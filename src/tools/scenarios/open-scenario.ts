import { z } from 'zod';
import { UserProfileLoad } from '../../contract/load.js';
import { Scenario, type UserProfile } from '../../contract/scenario.js';
import { previewFields, previewOf } from './load-preview.js';

/** A scenario in which a profile of a newer server may be of a shape unknown to this one: it is passed on, not judged. */
export const OpenScenario = Scenario.extend({ userProfiles: z.array(z.custom<UserProfile>()).default([]) });

/** The preview in the answer of a change; absent where a load shape is unknown. */
export const changedPreview = { peakUsers: z.int().optional(), plannedDurationSec: previewFields.plannedDurationSec.optional(), curve: previewFields.curve.optional() };

export function previewIfKnown(userProfiles: readonly { readonly load?: unknown }[]): Partial<ReturnType<typeof previewOf>> {
  const loads = userProfiles.map(({ load }) => UserProfileLoad.safeParse(load).data);
  return loads.includes(undefined) ? {} : previewOf(loads.flatMap((load) => (load === undefined ? [] : [{ load }])));
}
