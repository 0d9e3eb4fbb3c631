import { z } from 'zod';
import { Measured, ValueWrapper } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { benchResultId } from '../vocabulary/ids.js';

const Params = z.object({ benchResultId });
const Result = z.object({ progress: z.number().describe('Percent, 0 to 100.') });

@ToolController()
export class GetBenchStatusTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_bench_status',
    title: 'Progress of a run',
    description: 'How far a run is, 0 to 100 percent. For display only: it freezes when a run aborts, so it never tells whether the run is over. Ask get_bench_result for that.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getBenchStatus({ benchResultId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { value } = await this.octoperf.call('benchProgress', ValueWrapper(Measured), { benchResultId });
    return { progress: typeof value === 'number' ? value : 0 };
  }
}
