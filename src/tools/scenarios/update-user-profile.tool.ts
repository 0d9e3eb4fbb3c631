import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { location, providerId, scenarioId, virtualUserId } from '../vocabulary/ids.js';
import { scenarioListing, ScenarioListing } from '../vocabulary/listings.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { changedProfile, profileAt } from './changed-profile.js';
import { OpenScenario } from './open-scenario.js';
import { requireLocations } from './usable-locations.js';

const Params = z.object({
  scenarioId,
  profileIndex: z.int().min(0).describe('Which profile, counted from 0 as in get_scenario.'),
  virtualUserId: virtualUserId.optional(),
  providerId: providerId.optional(),
  location: location.optional(),
  withoutUndo,
});
const Result = ScenarioListing.extend({ engineReset: z.boolean().describe('true: the Virtual User is of another type, and all engine settings are defaults now.'), ...undoFields });

@ToolController()
export class UpdateUserProfileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_user_profile',
    title: 'Update user profile',
    description: 'Destructive: points one profile of a scenario at another Virtual User, provider or location; its load stays. A Virtual User of another type swaps the engine block and resets its settings. What the workspace cannot use is refused with what it can. undo_change takes it back.',
    effect: 'overwrite',
    wayBack: { copy: 'the scenario, without its tokens and passwords: those stay what they are' },
    params: Params,
    result: Result,
  })
  async updateUserProfile({ scenarioId, profileIndex, withoutUndo, ...change }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    if (Object.values(change).every((value) => value === undefined)) throw new AgentError('There is nothing to change.', 'Give virtualUserId, providerId or location.');
    const current = await this.undo.read('scenario', scenarioId);
    const { userProfiles, profile: before } = profileAt(current, profileIndex);
    const workspaceId = await this.projects.workspaceId(current.projectId);
    const { profile, engineReset } = await changedProfile(this.octoperf, current.projectId, before, change);
    await requireLocations(this.octoperf, workspaceId, { providerId: profile.providerId, locations: [profile.location] });
    const body = { ...current, userProfiles: userProfiles.with(profileIndex, profile) };
    const { answer, undo } = await this.undo.changing({ kind: 'scenario', tool: 'update_user_profile', entities: [current], withoutUndo },
      () => this.octoperf.call('updateScenario', OpenScenario, { scenarioId }, { body }));
    return { ...scenarioListing(answer, workspaceId, this.links), engineReset, ...undo };
  }
}
