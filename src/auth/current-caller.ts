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

/** Fires when the client gives up the call (2026-07-28 and later: the SDK aborts it on disconnect). */
export function currentSignal(host: ToolRequest): AbortSignal | undefined {
  const context: { getArgByIndex(index: number): unknown } = host.getContext();
  const sdk = context.getArgByIndex(4) as { mcpReq?: { signal?: AbortSignal } } | undefined;
  return sdk?.mcpReq?.signal;
}
