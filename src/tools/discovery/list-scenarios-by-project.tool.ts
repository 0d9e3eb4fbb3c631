import { z } from 'zod';
import { Scenario, type UserProfile } from '../../contract/scenario.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { scenarioListing, ScenarioListing } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ scenarios: z.array(ScenarioListing), ...leftOut });

/** A list shows no user profile: a load shape unknown to this server must not hide the scenarios beside it. */
const ListedScenario = Scenario.extend({ userProfiles: z.array(z.custom<UserProfile>()).default([]) });

@ToolController()
export class ListScenariosByProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_scenarios_by_project',
    title: 'List scenarios of a project',
    description: 'Load scenarios of a project, without their profiles; validation runs are left out. Next: get_scenario for load shapes, get_scenario_matching_plans before a run.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listScenariosByProject({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('scenarios', z.array(ListedScenario), { projectId })]);
    const { entries, ...rest } = narrowed(all.filter((scenario) => scenario.mode === 'STANDARD'), narrow, (scenario) => scenarioListing(scenario, workspaceId, this.links));
    return { scenarios: entries, ...rest };
  }
}
