import { z } from 'zod';
import type { UserProfileLoad } from '../../contract/load.js';
import { Scenario } from '../../contract/scenario.js';
import { EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import type { DeepLinks } from '../../octoperf/deep-links.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import type { ProjectLocator } from '../../octoperf/project-locator.js';
import { location, projectId, providerId, virtualUserId } from '../vocabulary/ids.js';
import { ScenarioListing, scenarioListing } from '../vocabulary/listings.js';
import { previewFields, previewOf } from './load-preview.js';
import { profilesOf } from './load-profiles.js';
import { playableVirtualUsers } from './playable-virtual-users.js';
import { requireLocations } from './usable-locations.js';

const LONGEST_SEC = 2_592_000;
/** Length of one part of a load shape. */
export const seconds = z.int().min(0).max(LONGEST_SEC);

/** Parameters that every create_scenario_* tool takes. */
export const creation = {
  projectId,
  scenarioName: EntityName.describe('Name of the new scenario, 1 to 80 characters.'),
  virtualUserIds: z.array(virtualUserId).min(1).max(50).describe('One user profile is made per Virtual User.'),
  providerId,
  locations: z.array(location).min(1).max(50).describe('Locations of the provider, dealt round-robin over the profiles.'),
  users: z.int().min(1).max(10_000_000).describe('Concurrent users of EACH profile: total = users × Virtual Users.'),
  rampUpSec: seconds.describe('Seconds from 0 to all users; 0 = all at once.'),
  holdForSec: seconds.describe('Seconds to hold all users.'),
};
/** What every create_scenario_* tool answers. */
export const CreatedScenario = ScenarioListing.extend({ totalUsers: z.int(), ...previewFields });

type Wanted = z.output<z.ZodObject<typeof creation>>;
interface Services { readonly octoperf: OctoperfClient; readonly projects: ProjectLocator; readonly links: DeepLinks }

/**
 * Stores a scenario in which every Virtual User plays the same load. Refuses a load that lasts no time, Virtual Users that cannot be
 * played and places that the workspace cannot use, before anything is written.
 */
export async function createdScenario({ octoperf, projects, links }: Services, wanted: Wanted, load: UserProfileLoad): Promise<z.input<typeof CreatedScenario>> {
  const { projectId, scenarioName, users } = wanted;
  const { plannedDurationSec } = previewOf([{ load }]);
  if (plannedDurationSec === 0) throw new AgentError('A test of 0 seconds plays nothing.', 'Give rampUpSec or holdForSec a value above 0.');
  const workspaceId = await projects.workspaceId(projectId);
  const [virtualUsers] = await Promise.all([playableVirtualUsers(octoperf, wanted), requireLocations(octoperf, workspaceId, wanted)]);
  const userProfiles = profilesOf(virtualUsers, wanted, load);
  const body = { id: '', userId: '', projectId, name: scenarioName, description: '', mode: 'STANDARD', tags: [], userProfiles };
  const scenario = await octoperf.call('createScenario', Scenario, {}, { body });
  const { curve } = previewOf(userProfiles);
  return { ...scenarioListing(scenario, workspaceId, links), totalUsers: users * virtualUsers.length, plannedDurationSec, curve };
}

/** The part that the shapes have in common, in the units they are stored in. */
export const rampOf = ({ users, rampUpSec, holdForSec }: Pick<Wanted, 'users' | 'rampUpSec' | 'holdForSec'>) => ({ delayMs: 0, rampUpMs: rampUpSec * 1000, plateauMs: holdForSec * 1000, plateauVus: users });
