import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../../vocabulary/bounded.js';
import { projectId } from '../../vocabulary/ids.js';
import { narrowed } from '../../vocabulary/narrowed.js';
import { ListedTemplate, ReportTemplateListing, templateListing } from './template-listing.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ templates: z.array(ReportTemplateListing), ...leftOut });

@ToolController()
export class ListReportTemplatesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_report_templates',
    title: 'List report templates',
    description: 'Report templates of the workspace that owns the project, with the number of their items. Use one with run_scenario, schedule_scenario_* (templateId) or apply_report_template; make one with create_report_template_from_report.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listReportTemplates({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('reportTemplates', z.array(ListedTemplate), { workspaceId: await this.projects.workspaceId(projectId) });
    const { entries: templates, ...rest } = narrowed(all, narrow, (template) => templateListing(template, this.links));
    return { templates, ...rest };
  }
}
