import { z } from 'zod';
import { InjectionTarget, RULE_OF_TARGET } from '../../contract/correlation-rule.js';
import { EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { projectId } from '../vocabulary/ids.js';
import { VariableName } from '../vocabulary/variable-name.js';
import { capturingGroups } from './capturing-groups.js';
import { CorrelationRuleListing, correlationRuleListing, ListedRule } from './correlation-rule-listing.js';
import { variableFor } from './variable-name.js';

const Params = z.object({
  projectId,
  name: EntityName.describe('Name, at most 80 characters.'),
  regex: z.string().min(1).max(2000).describe('Finds the value in recorded responses; exactly one capturing group, such as name="_csrf" value="([^"]+)".'),
  variable: VariableName.optional().describe('Variable to keep the value in, not starting with two underscores; default: made of name.'),
  extractFrom: z.enum(['BODY', 'HEADERS']).default('BODY').describe('Part of the response to search.'),
  injectionTargets: z.array(InjectionTarget).min(1).describe('Where the value is sent: form field POST_PARAM, header HEADER, path segment PATH, query string QUERY_PARAM, JSON or XML body BODY.'),
  injectionRegex: z.string().min(1).max(500).optional().describe('Restrains the injection: regex on the name of the parameter or header, or on the path or body.'),
});

@ToolController()
export class CreateCorrelationRuleTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_correlation_rule',
    title: 'Create correlation rule',
    description: 'Creates a project-wide rule for a dynamic value (CSRF token, session id): a regex takes it from responses, later requests send the fresh one; suggest_correlation_rules proposes such rules. Cookies need none. Changes no Virtual User yet: next apply_correlations_to_virtual_user, once after all rules.',
    effect: 'create',
    wayBack: { by: 'delete_correlation_rule' },
    params: Params,
    result: CorrelationRuleListing,
  })
  async createCorrelationRule(params: z.output<typeof Params>): Promise<z.input<typeof CorrelationRuleListing>> {
    const body = ruleOf(params);
    const workspaceId = await this.projects.workspaceId(params.projectId);
    const rule = await this.octoperf.call('createCorrelationRule', ListedRule, {}, { body });
    return correlationRuleListing(rule, this.links.correlationRule(workspaceId, params.projectId, rule.id));
  }
}

/** The rule as REST takes it (entities.md §7 and A.5). Throws AgentError for a regex without exactly one capturing group. */
function ruleOf({ projectId, name, regex, variable, extractFrom, injectionTargets, injectionRegex = '.*' }: z.output<typeof Params>) {
  const groups = capturingGroups(regex);
  if (typeof groups === 'string') throw new AgentError(`The regex cannot be read: ${groups}.`, 'Escape the character with a backslash where it is meant literally.');
  if (groups !== 1) throw new AgentError(`The regex has ${groups} capturing groups; it needs exactly one, around the value.`, 'Write (?:…) for groups that only group.');
  return {
    id: '', userId: '', projectId, name, description: '', enabled: true,
    extractor: { '@type': 'RegexpVariableExtractor', id: '', name: variable ?? variableFor(name), enabled: true, regexp: regex, template: '$1$', from: extractFrom, matchNumber: 1, defaultValue: 'NOT_FOUND', applyTo: 'REQUEST_ONLY' },
    injectionRules: [...new Set(injectionTargets)].map((target) => ({ '@type': RULE_OF_TARGET[target], regexp: injectionRegex })),
  };
}
