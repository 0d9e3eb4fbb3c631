import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestedSurface } from './requested-surface.js';
import type { Carried } from './trace-context.js';

/** Who was proven to call, as far as others than the tools may know: never the token. */
export interface KnownCaller { readonly subject: string; readonly clientId: string | undefined }

/** What is known of the HTTP request that is being answered, for whoever works on it deep inside. */
export interface RequestScope {
  /** Names the request in every line and answer that comes of it. */
  readonly requestId: string;
  /** Of the header `MCP-Protocol-Version`, as it came: it may be anything. */
  readonly protocolVersion?: string | undefined;
  /** Trace and baggage of the headers. */
  readonly carried?: Carried | undefined;
  /** Set by the guard, once the token is proven. */
  caller?: KnownCaller;
  /** Which part of the server it asks for; absent where nobody read that. */
  surface?: RequestedSurface;
}

/** One call of a tool; an HTTP request of the oldest protocol may carry several. */
export interface ToolCallScope {
  readonly tool: string;
  /** What its calls to others pass on. */
  readonly carried?: Carried | undefined;
  /** What went wrong, in a word that may be counted: set where a failure of the tool leaves. */
  failure?: ToolFailure;
  /** Epoch ms by which all REST calls of it must have ended; set with the first of them. `Infinity` while it waits on purpose. */
  deadline?: number;
  /** Whether a REST call was sent that may have changed something. */
  hasWritten?: boolean;
}

/** `agent`: the agent can fix it; `outage`: it cannot; `defect`: this server failed. */
export type ToolFailure = 'agent' | 'outage' | 'defect';

const requests = new AsyncLocalStorage<RequestScope>();
const calls = new AsyncLocalStorage<ToolCallScope>();

/** Everything that `work` starts, now or later, belongs to this request. */
export const inRequest = <T>(scope: RequestScope, work: () => T): T => requests.run(scope, work);

/** The request being answered; undefined outside of one (probes, timers, the start). */
export const currentRequest = (): RequestScope | undefined => requests.getStore();

/** Everything that `work` starts, now or later, belongs to this call of a tool. */
export const inToolCall = <T>(scope: ToolCallScope, work: () => T): T => calls.run(scope, work);

/** The call being answered; undefined outside of one. */
export const currentToolCall = (): ToolCallScope | undefined => calls.getStore();

/** What a call to others passes on, so that they join the trace of whoever called us. */
export const currentlyCarried = (): Carried | undefined => currentToolCall()?.carried ?? currentRequest()?.carried;
