import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { reportId, templateId } from '../../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';
import { BenchReportListing, reportListing } from '../reports/report-listing.js';

const Params = z.object({ reportId, templateId, withoutUndo });
const Result = BenchReportListing.extend(undoFields);

@ToolController()
export class ApplyReportTemplateTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'apply_report_template',
    title: 'Apply a report template',
    description: 'Destructive: replaces all items of a report of one run by those of a template, which then read its run; the time range stays. Refused on trend and comparison reports. Confirm with the user first; undo_change takes it back. Next: get_bench_report.',
    effect: 'overwrite',
    wayBack: { copy: 'the report' },
    params: Params,
    result: Result,
  })
  async applyReportTemplate({ reportId, templateId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('bench-report', reportId);
    const { answer, undo } = await this.undo.changing({ kind: 'bench-report', tool: 'apply_report_template', entities: [current], withoutUndo },
      () => this.octoperf.call('applyReportTemplate', BenchReport, { templateId, reportId }));
    return { ...(await reportListing(answer, { projects: this.projects, links: this.links })), ...undo };
  }
}
