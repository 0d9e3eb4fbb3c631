import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { ToolStatistics } from '../../observe/tool-statistics.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { fitting } from '../vocabulary/fitting.js';

const Params = z.object({
  timeRange: z.enum(['hour', 'day', 'week']).default('day').describe('Up to now.'),
  offset: narrowing.offset,
});
const ms = z.number();
const Result = z.object({
  from: z.string().describe('Start of the window.'),
  countedSince: z.string().describe('Later than from: the counts do not cover the whole window.'),
  survivesRestart: z.boolean(),
  calls: z.int(),
  errors: z.int(),
  tools: z.array(z.object({
    tool: z.string(),
    calls: z.int(),
    errors: z.record(z.string(), z.int()).optional().describe('agent: the caller could fix it (or was asked to confirm); outage: OctoPerf was away; defect: this server failed; protocol: malformed.'),
    p50Ms: ms, p95Ms: ms, p99Ms: ms,
    bytes: z.int().describe('Text of all answers.'),
  })),
  ...leftOut,
});

@ToolController()
export class GetToolStatisticsTool {
  constructor(private readonly statistics: ToolStatistics) {}

  @OctoperfTool({
    name: 'get_tool_statistics',
    title: 'Get tool statistics',
    description: 'How the tools of this server were used, by all callers: calls, errors by kind, latency percentiles (within 5 %) and answer bytes per tool, most called first. For questions about this server; load-test results are in get_bench_report.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getToolStatistics({ timeRange, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { from, since, isStored, tools } = this.statistics.window(timeRange);
    const shown = tools.map(({ tool, calls, failures, p50, p95, p99, bytes }) => ({ tool, calls, ...(Object.keys(failures).length === 0 ? {} : { errors: failures }), p50Ms: p50, p95Ms: p95, p99Ms: p99, bytes }));
    const { entries, omitted } = fitting(shown, { offset });
    return {
      from: new Date(from).toISOString(), countedSince: new Date(since).toISOString(), survivesRestart: isStored,
      calls: tools.reduce((sum, { calls }) => sum + calls, 0), errors: tools.reduce((sum, { failures }) => sum + Object.values(failures).reduce((all, count) => all + count, 0), 0),
      tools: entries, total: tools.length, ...(omitted === undefined ? {} : { omitted }),
    };
  }
}
