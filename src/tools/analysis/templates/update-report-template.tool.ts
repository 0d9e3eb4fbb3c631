import { z } from 'zod';
import { EntityDescription, EntityName } from '../../../contract/wire.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { projectId, templateId } from '../../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';
import { changedTemplate } from './changed-template.js';
import { ReportTemplateListing, templateListing } from './template-listing.js';

const Params = z.object({
  projectId, templateId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  withoutUndo,
});
const Result = ReportTemplateListing.extend(undoFields);

@ToolController()
export class UpdateReportTemplateTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_report_template',
    title: 'Update report template',
    description: 'Renames or re-describes a report template; its items stay (for those: patch_report_template). Answers the template after the change; undo_change takes it back.',
    effect: 'overwrite',
    wayBack: { copy: 'the template' },
    params: Params,
    result: Result,
  })
  async updateReportTemplate({ name, description, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const changes = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
    if (Object.keys(changes).length === 0) throw new AgentError('There is nothing to change.', 'Give name or description.');
    const { octoperf, undo: copies, projects } = this;
    const { template, undo } = await changedTemplate({ octoperf, undo: copies, projects }, { ...wanted, tool: 'update_report_template' }, (current) => ({ ...current, ...changes }));
    return { ...templateListing(template, this.links), ...undo };
  }
}
