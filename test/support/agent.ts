import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { inject } from 'vitest';
import { ACCOUNTS, type AccountName, tokenOf } from './server-process.js';

export interface ToolAnswer<T = Record<string, unknown>> { readonly data: T; readonly text: string; readonly isError: boolean }

/** A real MCP client signed in as one account. */
export interface Agent {
  readonly client: Client;
  readonly token: string;
  /** Calls a tool; throws with the tool's own words when it answers an error. */
  call<T = Record<string, unknown>>(name: string, args?: Record<string, unknown>): Promise<T>;
  /** Calls a tool that must refuse; throws when it does not. Yields the refusal's text. */
  refused(name: string, args?: Record<string, unknown>): Promise<string>;
  raw(name: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** Connects an MCP client with a bearer token, on the 2025 era unless another is asked for. */
export async function connect(mcpUrl: string, token: string, pinned?: string, headers: Readonly<Record<string, string>> = {}): Promise<Agent> {
  const client = new Client({ name: 'test-agent', version: '1.0.0' }, pinned === undefined ? {} : { versionNegotiation: { mode: { pin: pinned } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { requestInit: { headers: { ...headers, authorization: `Bearer ${token}` } } }));
  return agentOver(client, token);
}

/** What a test does with a client that is connected, whatever it is connected by. */
export function agentOver(client: Client, token: string): Agent {
  const raw = async (name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> => {
    const result = await client.callTool({ name, arguments: args });
    const content = result.content as { type: string; text?: string }[];
    return { data: (result.structuredContent ?? {}) as Record<string, unknown>, text: content.map((part) => part.text ?? '').join('\n'), isError: result.isError === true };
  };
  return {
    client, token, raw,
    call: async <T>(name: string, args?: Record<string, unknown>) => {
      const answer = await raw(name, args);
      if (answer.isError) throw new Error(`${name}: ${answer.text}`);
      return answer.data as T;
    },
    refused: async (name, args) => {
      const answer = await raw(name, args);
      if (!answer.isError) throw new Error(`${name} was expected to refuse, but answered ${answer.text}`);
      return answer.text;
    },
    close: () => client.close(),
  };
}

/** An agent on the shared server. */
export async function agentOf(account: AccountName = 'tester', pinned?: string): Promise<Agent> {
  const house = inject('house');
  return connect(house.mcpUrl, await tokenOf(house, ACCOUNTS[account].username), pinned);
}
