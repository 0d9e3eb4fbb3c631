import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { CorrelationRuleListing, correlationRuleListing, ListedRule } from './correlation-rule-listing.js';

const Params = z.object({ projectId, ...narrowing });
const Result = z.object({ rules: z.array(CorrelationRuleListing), ...leftOut });

@ToolController()
export class ListCorrelationRulesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_correlation_rules',
    title: 'List correlation rules',
    description: 'Correlation rules of a project: what each extracts and where it injects. Rules act on a Virtual User only through apply_correlations_to_virtual_user. Look here before create_correlation_rule.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listCorrelationRules({ projectId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('correlationRules', z.array(ListedRule), { projectId })]);
    const { entries, ...rest } = narrowed(all, narrow, (rule) => correlationRuleListing(rule, this.links.correlationRule(workspaceId, projectId, rule.id)));
    return { rules: entries, ...rest };
  }
}
