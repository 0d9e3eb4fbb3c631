import { z } from 'zod';
import { LexicalIndex, OctoperfTool, ToolController, untrusted, UNTRUSTED_NOTE } from '../../mcp/index.js';
import { OperationCalls } from '../../octoperf/operations/operation-calls.js';
import type { Operations } from '../../octoperf/operations/operation-catalog.js';
import { OPERATION_EFFECTS } from '../../octoperf/operations/operation.js';

const MOST = 20;
const SUMMARY_MAX = 120;
const Params = z.object({
  query: z.string().max(400).default('').describe('What is to be done, in plain words. Empty: all, in the order of the document.'),
  effect: z.enum(OPERATION_EFFECTS).optional().describe('Only operations of this effect.'),
  offset: z.int().min(0).default(0).describe('Skip so many.'),
});
const Found = z.object({ operationId: z.string(), method: z.string(), path: z.string(), effect: z.enum(OPERATION_EFFECTS), summary: z.string().optional() });
const Result = z.object({ operations: z.array(Found), total: z.int(), omitted: z.string().optional(), note: z.string() });

/** One index for each reading of the document. */
const indexes = new WeakMap<Operations, LexicalIndex>();

@ToolController()
export class FindOperationsTool {
  constructor(private readonly operations: OperationCalls) {}

  @OctoperfTool({
    name: 'find_operations',
    title: 'Find operations of the REST API',
    description: 'Operations of the OctoPerf REST API that no other tool covers, from its OpenAPI document. Use it only when no other tool fits. Next: describe_operation, then call_read_operation or the one of its effect.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async findOperations({ query, effect, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const known = await this.operations.all();
    const fits = known.all.filter((operation) => effect === undefined || operation.effect === effect);
    const allowed = new Set(fits.map(({ id }) => id));
    const found = query.trim() === '' ? fits : indexOf(known).find(query, (id) => allowed.has(id), known.all.length).flatMap(({ id }) => known.byId.get(id) ?? []);
    const shown = found.slice(offset, offset + MOST);
    const left = found.length - offset - shown.length;
    const omitted = [left > 0 ? `${left} more: continue with offset ${offset + shown.length}` : '', known.beyond > 0 ? `${known.beyond} operations of the document are beyond mcp.dynamic.max-operations` : ''].filter((words) => words !== '').join('; ');
    return {
      operations: shown.map(({ id, method, path, effect: does, summary }) => ({ operationId: id, method, path, effect: does, ...(summary === '' ? {} : { summary: untrusted(summary.slice(0, SUMMARY_MAX)) }) })),
      total: found.length, ...(omitted === '' ? {} : { omitted }), note: UNTRUSTED_NOTE,
    };
  }
}

function indexOf(operations: Operations): LexicalIndex {
  const known = indexes.get(operations) ?? new LexicalIndex(operations.all.map(({ id, method, path, summary, tags, parameters }) => ({ id, name: id, title: path, description: `${method} ${summary}`, details: [...tags, ...parameters.map(({ name }) => name)].join(' '), asked: '' })));
  indexes.set(operations, known);
  return known;
}
