import type { Account } from '../storage/identity-store.js';
import type { AccessTokenClaims, AccessTokens } from './access-tokens.js';
import { errors } from './oidc-library.js';
import type { Provider } from './oidc-library.js';
import type { IdpAddresses } from './token-policy.js';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const PARAMETERS = ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'resource', 'scope', 'actor_token', 'actor_token_type'] as const;

/** The one client that may exchange tokens: an MCP server before the REST API. */
export interface ExchangeClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whether MCP tokens are for the MCP endpoint alone, so that the REST API takes exchanged ones only. */
  readonly isRequired: boolean;
}

/** What the exchange stands on. `isLive` says whether the consent behind a token still stands and whose it is. */
export interface ExchangeParts {
  readonly addresses: IdpAddresses;
  readonly tokens: AccessTokens;
  readonly liveAccount: (claims: AccessTokenClaims) => Promise<Account | undefined>;
}

/** The client as the library knows it. No page of ours registers one that may do the same. */
export const exchangeClientMetadata = ({ clientId, clientSecret }: ExchangeClient) => ({
  client_id: clientId, client_secret: clientSecret, client_name: 'MCP server', token_endpoint_auth_method: 'client_secret_basic' as const,
  grant_types: [TOKEN_EXCHANGE], response_types: [], redirect_uris: [],
});

/**
 * Offers token exchange (RFC 8693): a token that a caller gave to the MCP server becomes one for the REST API alone, of the same account
 * under the same consent, that names who acts (`act`) and ends no later.
 */
export function offerExchange(provider: Provider, { addresses, tokens, liveAccount }: ExchangeParts): void {
  provider.registerGrantType<Partial<Record<(typeof PARAMETERS)[number], string>>>(TOKEN_EXCHANGE, async (context) => {
    const { client, params } = context.oidc;
    const subject = await subjectOf(params, addresses, tokens);
    const account = await liveAccount(subject);
    if (account === undefined) throw new errors.InvalidRequest('the subject_token is no longer valid');
    const scope = narrowed(subject.scope, params.scope);
    const { access_token, expires_in } = await tokens.issueExchanged(subject, account, { actor: client.clientId, audience: addresses.origin, scope });
    context.body = { access_token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in, scope };
  }, PARAMETERS);
}

/** The claims of the token that is to be exchanged. Throws what RFC 8693 §2.2.2 names for everything else. */
async function subjectOf(params: Partial<Record<(typeof PARAMETERS)[number], string>>, addresses: IdpAddresses, tokens: AccessTokens): Promise<AccessTokenClaims> {
  const { subject_token: token, subject_token_type: type, requested_token_type: wanted, actor_token: actor, audience, resource } = params;
  if (token === undefined || (type !== ACCESS_TOKEN && type !== JWT)) throw new errors.InvalidRequest(`a subject_token of the type ${ACCESS_TOKEN} is needed`);
  if (wanted !== undefined && wanted !== ACCESS_TOKEN && wanted !== JWT) throw new errors.InvalidRequest(`only tokens of the type ${ACCESS_TOKEN} are given`);
  if (actor !== undefined) throw new errors.InvalidRequest('the acting party is the client: no actor_token is read');
  for (const target of [audience, resource]) if (target !== undefined && target.replace(/\/$/, '') !== addresses.origin) throw new errors.InvalidTarget(`the only audience is ${addresses.origin}`);
  const claims = await tokens.verify(token);
  // Only what was given to the MCP server may be exchanged by it; what came out of an exchange may not.
  if (claims === undefined || claims.isExchanged || !claims.audiences.includes(addresses.mcpUrl)) throw new errors.InvalidRequest('the subject_token is not valid, or not meant for the client');
  return claims;
}

/** The scopes asked for, all of them where none are; never more than the subject's token has. */
function narrowed(granted: string, asked: string | undefined): string {
  if (asked === undefined) return granted;
  const all = granted.split(' ');
  const words = asked.split(' ').filter((word) => word !== '');
  if (words.some((word) => !all.includes(word))) throw new errors.InvalidScope('the subject_token was not granted this scope', asked);
  return words.join(' ');
}
