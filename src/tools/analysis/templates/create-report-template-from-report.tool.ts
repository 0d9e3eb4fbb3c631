import { z } from 'zod';
import { EntityDescription, EntityName } from '../../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { reportId } from '../../vocabulary/ids.js';
import { ListedTemplate, ReportTemplateListing, templateListing } from './template-listing.js';

const Params = z.object({
  reportId,
  name: EntityName.optional().describe('Name of the template; default: that of the report.'),
  description: EntityDescription.optional().describe('Default: that of the report.'),
});
const Result = ReportTemplateListing.extend({
  sourceItemCount: z.int().describe('Items of the report; more than itemCount where some could not be kept.'),
  runSpecificFilterFields: z.array(z.string()).describe('Fields whose filters were dropped, because they name what one run had.'),
});
const Made = ListedTemplate.extend({ itemCount: z.int().optional(), sourceItemCount: z.int().default(0), runSpecificFilterFields: z.array(z.string()).default([]) });

@ToolController()
export class CreateReportTemplateFromReportTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_report_template_from_report',
    title: 'Template from a report',
    description: 'Saves the look of a report as a template of its workspace, for runs to come. Filters on load generators, regions and monitors of the run are dropped, and what is empty without them; the answer says what. Next: run_scenario or schedule_scenario_* with templateId, apply_report_template.',
    effect: 'create',
    wayBack: { by: 'delete_report_template' },
    params: Params,
    result: Result,
  })
  async createReportTemplateFromReport({ reportId, name, description }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const body = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
    const made = await this.octoperf.call('createReportTemplate', Made, { reportId }, { body });
    const { sourceItemCount, runSpecificFilterFields } = made;
    return { ...templateListing(made, this.links), sourceItemCount, runSpecificFilterFields };
  }
}
