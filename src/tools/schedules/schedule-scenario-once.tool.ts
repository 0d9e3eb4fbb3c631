import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { ScheduledJobListing } from './scheduled-job-listing.js';
import { scheduledScenario, scheduling } from './scheduled-scenario.js';

const Params = z.object({
  ...scheduling,
  runAt: z.string().min(1).max(40).describe('ISO-8601 with offset, such as 2030-01-31T02:00:00+01:00; in the future, on some platforms by 5 minutes or more.'),
});

@ToolController()
export class ScheduleScenarioOnceTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'schedule_scenario_once',
    title: 'Schedule one run',
    description: 'Plans one REAL run at a date and time: credits are spent and the target is loaded when it fires, with nobody watching. Confirm with the user first, naming account, scenario, users and local time. Pre-flight: get_scenario_matching_plans. Way back: disable_scheduled_job, delete_scheduled_job.',
    effect: 'spend',
    wayBack: { by: 'delete_scheduled_job; there was nothing to keep a copy of. What it started by then stays' },
    params: Params,
    result: ScheduledJobListing,
  })
  async scheduleScenarioOnce({ runAt, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof ScheduledJobListing>> {
    const { octoperf, projects, links } = this;
    return scheduledScenario({ octoperf, projects, links }, wanted, { '@type': 'OneShotTrigger', runAt });
  }
}
