import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { projectId, templateId } from '../../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';
import { ListedTemplate, placeOfCopy } from './template-listing.js';

const Params = z.object({ templateId, projectId: projectId.optional().describe('Project whose files keep the undo copy; default: the first of the workspace.'), withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields, undoProjectId: z.string().optional().describe('The projectId that undo_change takes.') });

@ToolController()
export class DeleteReportTemplateTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_report_template',
    title: 'Delete a report template',
    description: 'Destructive: deletes a report template; reports made from it keep their items, scheduled jobs that name it run nothing any more. Confirm with the user first. undo_change, with undoProjectId, brings it back under a new id.',
    effect: 'remove',
    wayBack: { copy: 'the template' },
    params: Params,
    result: Result,
  })
  async deleteReportTemplate({ templateId, projectId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { workspaceId } = await this.octoperf.call('reportTemplate', ListedTemplate, { templateId });
    const undoProjectId = withoutUndo ? undefined : projectId ?? await placeOfCopy(this.octoperf, workspaceId);
    const entities = undoProjectId === undefined ? [] : [await this.undo.read('report-template', templateId, undoProjectId)];
    const { undo } = await this.undo.changing({ kind: 'report-template', tool: 'delete_report_template', entities, withoutUndo }, () => this.octoperf.send('deleteReportTemplate', { templateId }));
    return { deleted: true, ...undo, ...(undoProjectId === undefined ? {} : { undoProjectId }) };
  }
}
