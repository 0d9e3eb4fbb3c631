import { z } from 'zod';
import { BenchReport, CheckedBenchReport } from '../../../contract/bench-report.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { patched } from '../../../octoperf/patched-entity.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { reportId } from '../../vocabulary/ids.js';
import { JsonPatch, warnings } from '../../vocabulary/json-patch.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';
import { checkedItems } from './checked-items.js';
import { BenchReportListing, reportListing } from './report-listing.js';

const MODEL = { schema: CheckedBenchReport, uri: 'octoperf://schema/bench-report' };
const Params = z.object({
  reportId,
  patch: JsonPatch.describe('RFC 6902 operations; pointers from get_bench_report. Add an item at /items/- with "id": "". In a trend report change the metrics of the reference run: they come first in each item.'),
  withoutUndo,
});
const Result = BenchReportListing.extend({ warnings, ...undoFields });

@ToolController()
export class PatchBenchReportTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'patch_bench_report',
    title: 'Patch bench report',
    description: 'Adds, changes or drops items, metrics, filters and settings of a report by RFC 6902 JSON Patch: all operations or none, metrics checked before it is stored. Read octoperf://schema/bench-report and get_bench_report first. Next: read the values of what changed; undo_change takes it back.',
    effect: 'overwrite',
    wayBack: { copy: 'the report' },
    params: Params,
    result: Result,
  })
  async patchBenchReport({ reportId, patch, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('bench-report', reportId);
    const { entity, warnings } = patched(current, patch, MODEL);
    if (JSON.stringify(entity['benchResultIds']) !== JSON.stringify(current['benchResultIds'])) throw new AgentError('The patch changes benchResultIds, which cannot change.', 'Make another report: create_comparison_report, or create_trend_report_by_tags.');
    const unchecked = await checkedItems(this.octoperf, current, entity);
    const { answer, undo } = await this.undo.changing({ kind: 'bench-report', tool: 'patch_bench_report', entities: [current], withoutUndo },
      () => this.octoperf.call('updateBenchReport', BenchReport, { reportId }, { body: entity }));
    return { ...(await reportListing(answer, { projects: this.projects, links: this.links })), warnings: [...warnings, ...unchecked], ...undo };
  }
}
