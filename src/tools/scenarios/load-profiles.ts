import type { UserProfileLoad } from '../../contract/load.js';
import type { UserProfile } from '../../contract/scenario.js';
import type { VirtualUserDescription } from '../../contract/virtual-user.js';
import type { WantedLocations } from './usable-locations.js';
import { engineFor } from './user-profile-engine.js';

/** One profile per Virtual User, all with the same load; the locations are dealt round-robin (behaviour.md §16.3). */
export function profilesOf(virtualUsers: readonly VirtualUserDescription[], { providerId, locations }: WantedLocations, load: UserProfileLoad): UserProfile[] {
  return virtualUsers.flatMap(({ id, name, type }, index) => {
    const location = locations[index % locations.length];
    if (location === undefined || type === 'FRAGMENTS') return [];
    return [{ name, virtualUserId: id, providerId, location, load, memory: { vuMb: null }, engine: engineFor(type) }];
  });
}
