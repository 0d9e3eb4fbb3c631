import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import type { Callback } from './callback.js';
import { ClientMemory } from './client-memory.js';

/** What a person does in the browser window that the client opens, until the browser stands at the client's callback. */
export type InTheBrowser = (authorizationUrl: string) => Promise<void>;

function fresh(pinned: string | undefined): Client {
  return new Client({ name: 'generic-client', version: '1.0.0' }, pinned === undefined ? {} : { versionNegotiation: { mode: { pin: pinned } } });
}

/** An MCP client as anybody would write it from the SDK's documentation: all it is told is one URL. */
export class GenericClient {
  readonly memory: ClientMemory;

  /** @param pinned a protocol version; without one the client negotiates as older clients do. */
  constructor(private readonly mcpUrl: string, private readonly callback: Callback, name: string, private readonly pinned?: string) {
    this.memory = new ClientMemory(callback.url, name);
  }

  /** Tries to connect, sends the person to the browser, and yields what the browser brought back. */
  async authorize(person: InTheBrowser): Promise<{ answer: URLSearchParams; finish: () => Promise<void> }> {
    const transport = this.transport();
    const refusal: unknown = await fresh(this.pinned).connect(transport).then(() => undefined, (error: unknown) => error);
    if (!(refusal instanceof UnauthorizedError)) throw new Error('The server let a client in that shows no token.', { cause: refusal });
    const { authorizationUrl, sentState } = this.memory;
    if (authorizationUrl === undefined) throw new Error('The client did not find out where to sign in.');
    await person(authorizationUrl.href);
    const { searchParams: answer } = await this.callback.next();
    if (answer.get('state') !== sentState) throw new Error('The answer belongs to another request.');
    return { answer, finish: () => transport.finishAuth(answer) };
  }

  /** The whole way in. */
  async connect(person: InTheBrowser): Promise<Client> {
    const { finish } = await this.authorize(person);
    await finish();
    const client = fresh(this.pinned);
    await client.connect(this.transport());
    return client;
  }

  private transport(): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(new URL(this.mcpUrl), { authProvider: this.memory });
  }
}

/** Calls a tool. @returns what it says, and whether that is a refusal. */
export async function callTool(client: Client, name: string): Promise<{ text: string; data: unknown; isError: boolean }> {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: {} });
  return { text: content.map((part) => (part.type === 'text' ? part.text : '')).join('\n'), data: structuredContent, isError: isError === true };
}
