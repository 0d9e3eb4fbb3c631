import type { OAuthClientProvider } from '@modelcontextprotocol/client';
import { randomUUID } from 'node:crypto';

type StoredClient = NonNullable<Awaited<ReturnType<OAuthClientProvider['clientInformation']>>>;
type DiscoveryState = Parameters<NonNullable<OAuthClientProvider['saveDiscoveryState']>>[0];
type StoredTokens = NonNullable<Awaited<ReturnType<OAuthClientProvider['tokens']>>>;

/** What the SDK's own client remembers of one server. It knows no address of ours: it finds and registers everything itself. */
export class ClientMemory implements OAuthClientProvider {
  readonly clientMetadata: OAuthClientProvider['clientMetadata'];
  /** Every answer of the token endpoint, in order. */
  readonly issued: StoredTokens[] = [];
  /** Where the person's browser is to be sent; set when the client wants a sign-in. */
  authorizationUrl: URL | undefined;
  readonly sentState = randomUUID();
  private registered: StoredClient | undefined;
  private verifier = '';
  private discovered: DiscoveryState | undefined;

  /** @param redirectUrl where the client listens. */
  constructor(readonly redirectUrl: string, name: string) {
    this.clientMetadata = { client_name: name, redirect_uris: [redirectUrl], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none' };
  }

  state(): string { return this.sentState; }
  clientInformation(): StoredClient | undefined { return this.registered; }
  saveClientInformation(client: StoredClient): void { this.registered = client; }
  tokens(): StoredTokens | undefined { return this.issued.at(-1); }
  saveTokens(tokens: StoredTokens): void { this.issued.push(tokens); }
  redirectToAuthorization(url: URL): void { this.authorizationUrl = url; }
  saveCodeVerifier(verifier: string): void { this.verifier = verifier; }
  codeVerifier(): string { return this.verifier; }
  discoveryState(): DiscoveryState | undefined { return this.discovered; }
  saveDiscoveryState(state: DiscoveryState): void { this.discovered = state; }
}
