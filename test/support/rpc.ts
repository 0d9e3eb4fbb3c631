/** One raw JSON-RPC request to the MCP endpoint, for what a well-behaved client would never send. */
export async function rpc(mcpUrl: string, method: string, params: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(mcpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
}
