import { z } from 'zod';
import type { WireTool } from '../surface-view.js';
import { jsonSchemaOf, wireSchema } from '../wire-schema.js';

export const FIND_TOOLS = 'find_tools';
export const DESCRIBE_TOOLS = 'describe_tools';
export const RUN_TOOL = 'run_tool';
/** The tools of the endpoint /meta, which lead to all others. */
export const META_TOOLS: ReadonlySet<string> = new Set([FIND_TOOLS, DESCRIBE_TOOLS, RUN_TOOL]);

const TITLE = 'Run a tool';
const DESCRIPTION = 'Runs a tool of find_tools and answers what it answers. The checks are those of the tool itself: its arguments, its rights, its confirmation. Next: what the answer names, again through run_tool.';
const Params = z.strictObject({
  name: z.string().min(1).max(100).describe('Name of the tool, from find_tools.'),
  arguments: z.record(z.string(), z.unknown()).optional().describe('Its arguments, as describe_tools shows them.'),
});
const schema = wireSchema(Params)['~standard'];

/** What a call of run_tool stands for. */
export interface RunRequest { readonly name: string; readonly arguments: Record<string, unknown> }

/** Reads the arguments of run_tool. @returns the call they stand for, or why they stand for none */
export function readRun(given: unknown): RunRequest | string {
  const read = schema.validate(given ?? {});
  if ('issues' in read) return read.issues.map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`).join('; ');
  const { name, arguments: args = {} } = read.value as z.output<typeof Params>;
  if (META_TOOLS.has(name)) return `name: ${name} is called by itself, not through ${RUN_TOOL}`;
  return { name, arguments: args };
}

/**
 * run_tool as it stands in the list. It is no method anywhere: the call it stands for takes its place before anything looks at it.
 * Its hints promise no more than the most harmful tool it can run.
 * @param beside a tool of the same list, whose security schemes it shares
 */
export function runTool(beside: WireTool | undefined, readOnly: boolean): WireTool {
  const schemes = beside?._meta?.['securitySchemes'];
  return {
    name: RUN_TOOL, title: TITLE, description: DESCRIPTION,
    annotations: { title: TITLE, readOnlyHint: readOnly, destructiveHint: !readOnly, idempotentHint: readOnly, openWorldHint: true },
    ...(schemes === undefined ? {} : { _meta: { securitySchemes: schemes } }),
    inputSchema: jsonSchemaOf(Params, 'input'),
    outputSchema: { type: 'object', description: 'What the tool answers.' },
  };
}
