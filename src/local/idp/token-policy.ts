/** What a token of this identity provider is: one place for names and lives, so that signer and verifier cannot disagree. */

export const SIGNING_ALGORITHM = 'ES256';
/** Life of access tokens and ID tokens when none is configured, in seconds. Short, because a JWT cannot be taken back elsewhere than at this backend. */
export const DEFAULT_TOKEN_LIFE_SECONDS = 600;
/** Life of a refresh token since its last rotation, in seconds (30 days). */
export const REFRESH_LIFE_SECONDS = 30 * 86_400;
/** Longest life of a consent, whatever is refreshed under it, in seconds (one year). */
export const GRANT_LIFE_SECONDS = 365 * 86_400;

/** Scopes of the REST API and of MCP. Recorded on the grant and shown, never enforced (behaviour.md §1 rule 5). */
export const RESOURCE_SCOPES = ['octoperf', 'octoperf:read', 'octoperf:write', 'octoperf:run'] as const;
export const IDENTITY_SCOPES = ['openid', 'profile', 'email', 'offline_access'] as const;
export const SCOPES: readonly string[] = [...IDENTITY_SCOPES, ...RESOURCE_SCOPES];
/** What a client gets that names no scope of ours: several MCP clients send none, or one of their own. */
export const DEFAULT_SCOPE = 'octoperf';

/** `client_id` of tokens that the server gives to scripts on the same machine. */
export const LOCAL_CLIENT_ID = 'local-cli';

/** Where the identity provider and what it protects are found; everything follows from the public origin. */
export interface IdpAddresses {
  /** Public origin without a trailing slash, `http://localhost:8091`. */
  readonly origin: string;
  /** `{origin}/auth`. */
  readonly issuer: string;
  /** `{origin}/mcp`: the default resource. */
  readonly mcpUrl: string;
  /** Path of the MCP endpoint, `/mcp`. */
  readonly mcpPath: string;
  /** What a token may be for: each of ours names one of these, usually both (octoperf-rest-api.md §6: several audiences are stamped). */
  readonly audiences: readonly string[];
  /** What is stamped on tokens of MCP clients: both, or the MCP endpoint alone where the REST API takes exchanged tokens only. */
  readonly stampedAudiences: readonly string[];
  /** What the REST API takes. */
  readonly restAudiences: readonly string[];
}

/**
 * @param publicOrigin scheme, host and port as clients see them. @param isSeparate whether tokens of MCP clients are for the MCP endpoint alone.
 * @throws when it is not an http(s) origin.
 */
export function addressesOf(publicOrigin: string, mcpPath: string, isSeparate = false): IdpAddresses {
  const url = URL.canParse(publicOrigin) ? new URL(publicOrigin) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Error(`The public origin "${publicOrigin}" is not an http(s) origin such as http://localhost:8091. Check server.scheme, server.hostname and server.public.port.`);
  }
  const path = `/${mcpPath.split('/').filter((part) => part !== '').join('/')}`;
  const mcpUrl = `${url.origin}${path === '/' ? '' : path}`;
  const audiences = [...new Set([mcpUrl, url.origin])];
  return { origin: url.origin, issuer: `${url.origin}/auth`, mcpUrl, mcpPath: path, audiences, stampedAudiences: isSeparate ? [mcpUrl] : audiences, restAudiences: isSeparate ? [url.origin] : audiences };
}

/** Whether a `resource` parameter names this server: its origin, its MCP endpoint or something below the endpoint. */
export function isOwnResource(indicator: string, { origin, mcpPath }: IdpAddresses): boolean {
  if (!URL.canParse(indicator)) return false;
  const url = new URL(indicator);
  if (url.origin !== origin || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return false;
  return url.pathname === '/' || url.pathname === mcpPath || url.pathname.startsWith(`${mcpPath === '/' ? '' : mcpPath}/`);
}
