import { z } from 'zod';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { CreatedTrend, createdTrend, TREND_WAY_BACK, trending } from './trend-report.js';

const Params = z.object({
  ...trending,
  fromMs: z.int().min(0).optional().describe('Earliest creation, epoch ms.'),
  toMs: z.int().min(0).optional().describe('Latest creation, epoch ms.'),
});

@ToolController()
export class CreateTrendReportByCreationDateTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_trend_report_by_creation_date',
    title: 'Trend report by creation date',
    description: 'Makes a report that follows a project over time: a reference run, and all runs created within the bounds; without a bound, all before or after. The choice is made anew at every read. Next: get_bench_report; DELTA tables are differences to the reference run.',
    effect: 'create',
    wayBack: TREND_WAY_BACK,
    params: Params,
    result: CreatedTrend,
  })
  async createTrendReportByCreationDate({ fromMs, toMs, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof CreatedTrend>> {
    if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) throw new AgentError('fromMs lies after toMs: no run can match.', 'Exchange the bounds.');
    const { octoperf, projects, links } = this;
    return createdTrend({ octoperf, projects, links }, wanted, { '@type': 'TrendReportCreationDateSelector', fromMs: fromMs ?? null, toMs: toMs ?? null });
  }
}
