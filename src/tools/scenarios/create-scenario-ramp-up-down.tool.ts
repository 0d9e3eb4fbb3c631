import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { CreatedScenario, createdScenario, creation, rampOf, seconds } from './created-scenario.js';

const Params = z.object({ ...creation, rampDownSec: seconds.describe('Seconds from all users back to 0.') });

@ToolController()
export class CreateScenarioRampUpDownTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_scenario_ramp_up_down',
    title: 'Create a ramp-up and ramp-down scenario',
    description: 'Stores a Smooth scenario: ramp-up, hold, ramp-down, the same for every Virtual User. Answers its listing with the total of users, the planned length and the curve; starts no load. Next: get_scenario_matching_plans, then run_scenario.',
    effect: 'create',
    wayBack: { by: 'delete_scenario' },
    params: Params,
    result: CreatedScenario,
  })
  async createScenarioRampUpDown(params: z.output<typeof Params>): Promise<z.input<typeof CreatedScenario>> {
    const { octoperf, projects, links } = this;
    return createdScenario({ octoperf, projects, links }, params, { '@type': 'UserProfileLoadRampUpThenRampDown', ...rampOf(params), rampDownMs: params.rampDownSec * 1000 });
  }
}
