import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { EntityName } from '../../../contract/wire.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { benchResultId } from '../../vocabulary/ids.js';
import { SeveralRunsListing, severalRunsListing } from './report-listing.js';

const Params = z.object({
  benchResultIds: z.array(benchResultId).min(2).max(4).describe('2 to 4 runs of one project, FINISHED or ABORTED; their order is that of the columns.'),
  names: z.array(EntityName).min(2).max(4).optional().describe('One label per run; default Run A to Run D.'),
  name: EntityName.optional().describe('Name of the report, at most 80 characters.'),
});

@ToolController()
export class CreateComparisonReportTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_comparison_report',
    title: 'Comparison report',
    description: 'Makes a report that shows 2 to 4 runs side by side, one metric per run in each chart and table. The runs are fixed; for a choice that grows use create_trend_report_by_tags. Next: get_bench_report.',
    effect: 'create',
    wayBack: { by: 'delete_bench_report' },
    params: Params,
    result: SeveralRunsListing,
  })
  async createComparisonReport({ benchResultIds, names, name }: z.output<typeof Params>): Promise<z.input<typeof SeveralRunsListing>> {
    if (names !== undefined && names.length !== benchResultIds.length) throw new AgentError(`There are ${benchResultIds.length} runs and ${names.length} names.`, 'Give one name per run, or none.');
    const { octoperf, projects, links } = this;
    const report = await octoperf.call('createComparisonReport', BenchReport, {}, { body: { benchResultIds, ...(names === undefined ? {} : { names }), ...(name === undefined ? {} : { name }) } });
    return severalRunsListing(report, { octoperf, projects, links });
  }
}
