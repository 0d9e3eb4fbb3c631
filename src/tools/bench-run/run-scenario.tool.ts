import { z } from 'zod';
import { BenchReport } from '../../contract/bench-report.js';
import { Scenario } from '../../contract/scenario.js';
import { EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { IdempotencyKey } from '../../octoperf/idempotency-key.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { scenarioId, templateId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { pollingOf } from './polling.js';

const Params = z.object({
  scenarioId,
  templateId: templateId.optional().describe('Report template that shapes the report, from list_report_templates; default: the standard report.'),
  name: EntityName.optional().describe('Name of the run and its report.'),
  idempotencyKey: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'takes 1 to 200 characters of ASCII without spaces').optional().describe('Any text of yours, new for each run that is meant: repeat a call that got no answer with the same one, within 24 h, and the run starts once.'),
});
const Result = z.object({
  benchReportId: z.string(),
  benchResultIds: z.array(z.string()),
  url,
  plannedDurationSec: z.number(),
  pollEverySec: z.int().describe('Seconds to wait between two calls of get_bench_result.'),
  repeated: z.boolean().optional().describe('True: this key was used before; this is the run it started then, and no new one.'),
  warnings: z.array(z.string()).optional().describe('What the scenario asks for and the backend does not do.'),
});
/** What a backend says beside the report: one that knows idempotency keys whether this run is an earlier one, and what a run will leave out. */
const Told = z.object({ repeated: z.boolean(), warnings: z.array(z.string()) }).partial();

@ToolController()
export class RunScenarioTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks, private readonly key: IdempotencyKey) {}

  @OctoperfTool({
    name: 'run_scenario',
    title: 'Run a load test',
    description: 'Starts a REAL load test: spends credits and loads the target. Confirm with the user first, naming account, scenario and users. Then wait_for_bench until terminal is true; read get_bench_report. Pre-flight: get_run_preflight.',
    effect: 'spend',
    wayBack: { none: 'Load that was sent stays sent and credits stay spent; stop_bench_result ends the run.' },
    params: Params,
    result: Result,
  })
  async runScenario({ scenarioId, templateId, name, idempotencyKey }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    // Everything that can fail is read before load starts: once it has, the answer must get through.
    const scenario = await this.octoperf.call('scenario', Scenario, { scenarioId });
    const workspaceId = await this.projects.workspaceId(scenario.projectId);
    const report = await this.octoperf.call('runScenario', BenchReport, { scenarioId }, { query: { templateId, name }, body: {}, idempotencyKey: this.key.or(idempotencyKey) });
    return {
      benchReportId: report.id,
      benchResultIds: report.benchResultIds,
      url: this.links.report(workspaceId, report.projectId, report.id),
      ...pollingOf(scenario),
      ...Told.safeParse(report).data,
    };
  }
}
