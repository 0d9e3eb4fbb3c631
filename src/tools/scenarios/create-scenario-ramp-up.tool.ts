import { z } from 'zod';
import { Scenario } from '../../contract/scenario.js';
import { EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { location, projectId, providerId, virtualUserId } from '../vocabulary/ids.js';
import { ScenarioListing, scenarioListing } from '../vocabulary/listings.js';
import { profilesOf } from './load-profiles.js';
import { playableVirtualUsers } from './playable-virtual-users.js';
import { requireLocations } from './usable-locations.js';

const seconds = z.int().min(0).max(2_592_000);
const Params = z.object({
  projectId,
  scenarioName: EntityName.describe('Name of the new scenario, 1 to 80 characters.'),
  virtualUserIds: z.array(virtualUserId).min(1).max(50).describe('One user profile is made per Virtual User.'),
  providerId,
  locations: z.array(location).min(1).max(50).describe('Locations of the provider, dealt round-robin over the profiles.'),
  users: z.int().min(1).max(10_000_000).describe('Concurrent users of EACH profile: total = users × Virtual Users.'),
  rampUpSec: seconds.describe('Seconds from 0 to all users; 0 = all at once.'),
  holdForSec: seconds.describe('Seconds to hold all users.'),
});
const Result = ScenarioListing.extend({ totalUsers: z.int(), plannedDurationSec: z.number() });

@ToolController()
export class CreateScenarioRampUpTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_scenario_ramp_up',
    title: 'Create a ramp-up scenario',
    description: 'Stores a Sustained scenario: ramp-up, then hold, the same for every Virtual User. Answers its listing with the total of users and the planned length; starts no load. Next: get_scenario_matching_plans, then run_scenario.',
    effect: 'create',
    wayBack: { by: 'delete_scenario' },
    params: Params,
    result: Result,
  })
  async createScenarioRampUp(params: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { projectId, scenarioName, users, rampUpSec, holdForSec } = params;
    const plannedDurationSec = rampUpSec + holdForSec;
    if (plannedDurationSec === 0) throw new AgentError('A test of 0 seconds plays nothing.', 'Give rampUpSec or holdForSec a value above 0.');
    const workspaceId = await this.projects.workspaceId(projectId);
    const [virtualUsers] = await Promise.all([playableVirtualUsers(this.octoperf, params), requireLocations(this.octoperf, workspaceId, params)]);
    const load = { '@type': 'UserProfileLoadRampUp' as const, delayMs: 0, rampUpMs: rampUpSec * 1000, plateauMs: holdForSec * 1000, plateauVus: users };
    const userProfiles = profilesOf(virtualUsers, params, load);
    const body = { id: '', userId: '', projectId, name: scenarioName, description: '', mode: 'STANDARD', tags: [], userProfiles };
    const scenario = await this.octoperf.call('createScenario', Scenario, {}, { body });
    return { ...scenarioListing(scenario, workspaceId, this.links), totalUsers: users * virtualUsers.length, plannedDurationSec };
  }
}
