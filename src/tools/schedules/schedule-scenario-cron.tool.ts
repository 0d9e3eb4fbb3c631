import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { ScheduledJobListing } from './scheduled-job-listing.js';
import { scheduledScenario, scheduling } from './scheduled-scenario.js';

const Params = z.object({
  ...scheduling,
  expression: z.string().min(1).max(200).describe('Unix cron, five fields in UTC: minute hour day-of-month month day-of-week (0 and 7 = Sunday). No Quartz.'),
});

@ToolController()
export class ScheduleScenarioCronTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'schedule_scenario_cron',
    title: 'Schedule recurring runs',
    description: 'Plans REAL runs again and again: EVERY firing spends credits and loads the target, until the job is disabled. Confirm with the user first, naming account, scenario, users and how often. UTC: local times shift at daylight-saving changes. Pre-flight: get_scenario_matching_plans. Way back: disable_scheduled_job, delete_scheduled_job.',
    effect: 'spend',
    wayBack: { by: 'delete_scheduled_job; there was nothing to keep a copy of. What it started by then stays' },
    params: Params,
    result: ScheduledJobListing,
  })
  async scheduleScenarioCron({ expression, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof ScheduledJobListing>> {
    const { octoperf, projects, links } = this;
    return scheduledScenario({ octoperf, projects, links }, wanted, { '@type': 'UnixCronTrigger', expression });
  }
}
