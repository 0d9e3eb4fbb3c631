import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { EntityDescription, EntityName } from '../../../contract/wire.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { reportId } from '../../vocabulary/ids.js';
import { tags } from '../../vocabulary/tags.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';
import { BenchReportListing, reportListing } from './report-listing.js';

const Params = z.object({
  reportId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  tags: tags.optional().describe('Replaces the whole set of tags.'),
  withoutUndo,
});
const Result = BenchReportListing.extend(undoFields);

@ToolController()
export class UpdateBenchReportTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_bench_report',
    title: 'Update bench report',
    description: 'Changes name, description or tags of a report; its items stay (for those: patch_bench_report). Tags of a report of one run are tags of that run: trend reports select by them. Answers the report after the change; undo_change takes it back.',
    effect: 'edit',
    wayBack: { copy: 'the report' },
    params: Params,
    result: Result,
  })
  async updateBenchReport({ reportId, withoutUndo, ...changes }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0) throw new AgentError('There is nothing to change.', 'Give name, description or tags.');
    const current = await this.undo.read('bench-report', reportId);
    const { answer, undo } = await this.undo.changing({ kind: 'bench-report', tool: 'update_bench_report', entities: [current], withoutUndo },
      () => this.octoperf.call('updateBenchReport', BenchReport, { reportId }, { body: { ...current, ...given } }));
    return { ...(await reportListing(answer, { projects: this.projects, links: this.links })), ...undo };
  }
}
