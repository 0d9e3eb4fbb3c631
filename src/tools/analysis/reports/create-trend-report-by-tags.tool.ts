import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { tag } from '../../vocabulary/tags.js';
import { CreatedTrend, createdTrend, TREND_WAY_BACK, trending } from './trend-report.js';

const Params = z.object({
  ...trending,
  tags: z.array(tag).min(1).max(50).describe('A run joins if it bears every one of these.'),
});

@ToolController()
export class CreateTrendReportByTagsTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_trend_report_by_tags',
    title: 'Trend report by tags',
    description: 'Makes a report that follows one scenario over time: a reference run, and the runs that bear all the tags (of their scenario at launch, or of their own report). The choice is made anew at every read. Next: get_bench_report; DELTA tables are differences to the reference run.',
    effect: 'create',
    wayBack: TREND_WAY_BACK,
    params: Params,
    result: CreatedTrend,
  })
  async createTrendReportByTags({ tags, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof CreatedTrend>> {
    const { octoperf, projects, links } = this;
    return createdTrend({ octoperf, projects, links }, wanted, { '@type': 'TrendReportTagsSelector', tags });
  }
}
