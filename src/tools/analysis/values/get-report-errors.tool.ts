import { z } from 'zod';
import { BenchError } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController, untrusted, UNTRUSTED_NOTE } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { cutText } from '../../vocabulary/cut-text.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { actionNames } from '../action-names.js';
import { runsOf } from '../figures.js';
import { valuesRequest } from './values-request.js';
import { window } from './window.js';

const ROWS_MAX = 50;
const MESSAGE_MAX = 300;
const Params = z.object({ reportId, itemId, ...window, offset: z.int().min(0).optional().describe('Skip so many errors.') });
const Result = z.object({
  errors: z.array(z.object({
    benchResultId: z.string(), actionId: z.string(), name: z.string().optional().describe('Name of the action today.'), timestamp: z.number().describe('epoch ms'),
    responseCode: z.string().describe('HTTP status; -1 = no answer, see errorMessage'),
    errorMessage: z.string(), assertions: z.array(z.object({ name: z.string(), message: z.string() })).describe('Failed assertions.'), loadGenerator: z.string().optional(),
  })),
  ...leftOut,
});

@ToolController()
export class GetReportErrorsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_errors',
    title: 'Failed samples',
    description: `Failed samples of an ErrorsReportItem: code, message, failed assertions. A few are kept per request and code; exact counts are in the tables. Group by actionId and code, then fetch_bench_error_http for one of each. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportErrors({ reportId, itemId, offset, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_errors', range);
    const [all, nameOf] = await Promise.all([this.octoperf.call('reportErrors', z.array(BenchError), {}, { body: item, query }), actionNames(this.octoperf, runsOf(item))]);
    const { entries, ...rest } = fitting(all.map((error) => shown(error, nameOf(error.actionId))), { offset, most: ROWS_MAX });
    return { errors: entries, total: all.length, ...rest };
  }
}

function shown(error: BenchError, name: string | undefined): BenchError & { name?: string } {
  const assertions = error.assertions.map(({ name, message }) => ({ name, message: fenced(message) }));
  return { ...error, ...(name === undefined ? {} : { name }), errorMessage: fenced(error.errorMessage), assertions };
}

function fenced(message: string): string {
  const { text, left } = cutText(message, MESSAGE_MAX);
  if (text === '') return '';
  return left === 0 ? untrusted(text) : `${untrusted(text)} (${left} more characters: fetch_bench_error_http)`;
}
