import { z } from 'zod';
import { BenchResult, isTerminal } from '../../contract/bench-result.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { benchResultId } from '../vocabulary/ids.js';
import { instant, url } from '../vocabulary/listings.js';

const Params = z.object({ benchResultId });
const Generator = z.object({ injectorId: z.string(), verdict: z.string(), reasons: z.array(z.string()) });
const Result = z.object({
  id: z.string(), batchId: z.string(), scenarioId: z.string(), designProjectId: z.string(), resultProjectId: z.string(),
  state: z.string().describe('CREATED, PENDING, SCALING, PREPARING, INITIALIZING, RUNNING, then FINISHED, ABORTED or ERROR'),
  terminal: z.boolean().describe('True once the run is over: stop polling.'),
  created: z.string().optional(),
  lastModified: z.string().optional().describe('Of a run that is over: when it ended.'),
  message: z.string().optional().describe('Why it is in that state, where the backend tells.'),
  warnings: z.array(z.string()).optional().describe('What the scenario asked for and the backend did not do.'),
  generators: z.array(Generator).optional().describe('Once it is over: whether each load generator kept up. A BOTTLENECK puts its own delays into the response times: fewer users, or more generators.'),
  url: url.optional().describe('Page of the scenario it plays.'),
});
/** What some backends tell beside the documented fields: the states a run came through, what it left out, and its load generators. */
const Told = z.object({ history: z.array(z.object({ message: z.string() })).default([]), warnings: z.array(z.string()).optional(), generators: z.array(Generator).optional() });

@ToolController()
export class GetBenchResultTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_bench_result',
    title: 'State of a run',
    description: 'The run and its state: the only way to know that it is over. After run_scenario, poll every pollEverySec (3 to 60 s) until state is FINISHED, ABORTED or ERROR (terminal: true). Then get_bench_report; when ABORTED or ERROR, list_bench_result_files.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getBenchResult({ benchResultId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const run = await this.octoperf.call('benchResult', BenchResult, { benchResultId });
    const { scenarioId, designProjectId, state, created, lastModified } = run;
    const page = scenarioId === '' || designProjectId === '' ? {} : { url: this.links.scenario(await this.projects.workspaceId(designProjectId), designProjectId, scenarioId) };
    const { history = [], ...told } = Told.safeParse(run).data ?? {};
    const message = history.at(-1)?.message;
    return { ...run, terminal: isTerminal(state), created: instant(created), lastModified: instant(lastModified), message: message === '' ? undefined : message, ...told, ...page };
  }
}
