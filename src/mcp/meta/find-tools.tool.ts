import { McpController } from '@rekog/mcp-nest';
import { z } from 'zod';
import { OctoperfTool } from '../octoperf-tool.decorator.js';
import { ToolSurface } from '../tool-surface.js';
import { FIND_TOOLS } from './run-tool.js';
import { ToolIndex } from './tool-index.js';
import { argumentsLine } from './arguments-line.js';

const SHOWN = 8;
const MOST = 20;
const Params = z.object({
  query: z.string().min(1).max(400).describe('What is to be done, in plain words.'),
  area: z.string().max(40).optional().describe('Only tools of this area, as an earlier answer names it.'),
  limit: z.int().min(1).max(MOST).default(SHOWN).describe('How many.'),
});
const Found = z.object({
  name: z.string(), title: z.string(), area: z.string(),
  effect: z.string().describe('What it does to the world: read, probe, create, edit, overwrite, remove, stop, arm or spend.'),
  confirmation: z.literal('ask').optional().describe('The user has to agree before it acts.'),
  description: z.string(),
  arguments: z.string().describe('Its arguments; those with ? may be left out.'),
});
const Result = z.object({ tools: z.array(Found), of: z.int().describe('How many tools this connection reaches.'), areas: z.array(z.string()).optional().describe('Where nothing was found: the areas there are.') });

@McpController()
export class FindToolsTool {
  constructor(private readonly index: ToolIndex, private readonly surface: ToolSurface) {}

  @OctoperfTool({
    name: FIND_TOOLS,
    title: 'Find tools',
    description: 'Tools of OctoPerf for what you want to do, the best first, with their arguments. Start here: this connection lists no other tools. Next: describe_tools where arguments are unclear, else run_tool.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async findTools({ query, area, limit }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const reached = this.surface.view();
    const tools = this.index.find(query, limit, area).flatMap((name) => {
      const spec = reached.spec(name);
      if (spec === undefined) return [];
      const { title, effect, description } = spec;
      return [{ name, title, area: this.surface.areaOf(name) ?? '', effect, ...(this.surface.asking(name) === 'ask' ? { confirmation: 'ask' as const } : {}), description, arguments: argumentsLine(spec) }];
    });
    const areas = tools.length > 0 ? undefined : [...new Set(reached.reachable.map((name) => this.surface.areaOf(name) ?? ''))];
    return Promise.resolve({ tools, of: reached.reachable.length, areas });
  }
}
