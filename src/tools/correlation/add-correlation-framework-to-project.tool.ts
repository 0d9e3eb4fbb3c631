import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut } from '../vocabulary/bounded.js';
import { frameworkId, projectId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { CorrelationRuleListing, correlationRuleListing, ListedRule } from './correlation-rule-listing.js';

const Params = z.object({ projectId, frameworkId });
const Result = z.object({ rules: z.array(CorrelationRuleListing).describe('Only those created now.'), ...leftOut });

@ToolController()
export class AddCorrelationFrameworkToProjectTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'add_correlation_framework_to_project',
    title: 'Add correlation framework',
    description: 'Creates the rules of a pack that the project does not have yet, at once, and answers only these: none when all are there. Packs can be combined. Changes no Virtual User: next apply_correlations_to_virtual_user.',
    effect: 'edit',
    wayBack: { by: 'delete_correlation_rule for each rule of the answer' },
    params: Params,
    result: Result,
  })
  async addCorrelationFrameworkToProject({ projectId, frameworkId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const workspaceId = await this.projects.workspaceId(projectId);
    const created = await this.octoperf.call('addCorrelationFramework', z.array(ListedRule), { frameworkId, projectId });
    const { entries, total, omitted } = narrowed(created, {}, (rule) => correlationRuleListing(rule, this.links.correlationRule(workspaceId, projectId, rule.id)));
    return { rules: entries, total, ...(omitted === undefined ? {} : { omitted: `${total - entries.length} more were created: list_correlation_rules` }) };
  }
}
