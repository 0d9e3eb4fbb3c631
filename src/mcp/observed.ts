import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { OutageError } from '../errors/outage-error.js';
import type { Happenings, OperationAnswered } from '../scope/happenings.js';
import { currentRequest, inToolCall, type ToolCallScope } from '../scope/request-scope.js';
import { type BegunSpan, type Carried, carriedBy } from '../scope/trace-context.js';
import { EFFECTS } from './effect.js';
import type { RequestHandler } from './server-extensions.js';
import { toolSpec } from './tool-spec.js';

const CALL = 'tools/call';
type WireRequest = Parameters<RequestHandler>[0];
type Outcome = Pick<OperationAnswered, 'failure' | 'code' | 'bytes' | 'answer'>;

/** The handler of a method, with what became of every request told afterwards, and what may write told before. */
export function observed(happenings: Happenings, method: string, handler: RequestHandler): RequestHandler {
  return async (request, context) => {
    const operation = begun(happenings, method, request);
    const { call } = operation;
    try {
      const result = await (call === undefined ? handler(request, context) : inToolCall(call, () => called(happenings, call, handler, request, context)));
      if (!happenings.isUnheard('operation')) tellEnd(happenings, operation, outcomeOf(result, call));
      return result;
    } catch (error) {
      tellEnd(happenings, operation, { failure: error instanceof ProtocolError ? 'protocol' : 'defect', code: error instanceof ProtocolError ? error.code : ProtocolErrorCode.InternalError, bytes: 0 });
      throw error;
    }
  };
}

/** Tells of a request that was answered without its handler. */
export function tellAnswered(happenings: Happenings, method: string, request: WireRequest, { ms, bytes }: { ms: number; bytes: number }): void {
  tellEnd(happenings, { ...begun(happenings, method, request), started: performance.now() - ms }, { bytes });
}

interface Operation { readonly method: string; readonly started: number; readonly call: ToolCallScope | undefined; readonly trace: BegunSpan | undefined }

function begun(happenings: Happenings, method: string, { params }: WireRequest): Operation {
  const ofMessage = carriedBy(params?._meta);
  const ofRequest = currentRequest()?.carried;
  const came = ofMessage ?? ofRequest;
  const trace = begunSpan(happenings, came, ofMessage === undefined ? undefined : ofRequest);
  const call: ToolCallScope | undefined = method === CALL ? { tool: params?.name ?? '', carried: trace === undefined ? came : { ...came, span: trace.span } } : undefined;
  return { method, started: performance.now(), call, trace };
}

function begunSpan({ beginSpan }: Happenings, came: Carried | undefined, beside: Carried | undefined): BegunSpan | undefined {
  if (beginSpan === undefined) return undefined;
  const parent = came?.span;
  return { span: beginSpan(parent), ...(parent === undefined ? {} : { parent }), ...(beside?.span === undefined ? {} : { linked: beside.span }) };
}

/** Calls the tool, unless whoever must know of it beforehand refuses. */
function called(happenings: Happenings, call: ToolCallScope, handler: RequestHandler, request: WireRequest, context: unknown): unknown {
  const spec = toolSpec(call.tool);
  if (spec === undefined || EFFECTS[spec.effect].readOnlyHint || happenings.isUnheard('begun')) return handler(request, context);
  try {
    const scope = currentRequest();
    happenings.tell('begun', { call, tool: spec.name, effect: spec.effect, requestId: scope?.requestId, caller: scope?.caller, args: request.params?.arguments ?? {} });
  } catch (error) {
    if (!(error instanceof OutageError)) throw error;
    call.failure = 'outage';
    return { isError: true, content: [{ type: 'text', text: error.message }] };
  }
  return handler(request, context);
}

function tellEnd(happenings: Happenings, { method, started, call, trace }: Operation, outcome: Outcome): void {
  const request = currentRequest();
  // A name that no tool has was made up by the client: it must not become a label.
  const spec = call === undefined ? undefined : toolSpec(call.tool);
  happenings.tell('operation', {
    method, requestId: request?.requestId, caller: request?.caller, protocolVersion: request?.protocolVersion, ms: performance.now() - started, ...outcome,
    ...(call === undefined ? {} : { call }), ...(trace === undefined ? {} : { trace }),
    ...(spec === undefined ? {} : { tool: spec.name, effect: spec.effect }),
  });
}

interface CallResult { readonly isError?: boolean; readonly content?: readonly { text?: string; data?: string }[]; readonly structuredContent?: unknown }

/** Bytes: of the text of a tool's answer, which is what an agent reads. */
function outcomeOf(result: unknown, call: ToolCallScope | undefined): Outcome {
  if (call === undefined) return { bytes: 0 };
  const { isError, content = [], structuredContent } = result as CallResult;
  const bytes = content.reduce((sum, { text, data }) => sum + Buffer.byteLength(text ?? data ?? ''), 0);
  return isError === true ? { failure: call.failure ?? 'agent', bytes } : { bytes, answer: structuredContent };
}
