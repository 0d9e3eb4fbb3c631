import type { RequestContext } from '@nestjs/microservices';
import type { McpContext } from '@rekog/mcp-nest';
import type { Request } from 'express';
import type { Caller } from './caller.js';

/** What Nest injects as REQUEST into a provider born for one tool call. */
export type ToolRequest = RequestContext<unknown, McpContext>;

/** The one place that knows how to walk from Nest's REQUEST back to the HTTP request and its proven caller. */
export function currentCaller(host: ToolRequest): Caller {
  const request = host.getContext().getRawRequest<Request & { user?: Caller }>();
  if (request?.user === undefined) throw new Error('No authenticated caller on this request');
  return request.user;
}

/** What the SDK knows of one call. mcp-nest keeps it private in its types; it is the fifth argument of the RPC context. */
export interface SdkCall {
  readonly mcpReq?: {
    readonly id?: string | number;
    readonly signal?: AbortSignal;
    readonly inputResponses?: Readonly<Record<string, unknown>>;
    readonly requestState?: unknown;
    notify?(message: { method: string; params: Record<string, unknown> }): Promise<void>;
  };
}

/** An object of its own for each call, also where one HTTP request carries several. */
export function currentCall(host: ToolRequest): SdkCall {
  const context: { getArgByIndex(index: number): unknown } = host.getContext();
  return (context.getArgByIndex(4) ?? host);
}

/** Fires when the client gives up the call (2026-07-28 and later: the SDK aborts it on disconnect). */
export const currentSignal = (host: ToolRequest): AbortSignal | undefined => currentCall(host).mcpReq?.signal;

/** Calls that were confirmed, with the id of their confirmation. */
const confirmed = new WeakMap<SdkCall, string>();
export const markConfirmed = (host: ToolRequest, confirmationId: string): void => { confirmed.set(currentCall(host), confirmationId); };
/** The id of the confirmation this call was allowed by; undefined where none was asked for. The same for every replica that is shown the same token. */
export const confirmationIdOf = (host: ToolRequest): string | undefined => confirmed.get(currentCall(host));
