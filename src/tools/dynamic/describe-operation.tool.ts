import { z } from 'zod';
import { OctoperfTool, ToolController, untrusted, UNTRUSTED_NOTE } from '../../mcp/index.js';
import { OperationCalls } from '../../octoperf/operations/operation-calls.js';
import { OPERATION_EFFECTS } from '../../octoperf/operations/operation.js';
import { operationId } from './operation-id.js';
import { shownSchema } from './shown-schema.js';

const Params = z.object({ operationId });
const Parameter = z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema: z.string() });
const Result = z.object({
  operationId: z.string(), method: z.string(), path: z.string(), effect: z.enum(OPERATION_EFFECTS), summary: z.string().optional(), callWith: z.string(),
  parameters: z.array(Parameter), body: z.object({ required: z.boolean(), schema: z.string().describe('JSON Schema.'), cut: z.boolean() }).optional(), note: z.string(),
});

@ToolController()
export class DescribeOperationTool {
  constructor(private readonly operations: OperationCalls) {}

  @OctoperfTool({
    name: 'describe_operation',
    title: 'Describe an operation of the REST API',
    description: 'What an operation of find_operations takes: values of its path and query, JSON Schema of its body, and the tool that calls it.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async describeOperation({ operationId: id }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { method, path, effect, summary, parameters, body } = await this.operations.require(id);
    return {
      operationId: id, method, path, effect, ...(summary === '' ? {} : { summary: untrusted(summary) }), callWith: `call_${effect}_operation`,
      parameters: parameters.map(({ name, in: place, required, schema, description }) => ({ name, in: place, required, schema: untrusted(shownSchema({ ...schema, ...(description === '' ? {} : { description }) }).text) })),
      ...(body === undefined ? {} : { body: bodyOf(body) }), note: UNTRUSTED_NOTE,
    };
  }
}

function bodyOf({ required, schema }: { required: boolean; schema: Readonly<Record<string, unknown>> }): { required: boolean; schema: string; cut: boolean } {
  const { text, cut } = shownSchema(schema);
  return { required, schema: untrusted(text), cut };
}
