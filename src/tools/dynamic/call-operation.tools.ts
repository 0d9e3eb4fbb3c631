import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OperationAnswers } from './operation-answers.js';
import { operationId } from './operation-id.js';

const value = z.union([z.string().max(2_000), z.number(), z.boolean()]);
const Params = z.object({
  operationId,
  pathParameters: z.record(z.string(), z.union([z.string().max(200), z.number()])).optional().describe('Values of the placeholders of its path.'),
  query: z.record(z.string(), value).optional().describe('Values of its query.'),
  body: z.unknown().optional().describe('Its JSON body.'),
});
const Result = z.object({
  operationId: z.string(), request: z.string(), status: z.int(), answer: z.string().describe('The text that came back.'),
  omitted: z.string().optional(), note: z.string(),
});
type Given = z.output<typeof Params>;
type Answer = z.input<typeof Result>;

const NO_WAY_BACK = { none: 'This server does not know what the operation did.' };
const described = (kind: string): string => `Calls an operation of find_operations whose effect is ${kind}, as it is described by describe_operation. The answer is passed on as it came.`;

/** One tool for each effect: so hints, confirmation and read-only hold for operations as for every tool. */
@ToolController()
export class CallOperationTools {
  constructor(private readonly answers: OperationAnswers) {}

  @OctoperfTool({ name: 'call_read_operation', title: 'Call a reading operation', description: described('read'), effect: 'read', params: Params, result: Result })
  async read(params: Given): Promise<Answer> { return this.answers.of('read', params); }

  @OctoperfTool({ name: 'call_create_operation', title: 'Call a creating operation', description: described('create'), effect: 'create', wayBack: NO_WAY_BACK, params: Params, result: Result })
  async create(params: Given): Promise<Answer> { return this.answers.of('create', params); }

  @OctoperfTool({ name: 'call_overwrite_operation', title: 'Call an overwriting operation', description: described('overwrite'), effect: 'overwrite', wayBack: NO_WAY_BACK, params: Params, result: Result })
  async overwrite(params: Given): Promise<Answer> { return this.answers.of('overwrite', params); }

  @OctoperfTool({ name: 'call_remove_operation', title: 'Call a removing operation', description: described('remove'), effect: 'remove', wayBack: NO_WAY_BACK, params: Params, result: Result })
  async remove(params: Given): Promise<Answer> { return this.answers.of('remove', params); }

  @OctoperfTool({ name: 'call_spend_operation', title: 'Call an operation that starts something', description: described('spend'), effect: 'spend', wayBack: NO_WAY_BACK, params: Params, result: Result })
  async spend(params: Given): Promise<Answer> { return this.answers.of('spend', params); }
}
