import { z } from 'zod';
import { ScenarioMatchingPlan } from '../../contract/subscription.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut } from '../vocabulary/bounded.js';
import { scenarioId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({ scenarioId });
const Result = z.object({
  launchable: z.boolean(),
  plans: z.array(z.object({
    planId: z.string(), name: z.string(), maxConcurrentUsers: z.int(), maxRealBrowserUsers: z.int(), maxTestDurationSec: z.int(),
    allocatedVus: z.int().describe('Users the plan would allocate.'),
    parallelRunsSupported: z.int().describe('Copies of the scenario that may run at once; not a number of users.'),
  })),
  ...leftOut,
  next: z.string().optional().describe('Where no plan can host it: how to find out why.'),
});
const WHY_NONE = 'Compare get_scenario with the caps of list_active_subscriptions (maxConcurrentUsers, maxRealBrowserUsers, maxProfilesPerScenario, maxTestDurationSec, remainingTests), or ask get_run_preflight, which does.';

@ToolController()
export class GetScenarioMatchingPlansTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_scenario_matching_plans',
    title: 'Plans that can host a scenario',
    description: 'Pre-flight of run_scenario: the plans able to host the scenario, with their caps. An empty list means that it cannot be launched: list_active_subscriptions then shows which cap binds.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getScenarioMatchingPlans({ scenarioId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { entries, ...rest } = narrowed(await this.octoperf.call('matchingPlans', z.array(ScenarioMatchingPlan), { scenarioId }), {}, (plan) => plan);
    return { launchable: entries.length > 0, plans: entries, ...rest, ...(entries.length > 0 ? {} : { next: WHY_NONE }) };
  }
}
