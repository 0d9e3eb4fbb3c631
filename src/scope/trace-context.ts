import { randomBytes } from 'node:crypto';

/** One span of a trace, as W3C Trace Context names it. */
export interface SpanName {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** What a request carries for others to join its trace. The baggage stands without a trace as well. */
export interface Carried {
  readonly span?: SpanName;
  /** `tracestate`: of the vendors on the way, passed on as it came. */
  readonly state?: string;
  readonly baggage?: string;
}

/** A span that was begun: what its own calls are to name as their parent, and what it was begun for. */
export interface BegunSpan {
  readonly span: SpanName;
  readonly parent?: SpanName;
  /** What the HTTP request carried, where the message named another parent. */
  readonly linked?: SpanName;
}

const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const ZEROS = /^0+$/;
const SAMPLED = 1;
/** W3C asks for at least 512 characters of state and 8192 of baggage; more is dropped rather than cut. */
const STATE_MAX = 512;
const BAGGAGE_MAX = 8_192;
/** What a header may hold: printable, so that nobody ends the line. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** The keys that carry a trace, in the headers of HTTP as in `params._meta` (SEP-414). */
export const TRACE_KEYS: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);

/** Reads headers or a `_meta`; undefined where neither a trace nor a baggage stands there. What is not well formed counts as absent. */
export function carriedBy(source: Readonly<Record<string, unknown>> | undefined): Carried | undefined {
  if (source === undefined) return undefined;
  const { traceparent, tracestate, baggage } = source;
  if (traceparent === undefined && baggage === undefined) return undefined;
  const span = spanNamed(traceparent);
  const state = span === undefined ? undefined : harmless(tracestate, STATE_MAX);
  const carriedBaggage = harmless(baggage, BAGGAGE_MAX);
  if (span === undefined && carriedBaggage === undefined) return undefined;
  return { ...(span === undefined ? {} : { span }), ...(state === undefined ? {} : { state }), ...(carriedBaggage === undefined ? {} : { baggage: carriedBaggage }) };
}

/** The headers that pass it on. */
export function traceHeaders({ span, state, baggage }: Carried): Record<string, string> {
  return {
    ...(span === undefined ? {} : { traceparent: `00-${span.traceId}-${span.spanId}-${span.isSampled ? '01' : '00'}` }),
    ...(state === undefined ? {} : { tracestate: state }),
    ...(baggage === undefined ? {} : { baggage }),
  };
}

/** A span of its own in the trace of its parent, or the first of a new trace. @param sampled asked for a new trace only: a parent has decided already. */
export function beginSpan(parent: SpanName | undefined, sampled: (traceId: string) => boolean): SpanName {
  const bytes = randomBytes(parent === undefined ? 24 : 8).toString('hex');
  const spanId = bytes.slice(-16);
  if (parent !== undefined) return { traceId: parent.traceId, spanId, isSampled: parent.isSampled };
  const traceId = bytes.slice(0, 32);
  return { traceId, spanId, isSampled: sampled(traceId) };
}

/** Version ff is forbidden; version 00 has four fields and no more; later versions may append to them. */
function spanNamed(text: unknown): SpanName | undefined {
  if (typeof text !== 'string' || text.length > 512) return undefined;
  const [, version, traceId = '', spanId = '', flags = ''] = PARENT.exec(text) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && text.length !== 55)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

const harmless = (text: unknown, max: number): string | undefined => (typeof text === 'string' && text.length <= max && PRINTABLE.test(text) ? text : undefined);
