import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { instant, url } from '../../vocabulary/listings.js';
import { reportItem } from '../report-item.js';
import { shownItem, shownItems } from './shown-report.js';

const Params = z.object({ reportId, itemId: itemId.optional().describe('Only this item, complete.') });
const Result = z.object({
  id: z.string(), projectId: z.string(), name: z.string(), description: z.string(), tags: z.array(z.string()), benchResultIds: z.array(z.string()),
  created: z.string().optional(), url,
  configs: z.array(z.looseObject({ '@type': z.string() })),
  items: z.array(z.looseObject({ '@type': z.string(), id: z.string(), name: z.string() })).describe('Empty fields, and benchResultId where the report has one run, are left out. repeatedFor: the same metrics follow once more for so many further runs, in the order of benchResultIds or of the results of the TrendReportConfig.'),
  omitted: z.string().optional(),
});

@ToolController()
export class GetBenchReportTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_bench_report',
    title: 'Get a bench report',
    description: 'The report with its items, not their values. Read the values by item type: Summary and BarChart get_report_summary_values, StatisticTable get_report_table_values, LineChart and PercentilesChart get_report_line_chart_values, Errors get_report_errors. Values before the run is FINISHED are preliminary.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getBenchReport({ reportId, itemId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { report, shown } = await this.shown(reportId, itemId);
    return {
      ...report, ...shown,
      created: instant(report.created),
      url: this.links.report(await this.projects.workspaceId(report.projectId), report.projectId, report.id),
    };
  }

  private async shown(reportId: string, itemId: string | undefined): Promise<{ report: BenchReport; shown: ReturnType<typeof shownItems> }> {
    if (itemId === undefined) {
      const report = await this.octoperf.call('benchReport', BenchReport, { reportId });
      return { report, shown: shownItems(report) };
    }
    const { report, item } = await reportItem(this.octoperf, { reportId, itemId });
    return { report, shown: shownItem(report, item) };
  }
}
