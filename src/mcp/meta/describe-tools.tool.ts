import { McpController } from '@rekog/mcp-nest';
import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { WHOLE_SURFACE } from '../../scope/requested-surface.js';
import { currentRequest } from '../../scope/request-scope.js';
import { OctoperfTool } from '../octoperf-tool.decorator.js';
import type { WayBack } from '../tool-spec.js';
import { ToolSurface } from '../tool-surface.js';
import { DESCRIBE_TOOLS } from './run-tool.js';
import { ToolIndex } from './tool-index.js';

const MOST = 5;
const NEAR = 3;
const Params = z.object({
  names: z.array(z.string().min(1).max(100)).min(1).max(MOST).describe('Names of tools, from find_tools.'),
  withResult: z.boolean().default(false).describe('Also the schema of what each answers.'),
});
const Schema = z.record(z.string(), z.unknown());
const Described = z.object({
  name: z.string(), title: z.string(), area: z.string(), effect: z.string(), description: z.string(),
  confirmation: z.enum(['off', 'ask']).describe('ask: the user has to agree before it acts; the first call says how.'),
  wayBack: z.string().optional().describe('How what it did is taken back.'),
  inputSchema: Schema.describe('JSON Schema of its arguments.'),
  outputSchema: Schema.optional(),
});
const Result = z.object({ tools: z.array(Described) });

@McpController()
export class DescribeToolsTool {
  constructor(private readonly index: ToolIndex, private readonly surface: ToolSurface) {}

  @OctoperfTool({
    name: DESCRIBE_TOOLS,
    title: 'Describe tools',
    description: 'Everything about up to five tools: the JSON Schema of their arguments, what they do to the world, whether the user has to agree, and how it is taken back. Next: run_tool.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async describeTools({ names, withResult }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    // As a connection with the same narrowing and without /meta lists them: with the argument that confirms, and with its default workspace.
    const listed = this.surface.view({ ...(currentRequest()?.surface ?? WHOLE_SURFACE), meta: false });
    const tools = [...new Set(names)].map((name) => {
      const [spec, wire] = [listed.spec(name), listed.tools.find((tool) => tool.name === name)];
      if (spec === undefined || wire === undefined) throw this.unknown(name);
      const { title, effect, description, wayBack } = spec;
      return {
        name, title, area: this.surface.areaOf(name) ?? '', effect, description, confirmation: this.surface.asking(name) === 'ask' ? 'ask' as const : 'off' as const,
        ...(wayBack === undefined ? {} : { wayBack: wordsOf(wayBack) }), inputSchema: wire['inputSchema'] as z.output<typeof Schema>,
        ...(withResult ? { outputSchema: wire['outputSchema'] as z.output<typeof Schema> } : {}),
      };
    });
    return Promise.resolve({ tools });
  }

  private unknown(name: string): AgentError {
    const refusal = this.surface.refusalOf(name);
    const near = this.index.find(name, NEAR).map(({ id }) => id);
    return new AgentError(refusal ?? `There is no tool ${JSON.stringify(name)} here.`, near.length === 0 ? 'Ask find_tools in plain words.' : `The nearest are ${near.join(', ')}; or ask find_tools in plain words.`);
  }
}

function wordsOf(wayBack: WayBack): string {
  if ('copy' in wayBack) return `undo_change: ${wayBack.copy}`;
  return 'by' in wayBack ? wayBack.by : `not at all. ${wayBack.none}`;
}
