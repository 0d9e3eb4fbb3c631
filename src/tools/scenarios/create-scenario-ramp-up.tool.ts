import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { CreatedScenario, createdScenario, creation, rampOf } from './created-scenario.js';

const Params = z.object(creation);

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
    result: CreatedScenario,
  })
  async createScenarioRampUp(params: z.output<typeof Params>): Promise<z.input<typeof CreatedScenario>> {
    const { octoperf, projects, links } = this;
    return createdScenario({ octoperf, projects, links }, params, { '@type': 'UserProfileLoadRampUp', ...rampOf(params) });
  }
}
