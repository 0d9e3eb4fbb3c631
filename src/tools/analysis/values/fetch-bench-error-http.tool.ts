import { z } from 'zod';
import { HttpExchange } from '../../../contract/http-exchange.js';
import { OctoperfTool, ToolController, UNTRUSTED_NOTE } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { actionId, benchResultId } from '../../vocabulary/ids.js';
import { ShownExchange, shownExchange } from './shown-exchange.js';

const Params = z.object({
  benchResultId, actionId,
  timestamp: z.int().min(0).describe('Epoch ms of the failed sample, from get_report_errors.'),
  bodyOffset: z.int().min(0).default(0).describe('Show both bodies from this character on.'),
});

@ToolController()
export class FetchBenchErrorHttpTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'fetch_bench_error_http',
    title: 'HTTP of a failed sample',
    description: `Request and response of one failed sample of a run, named by benchResultId, actionId and timestamp of a get_report_errors row. Bodies come 4,000 characters at a time. To learn why a request failed under load. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: ShownExchange,
  })
  async fetchBenchErrorHttp({ benchResultId, actionId, timestamp, bodyOffset }: z.output<typeof Params>): Promise<z.input<typeof ShownExchange>> {
    return shownExchange(await this.octoperf.call('errorHttp', HttpExchange, { benchResultId, actionId, timestamp }), bodyOffset);
  }
}
