import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { IdempotencyKey } from '../../octoperf/idempotency-key.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { RawAnswer, rawBody } from './raw-answer.js';

const Params = z.object({ runtimeId: z.string().min(1).describe('The runtime Id of the OctoPerf test to start') });

@ToolController()
export class OctoperfRunTestTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly key: IdempotencyKey) {}

  @OctoperfTool({
    name: 'octoperf_run_test',
    title: 'Start a test (raw)',
    description: 'Start an OctoPerf performance test with the specified runtime Id: REAL load. The answer is the report; its benchResultIds are what octoperf_status takes.',
    effect: 'spend',
    wayBack: { none: 'Load that was sent stays sent and credits stay spent.' },
    params: Params,
    result: RawAnswer,
  })
  async octoperfRunTest({ runtimeId }: z.output<typeof Params>): Promise<z.input<typeof RawAnswer>> {
    return { status: 'test_started', response: await rawBody(this.octoperf, 'runScenario', { scenarioId: runtimeId }, { body: {}, idempotencyKey: this.key.or(undefined) }) };
  }
}
