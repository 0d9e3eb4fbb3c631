import { type Attributes, type HrTime, type Link, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OperationAnswered, UpstreamAnswered } from '../scope/happenings.js';
import type { BegunSpan, SpanName } from '../scope/trace-context.js';

/** Whose spans they are. */
export interface SpanOrigin { readonly resource: Resource; readonly name: string; readonly version: string }
interface Span { readonly name: string; readonly kind: SpanKind; readonly trace: BegunSpan; readonly ms: number; readonly error: string | undefined; readonly attributes: Attributes }

/** The span of an operation, named and described as OpenTelemetry's conventions for MCP ask; undefined where nothing is recorded. */
export function operationSpan({ method, tool, failure, code, protocolVersion, ms, trace, bytes, effect, requestId }: OperationAnswered, origin: SpanOrigin): ReadableSpan | undefined {
  if (trace?.span.isSampled !== true) return undefined;
  const error = failure === undefined ? undefined : code === undefined ? 'tool_error' : String(code);
  return readable({
    name: tool === undefined ? method : `${method} ${tool}`, kind: SpanKind.SERVER, trace, ms, error,
    attributes: {
      'mcp.method.name': method, 'network.transport': 'tcp', 'network.protocol.name': 'http',
      ...(tool === undefined ? {} : { 'gen_ai.tool.name': tool, 'gen_ai.operation.name': 'execute_tool', 'octoperf.mcp.result.bytes': bytes }),
      ...(effect === undefined ? {} : { 'octoperf.mcp.effect': effect }),
      ...(protocolVersion === undefined ? {} : { 'mcp.protocol.version': protocolVersion.slice(0, 32) }),
      ...(requestId === undefined ? {} : { 'octoperf.mcp.request.id': requestId }),
      ...(code === undefined ? {} : { 'rpc.response.status_code': String(code) }),
      ...(failure === undefined || failure === 'protocol' ? {} : { 'octoperf.mcp.failure': failure }),
    },
  }, origin);
}

/** The span of one exchange with the REST API, as the conventions for HTTP clients ask, but for the address: it would hold ids. */
export function upstreamSpan({ method, route, status, failure, ms, trace, bytes }: UpstreamAnswered, origin: SpanOrigin): ReadableSpan | undefined {
  if (trace?.span.isSampled !== true) return undefined;
  return readable({
    name: route === undefined ? method : `${method} ${route}`, kind: SpanKind.CLIENT, trace, ms,
    error: failure ?? (status !== undefined && status >= 400 ? String(status) : undefined),
    attributes: {
      'http.request.method': method, 'http.response.body.size': bytes,
      ...(route === undefined ? {} : { 'url.template': route }), ...(status === undefined ? {} : { 'http.response.status_code': status }),
    },
  }, origin);
}

/** What an exporter takes. It ended just now: it is made where its end is told. */
function readable({ name, kind, trace, ms, error, attributes }: Span, { resource, name: scope, version }: SpanOrigin): ReadableSpan {
  const end = Date.now();
  const context = contextOf(trace.span, false);
  return {
    name, kind, resource, instrumentationScope: { name: scope, version },
    spanContext: () => context,
    ...(trace.parent === undefined ? {} : { parentSpanContext: contextOf(trace.parent, true) }),
    startTime: hrTime(end - ms), endTime: hrTime(end), duration: hrTime(ms), ended: true,
    status: error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR },
    attributes: error === undefined ? attributes : { ...attributes, 'error.type': error },
    links: trace.linked === undefined ? [] : [linkTo(trace.linked)],
    events: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0,
  };
}

const linkTo = (span: SpanName): Link => ({ context: contextOf(span, true) });
const contextOf = ({ traceId, spanId, isSampled }: SpanName, isRemote: boolean): SpanContext => ({ traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote });
/** Seconds and nanoseconds, of epoch or of a length in milliseconds. */
const hrTime = (ms: number): HrTime => [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1e6)];
