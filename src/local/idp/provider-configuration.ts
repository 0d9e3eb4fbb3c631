import type { AccountStore } from '../storage/identity-store.js';
import { errors } from './oidc-library.js';
import type { Adapter, Configuration } from './oidc-library.js';
import { deviceConfirm, deviceInput, deviceSuccess, providerError, signedOut, signOut } from './provider-pages.js';
import { GRANT_LIFE_SECONDS, IDENTITY_SCOPES, isOwnResource, REFRESH_LIFE_SECONDS, RESOURCE_SCOPES, SIGNING_ALGORITHM } from './token-policy.js';
import { exchangeClientMetadata } from './token-exchange.js';
import type { ExchangeClient } from './token-exchange.js';
import type { IdpAddresses } from './token-policy.js';
import type { SigningKeys } from './signing-keys.js';

type Features = NonNullable<Configuration['features']>;

/** What the configuration of the library is made of. */
export interface ProviderParts {
  readonly addresses: IdpAddresses;
  readonly keys: SigningKeys;
  readonly cookieSecret: string;
  readonly adapter: (model: string) => Adapter;
  readonly accounts: AccountStore;
  readonly tokenLifeSeconds: number;
  readonly exchange: ExchangeClient | undefined;
}

/** Where OctoPerf has them (octoperf-rest-api.md §6: registration documented, the others inferred from its framework's defaults). */
const ROUTES = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  jwks: '/oauth2/jwks',
  revocation: '/oauth2/revoke',
  introspection: '/oauth2/introspect',
  device_authorization: '/oauth2/device_authorization',
  code_verification: '/device',
  registration: '/connect/register',
  end_session: '/connect/logout',
} as const;

function features({ addresses, keys, tokenLifeSeconds }: ProviderParts): Features {
  return {
    devInteractions: { enabled: false },
    // Access tokens are bearer tokens for every OctoPerf client; nothing behind this server would check a proof of possession.
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    // The library's user-info endpoint cannot read JWT access tokens; ours is in the middleware.
    userinfo: { enabled: false },
    registration: { enabled: true, initialAccessToken: false },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
    revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    introspection: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    deviceFlow: { enabled: true, userCodeInputSource: deviceInput, userCodeConfirmSource: deviceConfirm, successSource: deviceSuccess },
    rpInitiatedLogout: { enabled: true, logoutSource: signOut, postLogoutSuccessSource: signedOut },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_context, _client, oneOf) => (oneOf === undefined || oneOf.length === 0 ? addresses.mcpUrl : (oneOf[0] ?? addresses.mcpUrl)),
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, indicator) => {
        if (!isOwnResource(indicator, addresses)) throw new errors.InvalidTarget(`the resource of this server is ${addresses.mcpUrl}`);
        return { audience: addresses.mcpUrl, scope: RESOURCE_SCOPES.join(' '), accessTokenFormat: 'jwt', accessTokenTTL: tokenLifeSeconds, jwt: { sign: { alg: SIGNING_ALGORITHM, kid: keys.active.kid } } };
      },
    },
  };
}

function cookies({ addresses, cookieSecret }: ProviderParts): NonNullable<Configuration['cookies']> {
  // Cookies know no ports: two servers on localhost would overwrite each other's.
  const port = new URL(addresses.origin).port || 'default';
  const names = { session: `octoperf_session_${port}`, interaction: `octoperf_interaction_${port}`, resume: `octoperf_resume_${port}` };
  return { keys: [cookieSecret], names, long: { httpOnly: true, sameSite: 'lax', path: '/auth' }, short: { httpOnly: true, sameSite: 'lax' } };
}

const ttl = (tokenLifeSeconds: number): NonNullable<Configuration['ttl']> => ({
  AccessToken: tokenLifeSeconds,
  IdToken: tokenLifeSeconds,
  AuthorizationCode: 60,
  DeviceCode: 900,
  Interaction: 1_800,
  RefreshToken: REFRESH_LIFE_SECONDS,
  Grant: GRANT_LIFE_SECONDS,
  Session: 43_200,
});

/** The whole configuration of the OAuth library. */
export function providerConfiguration(parts: ProviderParts): Configuration {
  const { addresses, keys, adapter, accounts } = parts;
  return {
    adapter,
    clients: parts.exchange === undefined ? [] : [exchangeClientMetadata(parts.exchange)],
    jwks: { keys: keys.all.map(({ jwk }) => ({ ...jwk })) as unknown as NonNullable<Configuration['jwks']>['keys'] },
    routes: ROUTES,
    cookies: cookies(parts),
    features: features(parts),
    ttl: ttl(parts.tokenLifeSeconds),
    scopes: [...IDENTITY_SCOPES, ...RESOURCE_SCOPES],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    clientDefaults: { token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], id_token_signed_response_alg: SIGNING_ALGORITHM },
    // Tokens are bound to clients by PKCE and carry no cookie, so any page may use the token endpoint as any program may.
    clientBasedCORS: () => true,
    // MCP clients do not ask for offline_access (building-blocks.md §2, pitfall 4).
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    interactions: { url: (_context, { uid }) => `/auth/interaction/${uid}` },
    renderError: providerError,
    discovery: { userinfo_endpoint: `${addresses.issuer}/userinfo` },
    findAccount: async (_context, id) => {
      const account = await accounts.findById(id);
      return account && { accountId: id, claims: () => ({ sub: id, email: account.username, email_verified: false, name: account.username, preferred_username: account.username }) };
    },
    extraTokenClaims: async (_context, token) => {
      const { accountId, grantId } = token as { accountId?: string; grantId?: string };
      const account = accountId === undefined ? undefined : await accounts.findById(accountId);
      return { gid: grantId, ...(account && { email: account.username, preferred_username: account.username }) };
    },
    formats: { customizers: { jwt: (_context, _token, { payload }) => { payload.aud = [...addresses.stampedAudiences]; } } },
    // Nothing a client registers is ever fetched; should the library try, it fails here.
    fetch: () => Promise.reject(new Error('this server fetches nothing for clients')),
  };
}
