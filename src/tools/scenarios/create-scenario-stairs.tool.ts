import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { CreatedScenario, createdScenario, creation, rampOf, seconds } from './created-scenario.js';

const Params = z.object({
  ...creation,
  rampUpSec: seconds.describe('Seconds over which the steps are spread; 0 = all users at once.'),
  stepCount: z.int().min(1).max(1000).describe('Equal steps from 0 to all users.'),
});

@ToolController()
export class CreateScenarioStairsTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_scenario_stairs',
    title: 'Create a stairs scenario',
    description: 'Stores a Stress scenario: the users of every Virtual User climb in equal steps, then hold; shows at which step a system gives in. Answers its listing with the total of users, the planned length and the curve; starts no load. Next: get_scenario_matching_plans, then run_scenario.',
    effect: 'create',
    wayBack: { by: 'delete_scenario' },
    params: Params,
    result: CreatedScenario,
  })
  async createScenarioStairs(params: z.output<typeof Params>): Promise<z.input<typeof CreatedScenario>> {
    const { octoperf, projects, links } = this;
    const { stepCount, users } = params;
    if (stepCount > users) throw new AgentError(`${users} users cannot climb ${stepCount} steps: some steps would add nobody.`, `Give stepCount at most ${users}, or more users.`);
    return createdScenario({ octoperf, projects, links }, params, { '@type': 'UserProfileLoadAscendingStairs', ...rampOf(params), stepCount });
  }
}
