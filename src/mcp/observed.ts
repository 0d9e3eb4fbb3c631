import { ProtocolError } from '@modelcontextprotocol/server';
import type { Happenings, OperationAnswered } from '../scope/happenings.js';
import { currentRequest, inToolCall, type ToolCallScope } from '../scope/request-scope.js';
import type { RequestHandler } from './server-extensions.js';
import { toolSpec } from './tool-spec.js';

const CALL = 'tools/call';

/** The handler of a method, with what became of every request told afterwards. */
export function observed(happenings: Happenings, method: string, handler: RequestHandler): RequestHandler {
  return async (request, context) => {
    const call: ToolCallScope | undefined = method === CALL ? { tool: request.params?.name ?? '' } : undefined;
    const started = performance.now();
    const tell = (outcome: Pick<OperationAnswered, 'failure' | 'bytes'>): void => { tellOf(happenings, { method, call, started }, outcome); };
    try {
      const result = await (call === undefined ? handler(request, context) : inToolCall(call, () => handler(request, context)));
      if (!happenings.isUnheard('operation')) tell(outcomeOf(result, call));
      return result;
    } catch (error) {
      tell({ failure: error instanceof ProtocolError ? 'protocol' : 'defect', bytes: 0 });
      throw error;
    }
  };
}

interface Answered { readonly method: string; readonly call: ToolCallScope | undefined; readonly started: number }

function tellOf(happenings: Happenings, { method, call, started }: Answered, outcome: Pick<OperationAnswered, 'failure' | 'bytes'>): void {
  const request = currentRequest();
  // A name that no tool has was made up by the client: it must not become a label.
  const spec = call === undefined ? undefined : toolSpec(call.tool);
  happenings.tell('operation', {
    method, requestId: request?.requestId, caller: request?.caller, ms: performance.now() - started, ...outcome,
    ...(spec === undefined ? {} : { tool: spec.name, effect: spec.effect }),
  });
}

/** Bytes: of the text of a tool's answer, which is what an agent reads. */
function outcomeOf(result: unknown, call: ToolCallScope | undefined): Pick<OperationAnswered, 'failure' | 'bytes'> {
  if (call === undefined) return { bytes: 0 };
  const { isError, content = [] } = result as { isError?: boolean; content?: readonly { text?: string; data?: string }[] };
  const bytes = content.reduce((sum, { text, data }) => sum + Buffer.byteLength(text ?? data ?? ''), 0);
  return isError === true ? { failure: call.failure ?? 'agent', bytes } : { bytes };
}
