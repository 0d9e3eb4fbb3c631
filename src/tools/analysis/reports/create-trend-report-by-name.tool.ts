import { z } from 'zod';
import { NAME_MAX } from '../../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { CreatedTrend, createdTrend, TREND_WAY_BACK, trending } from './trend-report.js';

const Params = z.object({
  ...trending,
  search: z.string().min(1).max(NAME_MAX).describe('Name, or part of it.'),
  matchType: z.enum(['EQUALS', 'CONTAINS', 'STARTS_WITH', 'ENDS_WITH', 'EQUALS_IGNORECASE', 'CONTAINS_IGNORECASE', 'STARTS_WITH_IGNORECASE', 'ENDS_WITH_IGNORECASE']).default('EQUALS').describe('How search is compared with the name of the scenario.'),
});

@ToolController()
export class CreateTrendReportByNameTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_trend_report_by_name',
    title: 'Trend report by name',
    description: 'Makes a report that follows one scenario over time: a reference run, and the runs whose scenario was named so at launch. The choice is made anew at every read. Next: get_bench_report; DELTA tables are differences to the reference run.',
    effect: 'create',
    wayBack: TREND_WAY_BACK,
    params: Params,
    result: CreatedTrend,
  })
  async createTrendReportByName({ search, matchType, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof CreatedTrend>> {
    const { octoperf, projects, links } = this;
    return createdTrend({ octoperf, projects, links }, wanted, { '@type': 'TrendReportNameSelector', search, matchType });
  }
}
