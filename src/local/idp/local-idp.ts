import { Logger } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IdentityStore } from '../storage/identity-store.js';
import { AccessTokens } from './access-tokens.js';
import { AccountService } from './account-service.js';
import { ConnectedApps } from './connected-apps.js';
import { LiveGrants } from './live-grants.js';
import { writeLocalSecret } from './local-secret.js';
import { OidcAdapter } from './oidc-adapter.js';
import { Provider } from './oidc-library.js';
import { OwnApiKeys } from './own-api-keys.js';
import { providerConfiguration } from './provider-configuration.js';
import { freshSecret } from './secrets.js';
import { SigningKeys } from './signing-keys.js';
import { offerExchange } from './token-exchange.js';
import type { ExchangeClient } from './token-exchange.js';
import { addressesOf, DEFAULT_TOKEN_LIFE_SECONDS } from './token-policy.js';
import type { IdpAddresses } from './token-policy.js';

export interface LocalIdpOptions {
  /** Scheme, host and port as clients see them: `http://localhost:8091`. */
  readonly publicOrigin: string;
  /** Path of the MCP endpoint: `/mcp`. */
  readonly mcpPath: string;
  /** Folder that gets the file `local-token-secret`. */
  readonly dataFolder: string;
  /** Life of access tokens; ten minutes by default. */
  readonly accessTokenSeconds?: number;
  /** The client that may exchange tokens; none by default. */
  readonly exchange?: ExchangeClient | undefined;
  /** Whether the MCP endpoint enforces scopes: said on the page of consent. */
  readonly scopesEnforced?: boolean;
  /** Clock in epoch milliseconds; the system's by default. */
  readonly now?: () => number;
}

/** How often expired rows and keys are cleared away, in milliseconds. */
const CLEARING_INTERVAL_MS = 5 * 60_000;

/** Everything opened that an identity provider stands on. */
interface Foundation {
  readonly addresses: IdpAddresses;
  readonly store: IdentityStore;
  readonly now: () => number;
  readonly keys: SigningKeys;
  readonly cookieSecret: string;
  readonly formSecret: string;
  readonly localSecret: string;
  readonly tokenLifeSeconds: number;
  readonly exchange: ExchangeClient | undefined;
  readonly scopesEnforced: boolean;
}

/** The identity provider of the embedded backend: one per process, over one store. */
export class LocalIdp {
  readonly addresses: IdpAddresses;
  readonly accounts: AccountService;
  readonly apps: ConnectedApps;
  readonly apiKeys: OwnApiKeys;
  readonly tokens: AccessTokens;
  /** Seals the forms of our own pages. */
  readonly formSecret: string;
  /** What a script on this machine must show to get a token. */
  readonly localSecret: string;
  private readonly grants: LiveGrants;
  private readonly logger = new Logger(LocalIdp.name);
  private readonly clearing: NodeJS.Timeout;
  private current: Provider;
  private handler: ReturnType<Provider['callback']>;

  private constructor(private readonly base: Foundation) {
    const { addresses, store, now } = base;
    this.addresses = addresses;
    this.formSecret = base.formSecret;
    this.localSecret = base.localSecret;
    this.grants = new LiveGrants(store.oidc, now);
    this.tokens = new AccessTokens(addresses, () => base.keys, base.tokenLifeSeconds, now);
    this.accounts = new AccountService(store.accounts, this.tokens, this.grants, now, addresses.restAudiences);
    this.apps = new ConnectedApps(store.oidc, this.grants, now);
    this.apiKeys = new OwnApiKeys(store.accounts, now);
    this.current = this.build();
    this.handler = this.current.callback();
    this.clearing = setInterval(() => { void this.clear().catch((error: unknown) => { this.report(error); }); }, CLEARING_INTERVAL_MS);
    this.clearing.unref();
  }

  /** Reads keys and secrets (makes them on the first start), writes the secret for local scripts. */
  static async open({ publicOrigin, mcpPath, dataFolder, accessTokenSeconds: tokenLifeSeconds = DEFAULT_TOKEN_LIFE_SECONDS, exchange, scopesEnforced = false, now = Date.now }: LocalIdpOptions, store: IdentityStore): Promise<LocalIdp> {
    const addresses = addressesOf(publicOrigin, mcpPath, exchange?.isRequired);
    const keys = await SigningKeys.open(store.keys, tokenLifeSeconds, now);
    const cookieSecret = await store.keys.secret('idp-cookies', freshSecret());
    const formSecret = await store.keys.secret('idp-forms', freshSecret());
    return new LocalIdp({ addresses, store, now, keys, cookieSecret, formSecret, tokenLifeSeconds, exchange, scopesEnforced, localSecret: await writeLocalSecret(dataFolder) });
  }

  /** Whether the MCP endpoint holds applications to their scopes. */
  get scopesEnforced(): boolean { return this.base.scopesEnforced; }

  /** The OAuth library as it stands now; replaced when the key changes, so never keep it. */
  get provider(): Provider {
    return this.current;
  }

  /** Signs with a new key from now on. Tokens of the old key stay good until they expire. */
  async rotateSigningKey(): Promise<void> {
    await this.base.keys.rotate();
    this.renew();
  }

  /** Clears away what has expired: rows, sessions, and keys whose last token is dead. */
  async clear(): Promise<void> {
    const { store, now, keys } = this.base;
    await store.oidc.deleteExpired(now());
    await store.accounts.deleteExpiredCredentials(now());
    if (await keys.prune()) this.renew();
  }

  /** Lets the OAuth library answer. The request must stand under the issuer's path: `url` without it, `originalUrl` with it. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    void this.handler(request, response);
  }

  /** Stops the timer; nothing else is held. */
  close(): void {
    clearInterval(this.clearing);
  }

  /** Takes the keys as they are now. Requests under way finish with the library they began with. */
  private renew(): void {
    this.current = this.build();
    this.handler = this.current.callback();
  }

  private build(): Provider {
    const { addresses, store, now, keys, cookieSecret, tokenLifeSeconds, exchange } = this.base;
    const adapter = (model: string): OidcAdapter => new OidcAdapter(model, store.oidc, this.grants, now);
    const provider = new Provider(addresses.issuer, providerConfiguration({ addresses, keys, cookieSecret, adapter, accounts: store.accounts, tokenLifeSeconds, exchange }));
    if (exchange !== undefined) offerExchange(provider, { addresses, tokens: this.tokens, liveAccount: (claims) => this.accounts.liveAccount(claims) });
    // Addresses in answers come from the forwarding headers, which the middleware sets from the public origin.
    provider.proxy = true;
    provider.on('server_error', (_context, error) => { this.report(error); });
    // The framework below prints stacks for errors nobody listens to; its events are missing from the published types.
    const framework: NodeJS.EventEmitter = provider;
    framework.on('error', (error: unknown) => { this.report(error); });
    return provider;
  }

  private report(error: unknown): void {
    this.logger.error(error instanceof Error ? error.message : 'unknown failure');
  }
}
