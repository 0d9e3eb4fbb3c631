import { Client, type OAuthClientProvider, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { FormBrowser, type View } from './form-browser.js';

type StoredClient = Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;
type StoredTokens = Awaited<ReturnType<OAuthClientProvider['tokens']>>;

const CALLBACK = 'http://127.0.0.1:33418/callback';

/** What a person does in the browser window that a client opens: sign in, allow. Without JavaScript, through the server's own pages. */
async function signInAndAllow(authorizationUrl: URL, username: string, password: string): Promise<URL> {
  const browser = new FormBrowser(authorizationUrl.origin);
  let view: View = await browser.open(authorizationUrl.href);
  if (view.text.includes('name="password"')) view = await browser.submit(view, { username, password, action: 'login' });
  if (view.text.includes('value="allow"')) view = await browser.submit(view, { action: 'allow' });
  if (!view.url.startsWith(CALLBACK)) throw new Error(`Signing in ended at ${view.url} (${view.status}): ${view.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 200)}`);
  return new URL(view.url);
}

/** The SDK's own OAuth client with its memory in this object: it registers itself, asks for a code, redeems and refreshes tokens. */
export class OAuthMemory implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = { client_name: 'OctoPerf demo agent', redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none' };
  callback: URL | undefined;
  private client: StoredClient;
  private issued: StoredTokens;
  private verifier = '';
  private discovered: Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>;

  constructor(private readonly username: string, private readonly password: string) {}

  clientInformation(): StoredClient { return this.client; }
  saveClientInformation(client: NonNullable<Awaited<StoredClient>>): void { this.client = client; }
  tokens(): StoredTokens { return this.issued; }
  saveTokens(tokens: NonNullable<Awaited<StoredTokens>>): void { this.issued = tokens; }
  saveCodeVerifier(verifier: string): void { this.verifier = verifier; }
  codeVerifier(): string { return this.verifier; }
  saveDiscoveryState(state: NonNullable<typeof this.discovered>): void { this.discovered = state; }
  discoveryState(): typeof this.discovered { return this.discovered; }
  async redirectToAuthorization(url: URL): Promise<void> { this.callback = await signInAndAllow(url, this.username, this.password); }
}

/** An MCP client that knows only the endpoint's URL and a person's name and password. */
export async function connectAsPerson(mcpUrl: string, username: string, password: string): Promise<{ client: Client; memory: OAuthMemory }> {
  const memory = new OAuthMemory(username, password);
  const fresh = (): Client => new Client({ name: 'octoperf-demo', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: memory });
  const client = fresh();
  try {
    await client.connect(transport);
    return { client, memory };
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || memory.callback === undefined) throw error;
  }
  await transport.finishAuth(memory.callback.searchParams);
  const signedIn = fresh();
  await signedIn.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: memory }));
  return { client: signedIn, memory };
}
