import { z } from 'zod';
import { Scenario } from '../../contract/scenario.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { withoutSecrets } from '../../octoperf/secret-fields.js';
import { fitting } from '../vocabulary/fitting.js';
import { scenarioId } from '../vocabulary/ids.js';
import { instant, url } from '../vocabulary/listings.js';
import { previewFields, previewOf } from './load-preview.js';

const Params = z.object({
  scenarioId,
  offset: z.int().min(0).optional().describe('Skip so many user profiles.'),
});
const Result = z.object({
  id: z.string(), userId: z.string(), projectId: z.string(), name: z.string(), description: z.string(), mode: z.string(),
  userProfiles: z.array(z.looseObject({ name: z.string(), virtualUserId: z.string(), providerId: z.string(), location: z.string() })).describe('Load and engine settings of each Virtual User; durations in ms'),
  total: z.int().describe('How many user profiles there are in all.'),
  omitted: z.string().optional(),
  peakUsers: z.int(), ...previewFields,
  tags: z.array(z.string()), created: z.string().optional(), lastModified: z.string().optional(), url,
});

@ToolController()
export class GetScenarioTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_scenario',
    title: 'Get a scenario',
    description: 'The whole scenario: metadata and, per user profile, its Virtual User, location, load shape (ms) and engine settings; secrets are hidden. To check what a run will play before run_scenario.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getScenario({ scenarioId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const scenario = await this.octoperf.call('scenario', Scenario, { scenarioId });
    const { projectId, userProfiles, created, lastModified } = scenario;
    const { entries, ...rest } = fitting(withoutSecrets(userProfiles) as typeof userProfiles, { offset });
    return {
      ...scenario, ...rest,
      userProfiles: entries,
      total: userProfiles.length,
      ...previewOf(userProfiles),
      created: instant(created), lastModified: instant(lastModified),
      url: this.links.scenario(await this.projects.workspaceId(projectId), projectId, scenarioId),
    };
  }
}
