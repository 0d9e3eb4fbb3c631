import { z } from 'zod';
import { BenchReportTemplate } from '../../../contract/bench-report-template.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { patched } from '../../../octoperf/patched-entity.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { projectId, templateId } from '../../vocabulary/ids.js';
import { JsonPatch, warnings } from '../../vocabulary/json-patch.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';
import { changedTemplate } from './changed-template.js';
import { ReportTemplateListing, templateListing } from './template-listing.js';

const MODEL = { schema: BenchReportTemplate, uri: 'octoperf://schema/bench-report-template' };
const Params = z.object({
  projectId, templateId,
  patch: JsonPatch.describe('RFC 6902 operations; pointers from get_report_template. Add an item at /items/- with "id": "".'),
  withoutUndo,
});
const Result = ReportTemplateListing.extend({ warnings, ...undoFields });

@ToolController()
export class PatchReportTemplateTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'patch_report_template',
    title: 'Patch report template',
    description: 'Adds, changes or drops items and settings of a report template by RFC 6902 JSON Patch: all operations or none. Metrics are not checked, because a template has no run: apply it to a report to see. Read octoperf://schema/bench-report-template and get_report_template first. undo_change takes it back.',
    effect: 'overwrite',
    wayBack: { copy: 'the template' },
    params: Params,
    result: Result,
  })
  async patchReportTemplate({ patch, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { octoperf, undo: copies, projects } = this;
    const warnings: string[] = [];
    const { template, undo } = await changedTemplate({ octoperf, undo: copies, projects }, { ...wanted, tool: 'patch_report_template' }, (current) => {
      const result = patched(current, patch, MODEL);
      warnings.push(...result.warnings);
      return result.entity;
    });
    return { ...templateListing(template, this.links), warnings, ...undo };
  }
}
