import { z } from 'zod';
import { CorrelationFramework } from '../../contract/correlation-rule.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object(narrowing);
const Result = z.object({ frameworks: z.array(z.object({ id: z.string(), name: z.string(), ruleCount: z.int() })), ...leftOut });

@ToolController()
export class ListCorrelationFrameworksTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_correlation_frameworks',
    title: 'List correlation frameworks',
    description: 'Ready-made packs of correlation rules (SAML, OAuth, .NET, Java and more) that this OctoPerf offers. Where the site uses one of these techniques: add_correlation_framework_to_project. For everything else suggest_correlation_rules looks at the recording itself.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listCorrelationFrameworks(narrow: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('correlationFrameworks', z.array(CorrelationFramework), {});
    const { entries, ...rest } = narrowed(all, narrow, ({ id, name, ruleCount }) => ({ id, name, ruleCount }));
    return { frameworks: entries, ...rest };
  }
}
