import { z } from 'zod';
import { BenchLoadGenerator } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { fitting } from '../../vocabulary/fitting.js';
import { benchResultId } from '../../vocabulary/ids.js';

/** What a generator measured of itself: the embedded backend adds it, the product does not. */
const measured = {
  injectorId: z.string().optional().describe('Filter term of its figures.'),
  verdict: z.enum(['KEPT_UP', 'BOTTLENECK']).optional().describe('BOTTLENECK = response times hold its own delays.'),
  reasons: z.array(z.string()).optional(),
  cpuPercent: z.object({ average: z.number(), max: z.number() }).optional().describe('Of one core.'),
  loopDelayMs: z.object({ p99Median: z.number(), max: z.number() }).optional().describe('How late its event loop was.'),
  residentMegabytes: z.number().optional().describe('At most.'),
  sockets: z.number().optional().describe('Most connections at once.'),
  starts: z.number().optional().describe('Users started.'),
  lateStarts: z.number().optional().describe('Of these, late.'),
};
const Listed = BenchLoadGenerator.extend(measured);
const Params = z.object({ benchResultId, offset: z.int().min(0).optional().describe('Skip so many generators.') });
const Result = z.object({
  generators: z.array(BenchLoadGenerator.pick({ region: true, host: true, vuCount: true, start: true, end: true }).extend({
    vuCount: z.int().describe('Most users at once.'), start: z.number().optional().describe('epoch ms'), end: z.number().optional().describe('epoch ms'), ...measured,
  })),
  ...leftOut,
});

@ToolController()
export class ListBenchLoadGeneratorsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_bench_load_generators',
    title: 'Load generators of a run',
    description: 'Load generators of a run: region, host, most users at once, start and end, and where they tell, CPU, memory and whether one was the bottleneck. To check before trusting response times: an overloaded generator makes a site look slow. Ids: benchResultIds of get_bench_report.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listBenchLoadGenerators({ benchResultId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('loadGenerators', z.array(Listed), { benchResultId });
    const { entries, ...rest } = fitting(all, { offset });
    return { generators: entries, total: all.length, ...rest };
  }
}
