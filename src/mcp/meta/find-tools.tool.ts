import { McpController } from '@rekog/mcp-nest';
import { z } from 'zod';
import { OctoperfTool } from '../octoperf-tool.decorator.js';
import { ToolSurface } from '../tool-surface.js';
import { AREA_LINES } from './area-lines.js';
import { argumentsLine } from './arguments-line.js';
import { FIND_TOOLS } from './run-tool.js';
import { ToolIndex } from './tool-index.js';

/** Told whole; by name only beyond them; told whole where none fits well, so that the areas have room. */
const [WHOLE, FURTHER, DOUBTFUL] = [5, 10, 2];
const MOST = 20;
/** Whose best meets no more of the question than this is said to fit badly. */
const POOR_FIT = 0.5;
const NOTE = 'Nothing fits well. Ask again in other words, or with area: with an empty query it names all tools of the area.';
const Params = z.object({
  query: z.string().max(400).default('').describe('What is to be done, in plain words. Empty: the areas, or the tools of area.'),
  area: z.string().max(40).optional().describe('Only tools of this area, as an earlier answer names it.'),
  limit: z.int().min(1).max(MOST).default(WHOLE).describe('How many are told whole.'),
});
const Found = z.object({
  name: z.string(), title: z.string(), area: z.string(),
  effect: z.string().describe('What it does to the world: read, probe, create, edit, overwrite, remove, stop, arm or spend.'),
  confirmation: z.literal('ask').optional().describe('The user has to agree before it acts.'),
  description: z.string(),
  arguments: z.string().describe('Its arguments; those with ? may be left out.'),
});
const Result = z.object({
  tools: z.array(Found), further: z.array(z.string()).describe('Names of those that follow, the best first: describe_tools tells of them.'), of: z.int().describe('How many tools this connection reaches.'),
  note: z.string().optional(), areas: z.array(z.string()).optional().describe('Where nothing fits well: the areas there are.'),
});

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
    const { reachable } = this.surface.view();
    const inArea = area === undefined ? [] : reachable.filter((name) => this.surface.areaOf(name) === area);
    const found = this.index.find(query, limit + FURTHER, area);
    const poor = inArea.length === 0 && (found[0]?.fit ?? 0) <= POOR_FIT;
    const names = [...new Set([...found.map(({ id }) => id), ...inArea])];
    const whole = Math.min(found.length, poor ? Math.min(limit, DOUBTFUL) : limit);
    return Promise.resolve({ tools: names.slice(0, whole).flatMap((name) => this.told(name)), further: names.slice(whole), of: reachable.length, ...(poor ? { note: NOTE, areas: this.areas() } : {}) });
  }

  private told(name: string): z.input<typeof Found>[] {
    const spec = this.surface.view().spec(name);
    if (spec === undefined) return [];
    const { title, effect, description } = spec;
    return [{ name, title, area: this.surface.areaOf(name) ?? '', effect, ...(this.surface.asking(name) === 'ask' ? { confirmation: 'ask' as const } : {}), description, arguments: argumentsLine(spec) }];
  }

  private areas(): string[] {
    return [...new Set(this.surface.view().reachable.map((name) => this.surface.areaOf(name) ?? ''))].map((area) => (AREA_LINES[area] === undefined ? area : `${area}: ${AREA_LINES[area]}`));
  }
}
