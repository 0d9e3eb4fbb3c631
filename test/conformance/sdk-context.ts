import type { McpContext } from '@rekog/mcp-nest';

/** The SDK's own handler context, which mcp-nest hands on as the fifth argument of the RPC context. */
export interface SdkContext {
  readonly mcpReq: {
    notify(message: { method: string; params: Record<string, unknown> }): Promise<void>;
    log(level: string, data: unknown): Promise<void>;
    requestSampling(params: unknown): Promise<{ content?: { text?: string } }>;
    elicitInput(params: unknown): Promise<{ action: string; content?: Record<string, unknown> }>;
    inputResponses?: Record<string, { content?: Record<string, unknown> & { text?: string }; roots?: unknown[] }>;
    requestState?: unknown;
  };
}

export function sdkOf(context: McpContext): SdkContext {
  return (context as unknown as { getArgByIndex(index: number): SdkContext }).getArgByIndex(4);
}
export const responsesOf = (context: McpContext): NonNullable<SdkContext['mcpReq']['inputResponses']> => sdkOf(context).mcpReq.inputResponses ?? {};
export function stateOf(context: McpContext): string | undefined {
  const state = sdkOf(context).mcpReq.requestState;
  const value: unknown = typeof state === 'function' ? (state as () => unknown)() : state;
  return typeof value === 'string' ? value : undefined;
}
