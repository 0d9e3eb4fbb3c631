import { z } from 'zod';
import { Subscription } from '../../contract/subscription.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut } from '../vocabulary/bounded.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({});
const Result = z.object({
  subscriptions: z.array(z.object({
    id: z.string(), name: z.string(), status: z.string().describe('active, trialing or cancel_at_period_end'),
    maxConcurrentUsers: z.int(), maxRealBrowserUsers: z.int(), maxProfilesPerScenario: z.int(), maxTestDurationSec: z.int(), remainingTests: z.int(), maxTestsPerRun: z.int(),
  })),
  ...leftOut,
});

@ToolController()
export class ListActiveSubscriptionsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_active_subscriptions',
    title: 'List active subscriptions',
    description: 'Usable subscriptions of the account with every cap (users, real browsers, profiles, duration, tests left). Use it when get_scenario_matching_plans is empty, to see which cap the scenario exceeds.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listActiveSubscriptions(_params: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { entries, ...rest } = narrowed(await this.octoperf.call('subscriptions', z.array(Subscription), {}), {}, (subscription) => subscription);
    return { subscriptions: entries, ...rest };
  }
}
