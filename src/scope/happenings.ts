import type { KnownCaller, ToolCallScope, ToolFailure } from './request-scope.js';
import type { BegunSpan, SpanName } from './trace-context.js';

/**
 * Of requests: `caller`, `process`, `address`. Of REST calls: `upstream` (no place came free in time), `breaker` (held back). Of connections that were
 * closed: `connections` (too many), `slow-body`, `slow-reader`.
 */
export const LIMITS = ['caller', 'process', 'address', 'upstream', 'breaker', 'connections', 'slow-body', 'slow-reader'] as const;
export type Limit = (typeof LIMITS)[number];
export const UPSTREAMS = ['rest-api', 'identity-provider'] as const;
export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;

/** A call of a tool that writes, spends or stops is about to be carried out: its arguments are not checked yet. */
export interface CallBegun {
  /** The same object that its end is told with. */
  readonly call: ToolCallScope;
  readonly tool: string;
  readonly effect: string;
  readonly requestId: string | undefined;
  readonly caller: KnownCaller | undefined;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A request of the protocol was answered. Times in milliseconds. */
export interface OperationAnswered {
  /** Of JSON-RPC: `tools/call`, `tools/list`… */
  readonly method: string;
  readonly tool?: string;
  readonly effect?: string;
  readonly requestId: string | undefined;
  readonly caller: KnownCaller | undefined;
  /** As the client said it, in a header: it may be anything. */
  readonly protocolVersion?: string | undefined;
  readonly ms: number;
  /** Absent where it went well. */
  readonly failure?: ToolFailure | 'protocol';
  /** Of JSON-RPC, where the failure is one of the protocol. */
  readonly code?: number;
  /** Of the result as text, where one was written. */
  readonly bytes: number;
  /** Of a call of a tool. */
  readonly call?: ToolCallScope;
  /** What the tool answered, as its result schema lets it out. */
  readonly answer?: unknown;
  readonly trace?: BegunSpan;
}

/** One exchange with the REST API ended. A repeated read is several. Times in milliseconds. */
export interface UpstreamAnswered {
  readonly method: string;
  /** The path as it was asked, without query: it holds ids, so it is no label of a metric. */
  readonly path: string;
  /** Its template, such as `/design/projects/{projectId}`, where it is known. */
  readonly route?: string;
  readonly tool: string | undefined;
  readonly requestId: string | undefined;
  readonly ms: number;
  readonly status?: number;
  /** Where there was no answer: `timeout`, `refused`, `too-large`, `cancelled`, `unreachable`. */
  readonly failure?: string;
  readonly bytes: number;
  readonly trace?: BegunSpan;
}

/** A request was turned away at the door, or a call that its caller may not make. */
export interface RequestRefused {
  /** `missing`, `malformed`, `expired`, `audience`, `issuer`, `signature`, `scope`, `keys-unavailable`, `rate-limit`, `api-key`, `api-key-unavailable`, `forbidden`, `narrowed`… */
  readonly reason: string;
  readonly caller: KnownCaller | undefined;
  readonly requestId: string | undefined;
  readonly tool?: string | undefined;
}

/** What became of the question whether a call may act. */
export interface ConfirmationHeard {
  readonly outcome: 'asked' | 'given' | 'refused';
  /** The same object that its end is told with. */
  readonly call: ToolCallScope | undefined;
  readonly tool: string;
  readonly effect: string;
  readonly caller: KnownCaller;
  readonly requestId: string | undefined;
}

/** There was no room: a request or a REST call was told when to come back. Of requests `refused` (reason `rate-limit`) is told as well. */
export interface Limited {
  readonly limit: Limit;
  /** Until it is worth coming back, in milliseconds; 0 where nobody was told. */
  readonly waitMs: number;
  readonly caller: KnownCaller | undefined;
  readonly requestId: string | undefined;
}

/** The breaker before an upstream changed: `open` = calls are held back, `half-open` = one tries, `closed` = all go through. */
export interface BreakerTurned { readonly upstream: (typeof UPSTREAMS)[number]; readonly state: (typeof BREAKER_STATES)[number] }

export interface Happening {
  /** The only one whose listeners may throw, an OutageError: the call is then not carried out. */
  readonly begun: CallBegun;
  readonly operation: OperationAnswered;
  readonly upstream: UpstreamAnswered;
  readonly refused: RequestRefused;
  readonly confirmation: ConfirmationHeard;
  readonly limited: Limited;
  readonly breaker: BreakerTurned;
}

type Listener<K extends keyof Happening> = (what: Happening[K]) => void;

/** Where those who act say what happened, and those who count, log or keep books listen. Listeners must be quick and must not throw. */
export class Happenings {
  private readonly listeners: { [K in keyof Happening]: Listener<K>[] } = { begun: [], operation: [], upstream: [], refused: [], confirmation: [], limited: [], breaker: [] };
  /** Begins a span of a recorded trace. Undefined where nothing is recorded: what came is then passed on as it is. */
  beginSpan: ((parent: SpanName | undefined) => SpanName) | undefined;

  on<K extends keyof Happening>(kind: K, listener: Listener<K>): void { this.listeners[kind].push(listener); }

  /** Nobody listens: whoever would measure only to tell may save the work. */
  isUnheard(kind: keyof Happening): boolean { return this.listeners[kind].length === 0; }

  tell<K extends keyof Happening>(kind: K, what: Happening[K]): void {
    for (const listener of this.listeners[kind]) listener(what);
  }
}
