import { z } from 'zod';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { projectId, templateId } from '../../vocabulary/ids.js';
import { url } from '../../vocabulary/listings.js';
import { shownItem, shownItems } from '../reports/shown-report.js';
import { ListedTemplate, requireSameWorkspace } from './template-listing.js';

const Params = z.object({ projectId, templateId, itemId: z.string().min(1).max(200).optional().describe('Only this item of the template, complete.') });
const Result = z.object({
  id: z.string(), workspaceId: z.string(), name: z.string(), description: z.string(), url,
  configs: z.array(z.looseObject({ '@type': z.string() })),
  items: z.array(z.looseObject({ '@type': z.string(), id: z.string(), name: z.string() })).describe('Empty fields are left out.'),
  omitted: z.string().optional(),
});

@ToolController()
export class GetReportTemplateTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_report_template',
    title: 'Get a report template',
    description: 'A report template with its items and settings. It names no run: the report that is made from it does. Next: patch_report_template to change it, apply_report_template to use it.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTemplate({ projectId, templateId, itemId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const workspaceId = await this.projects.workspaceId(projectId);
    const template = await this.octoperf.call('reportTemplate', ListedTemplate, { templateId });
    requireSameWorkspace(template, workspaceId);
    const report = { ...template, benchResultIds: [] };
    return { ...template, ...(itemId === undefined ? shownItems(report) : shownItem(report, itemOf(template, itemId))), url: this.links.reportTemplate(template.workspaceId, template.id) };
  }
}

function itemOf({ name, items }: ListedTemplate, itemId: string): ListedTemplate['items'][number] {
  const item = items.find(({ id }) => id === itemId);
  if (item === undefined) throw new AgentError(`The template "${name}" has no item with the id "${itemId}".`, 'Take the id from get_report_template.');
  return item;
}
