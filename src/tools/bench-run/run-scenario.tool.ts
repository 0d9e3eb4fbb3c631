import { z } from 'zod';
import { BenchReport } from '../../contract/bench-report.js';
import { Scenario } from '../../contract/scenario.js';
import { EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { scenarioId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { pollingOf } from './polling.js';

const Params = z.object({
  scenarioId,
  templateId: z.string().min(1).max(200).optional().describe('Report template that shapes the report; default: the standard report.'),
  name: EntityName.optional().describe('Name of the run and its report.'),
});
const Result = z.object({
  benchReportId: z.string(),
  benchResultIds: z.array(z.string()),
  url,
  plannedDurationSec: z.number(),
  pollEverySec: z.int().describe('Seconds to wait between two calls of get_bench_result.'),
  warnings: z.array(z.string()).optional().describe('What the scenario asks for and the backend does not do.'),
});
/** Some backends tell beside the documented fields what a run will leave out. */
const Told = z.object({ warnings: z.array(z.string()) });

@ToolController()
export class RunScenarioTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'run_scenario',
    title: 'Run a load test',
    description: 'Starts a REAL load test: spends credits and loads the target. Confirm with the user first, naming account, scenario and users. Then poll get_bench_result every pollEverySec until state is FINISHED, ABORTED or ERROR; read get_bench_report. Pre-flight: get_scenario_matching_plans.',
    effect: 'spend',
    params: Params,
    result: Result,
  })
  async runScenario({ scenarioId, templateId, name }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    // Everything that can fail is read before load starts: once it has, the answer must get through.
    const scenario = await this.octoperf.call('scenario', Scenario, { scenarioId });
    const workspaceId = await this.projects.workspaceId(scenario.projectId);
    const report = await this.octoperf.call('runScenario', BenchReport, { scenarioId }, { query: { templateId, name }, body: {} });
    return {
      benchReportId: report.id,
      benchResultIds: report.benchResultIds,
      url: this.links.report(workspaceId, report.projectId, report.id),
      ...pollingOf(scenario),
      warnings: Told.safeParse(report).data?.warnings,
    };
  }
}
