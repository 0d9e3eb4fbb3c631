import { z } from 'zod';
import { BenchResult, isTerminal } from '../../contract/bench-result.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { benchResultId } from '../vocabulary/ids.js';

const Params = z.object({ benchResultId });
const Result = z.object({ id: z.string(), state: z.string(), terminal: z.boolean().describe('False while the run is still ending.') });

@ToolController()
export class StopBenchResultTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'stop_bench_result',
    title: 'Stop a run',
    description: 'Destructive: aborts a running load test; it ends ABORTED and cannot be resumed, what it measured stays. Confirm with the user first. Next: get_bench_result every 3 s until terminal is true.',
    effect: 'stop',
    wayBack: { none: 'A stopped run cannot go on; run_scenario starts another.' },
    params: Params,
    result: Result,
  })
  async stopBenchResult({ benchResultId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    // One public client reads a BenchResult here, another ignores the answer: it may be empty (octoperf-rest-api.md §3.6).
    const run = (await this.octoperf.maybe('stopBench', BenchResult, { benchResultId })) ?? (await this.octoperf.call('benchResult', BenchResult, { benchResultId }));
    return { ...run, terminal: isTerminal(run.state) };
  }
}
