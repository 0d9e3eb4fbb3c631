import { z } from 'zod';
import { DATA_STATUS, ListedBenchReport } from '../../../contract/bench-report.js';
import { epochMs } from '../../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../../vocabulary/bounded.js';
import { projectId } from '../../vocabulary/ids.js';
import { instant, url } from '../../vocabulary/listings.js';
import { narrowed } from '../../vocabulary/narrowed.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({
  reports: z.array(z.object({
    id: z.string(), name: z.string(), description: z.string().optional(), tags: z.array(z.string()).optional(),
    benchResultIds: z.array(z.string()).describe('The runs it covers.'), created: z.string().optional(), lastModified: z.string().optional(), url,
  })),
  reportIdsNeedingDataUpdate: z.array(z.string()), reportIdsBeingUpdated: z.array(z.string()),
  ...leftOut,
});

@ToolController()
export class ListBenchReportsByProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_bench_reports_by_project',
    title: 'List bench reports',
    description: 'Reports of a project, newest first, each with the runs it covers, and which of them need a data update before their values can be read. To find a past test. Next: get_bench_report.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listBenchReportsByProject({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [all, workspaceId] = await Promise.all([this.octoperf.call('benchReports', z.array(ListedBenchReport), { projectId }), this.projects.workspaceId(projectId)]);
    const newest = all.sort((left, right) => (epochMs(right.created) ?? 0) - (epochMs(left.created) ?? 0));
    const { entries: reports, ...rest } = narrowed(newest, narrow, ({ id, name, description, tags, benchResultIds, created, lastModified, projectId: at }) => ({
      id, name, benchResultIds,
      ...(description === '' ? {} : { description }), ...(tags.length === 0 ? {} : { tags }),
      created: instant(created), lastModified: instant(lastModified), url: this.links.report(workspaceId, at, id),
    }));
    // A backend that says nothing of it still refuses the values of outdated data and names the runs (behaviour.md §21.4).
    const shown = new Set(reports.map(({ id }) => id));
    const marked = (status: string): string[] => newest.filter(({ id, dataStatus }) => shown.has(id) && dataStatus === status).map(({ id }) => id);
    return { reports, reportIdsNeedingDataUpdate: marked(DATA_STATUS.needsUpdate), reportIdsBeingUpdated: marked(DATA_STATUS.updating), ...rest };
  }
}
