import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { durationOf, peakOf } from '../../../../contract/load.js';
import type { Scenario, UserProfile } from '../../../../contract/scenario.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { badRequest, quoted } from '../../refusals.js';
import { Locations } from '../../workspaces/docker-providers/locations.js';

/** Which Virtual User each engine block plays (behaviour.md §16.4, documented); fragments cannot be loaded alone. */
const ENGINE_OF = { JMETER: 'JmeterUserProfileEngine', WEB_DRIVER: 'SeleniumUserProfileEngine', PLAYWRIGHT: 'PlaywrightUserProfileEngine', FRAGMENTS: undefined } as const satisfies Record<VirtualUser['type'], UserProfile['engine']['@type'] | undefined>;

/** What a scenario refers to must be there and fit together. */
@Injectable()
export class ScenarioChecks {
  constructor(private readonly database: LocalDatabase, private readonly locations: Locations) {}

  /** The scenario with an id for every profile. 400 where a profile cannot be played as it is written. */
  async complete(scenario: Scenario): Promise<Scenario> {
    await this.virtualUsersOf(scenario);
    scenario.userProfiles.forEach(requireLoad);
    await this.sideVirtualUsersOf(scenario);
    return { ...scenario, userProfiles: scenario.userProfiles.map((profile) => ({ ...profile, id: profile.id === undefined || profile.id === '' ? randomUUID() : profile.id })) };
  }

  /** The Virtual User each profile plays, in the order of the profiles. */
  async virtualUsersOf({ projectId, userProfiles }: Scenario): Promise<VirtualUser[]> {
    const played = new Map<string, VirtualUser>();
    const workspaceId = (await this.database.documents.find('project', projectId))?.workspaceId ?? '';
    for (const profile of userProfiles) {
      await this.locations.require(workspaceId, profile);
      const virtualUser = played.get(profile.virtualUserId) ?? (await this.virtualUser(projectId, profile.virtualUserId));
      requireEngine(profile, virtualUser);
      played.set(virtualUser.id, virtualUser);
    }
    return userProfiles.flatMap(({ virtualUserId }) => played.get(virtualUserId) ?? []);
  }

  /** The Virtual Users played before and behind the users. They are JMETER ones whatever the profile plays (entities.md §4.4, documented). */
  async sideVirtualUsersOf({ projectId, userProfiles }: Scenario): Promise<VirtualUser[]> {
    const found: VirtualUser[] = [];
    for (const { name, engine: { settings } } of userProfiles) {
      for (const side of ['setUp', 'tearDown'] as const) {
        const own = settings[side];
        if (!own) continue;
        const virtualUser = await this.virtualUser(projectId, own.virtualUserId);
        if (virtualUser.type !== 'JMETER') throw badRequest(`The ${side} of the profile ${quoted(name)} plays ${quoted(virtualUser.name)}, which is of type ${virtualUser.type}: it must be a JMETER Virtual User whatever the profile itself plays, or null for none.`);
        found.push(virtualUser);
      }
    }
    return found;
  }

  private async virtualUser(projectId: string, id: string): Promise<VirtualUser> {
    const stored = await this.database.documents.find('virtualUser', id);
    if (stored === undefined || stored.parentId !== projectId) throw badRequest(`There is no Virtual User ${quoted(id)} in the project of the scenario. Take the id from list_virtual_users.`);
    return stored.document;
  }
}

function requireEngine({ engine }: UserProfile, { name, type }: VirtualUser): void {
  const wanted = ENGINE_OF[type];
  if (wanted === undefined) throw badRequest(`The Virtual User ${quoted(name)} holds fragments: link to it from a JMETER one, it cannot be loaded alone.`);
  if (engine['@type'] !== wanted) throw badRequest(`The Virtual User ${quoted(name)} is of type ${type} and needs an engine of @type ${wanted}; the profile has ${engine['@type']}.`);
}

/** A load that lasts no time or asks for nobody would be a run without a sample. */
function requireLoad({ name, load }: UserProfile): void {
  if (durationOf(load) === 0) throw badRequest(`The load of the profile ${quoted(name)} lasts no time: give it a plateau, a ramp-up or points at two different times.`);
  if (peakOf(load) === 0) throw badRequest(`The load of the profile ${quoted(name)} asks for no user: give at least one point a threadsCount above 0.`);
}
