import { z } from 'zod';
import { peakOf, UserProfileLoad } from '../../contract/load.js';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import type { StoredEntity } from '../../octoperf/undo-kinds.js';
import { playableVirtualUsers } from './playable-virtual-users.js';
import { engineFor } from './user-profile-engine.js';

const PROFILES_SHOWN = 20;
/** A profile as it stands on the wire, every field kept. */
const OpenProfile = z.looseObject({ name: z.string().default(''), virtualUserId: z.string(), providerId: z.string(), location: z.string(), load: z.unknown(), engine: z.looseObject({ '@type': z.string() }) });
export type OpenProfile = z.infer<typeof OpenProfile>;
const Profiles = z.looseObject({ userProfiles: z.array(OpenProfile) });

/** Which of a profile's references are to change. */
export interface ProfileChange { readonly virtualUserId?: string | undefined; readonly providerId?: string | undefined; readonly location?: string | undefined }

/** The profiles of a scenario, and the one at the index. Throws AgentError naming the profiles there are. */
export function profileAt(scenario: StoredEntity, index: number): { userProfiles: OpenProfile[]; profile: OpenProfile } {
  const { userProfiles } = Profiles.parse(scenario);
  const profile = userProfiles[index];
  if (profile !== undefined) return { userProfiles, profile };
  const named = userProfiles.slice(0, PROFILES_SHOWN).map(({ name, virtualUserId }, place) => `${place} (${name || virtualUserId})`).join(', ');
  throw new AgentError(`The scenario has no profile ${index}: it has ${userProfiles.length}, counted from 0.`, `Its profiles: ${named || 'none'}${userProfiles.length > PROFILES_SHOWN ? ', …' : ''}.`);
}

/**
 * The profile with its references changed. A Virtual User of another type brings the engine block of its type, with that type's defaults
 * (behaviour.md §16.5, documented). Throws AgentError where the Virtual User cannot be played, or not by so many users.
 */
export async function changedProfile(octoperf: OctoperfClient, projectId: string, profile: OpenProfile, { virtualUserId = profile.virtualUserId, providerId = profile.providerId, location = profile.location }: ProfileChange): Promise<{ profile: OpenProfile; engineReset: boolean }> {
  const moved = { ...profile, virtualUserId, providerId, location };
  if (virtualUserId === profile.virtualUserId) return { profile: moved, engineReset: false };
  const load = UserProfileLoad.safeParse(profile.load).data;
  const [virtualUser] = await playableVirtualUsers(octoperf, { projectId, virtualUserIds: [virtualUserId], users: load === undefined ? 1 : peakOf(load) });
  if (virtualUser === undefined || virtualUser.type === 'FRAGMENTS') return { profile: moved, engineReset: false };
  const engine = engineFor(virtualUser.type);
  return engine['@type'] === profile.engine['@type'] ? { profile: moved, engineReset: false } : { profile: { ...moved, engine }, engineReset: true };
}
