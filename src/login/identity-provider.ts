import { allowInsecureRequests, type Configuration, ClientError, customFetch, discovery, dynamicClientRegistration, initiateDeviceAuthorization, None, pollDeviceAuthorizationGrant, refreshTokenGrant, ResponseBodyError, tokenRevocation } from 'openid-client';
import { z } from 'zod';
import type { Fetch } from '../outgoing/outgoing-fetch.js';
import type { StoredLogin } from './login-store.js';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const SCOPE = 'octoperf offline_access';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const TIMEOUT_MS = 15_000;
const TIMEOUT_SECONDS = 15;
/** Where an answer does not say how long its token lives. */
const USUAL_LIFE_SECONDS = 300;
const ResourceMetadata = z.looseObject({ resource: z.string(), authorization_servers: z.array(z.url()).min(1) });

/** What a person must open, and the code that they must find there. */
export interface DevicePrompt { readonly url: string; readonly complete: string | undefined; readonly code: string; readonly expiresInSeconds: number }
/** Where to sign in for an MCP endpoint. */
export interface Target { readonly origin: string; readonly mcpUrl: string; readonly issuer: string }
/** How the person is shown what to do, by what way the provider is asked, and an end before the person acted. */
export interface SignInBy { readonly show: (prompt: DevicePrompt) => void; readonly fetch: Fetch; readonly signal?: AbortSignal }

/** Signing in failed for a reason that its message tells the person. */
export class LoginError extends Error { override readonly name = 'LoginError'; }

/** Finds the identity provider of an MCP endpoint by what the endpoint says of itself (RFC 9728); where it says nothing, by configuration. */
export async function issuerOf({ origin, mcpUrl, issuer }: Target, fetch: Fetch): Promise<{ issuer: string; resource: string }> {
  const place = `${origin}/.well-known/oauth-protected-resource${new URL(mcpUrl).pathname}`;
  const answer = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => { throw new LoginError(`${origin} cannot be reached (${causeOf(error)}). Check OCTOPERF_URL.`); });
  if (!answer.ok) return { issuer, resource: mcpUrl };
  const metadata = ResourceMetadata.safeParse(await answer.json().catch(() => undefined));
  if (!metadata.success) return { issuer, resource: mcpUrl };
  const { resource, authorization_servers: [server = issuer] } = metadata.data;
  if (resource !== mcpUrl) throw new LoginError(`${place} describes ${resource} and not ${mcpUrl}: OCTOPERF_URL must be the public address of OctoPerf.`);
  return { issuer: server, resource };
}

/** Signs in with the device flow (RFC 8628). `show` is called once the person can act. Throws LoginError. */
export async function signIn(target: Target, { show, fetch, signal }: SignInBy): Promise<StoredLogin> {
  const { issuer, resource } = await issuerOf(target, fetch);
  try {
    const client = { client_name: 'octoperf-mcp-server (terminal)', grant_types: [DEVICE_GRANT, 'refresh_token'], response_types: [], redirect_uris: [], token_endpoint_auth_method: 'none' };
    const provider = await dynamicClientRegistration(new URL(issuer), client, None(), options(issuer, fetch));
    const device = await initiateDeviceAuthorization(provider, { scope: SCOPE, resource });
    show({ url: device.verification_uri, complete: device.verification_uri_complete, code: device.user_code, expiresInSeconds: device.expires_in });
    // Polls as often as the provider allows, and slower when it is told to.
    const granted = await pollDeviceAuthorizationGrant(provider, device, undefined, signal === undefined ? {} : { signal });
    return stored({ origin: target.origin, issuer, resource, clientId: provider.clientMetadata().client_id }, granted);
  } catch (error) {
    throw inWords(error, issuer);
  }
}

/** The same login with a new access token, and the refresh token that came with it. Throws LoginError where it has ended. */
export async function refreshed(login: StoredLogin, fetch: Fetch): Promise<StoredLogin> {
  const { refreshToken, issuer, resource } = login;
  if (refreshToken === undefined) throw new LoginError('The login has ended: this identity provider gave none that can be renewed.');
  try {
    return stored(login, await refreshTokenGrant(await known(login, fetch), refreshToken, { resource }));
  } catch (error) {
    throw inWords(error, issuer);
  }
}

/** Tells the provider to forget the login, as far as it can. */
export async function revoke(login: StoredLogin, fetch: Fetch): Promise<void> {
  await tokenRevocation(await known(login, fetch), login.refreshToken ?? login.accessToken);
}

const known = (login: StoredLogin, fetch: Fetch): Promise<Configuration> => discovery(new URL(login.issuer), login.clientId, undefined, None(), options(login.issuer, fetch));

/** Plain http on this machine only: tokens must not travel readable. */
function options(issuer: string, fetch: Fetch): Parameters<typeof discovery>[4] & Parameters<typeof dynamicClientRegistration>[3] {
  const { protocol, hostname } = new URL(issuer);
  return { algorithm: 'oauth2', timeout: TIMEOUT_SECONDS, [customFetch]: fetch, ...(protocol === 'http:' && LOOPBACK.test(hostname) ? { execute: [allowInsecureRequests] } : {}) };
}

interface Granted { readonly access_token: string; readonly refresh_token?: string; readonly expires_in?: number }

function stored({ origin, issuer, resource, clientId, ...before }: Omit<StoredLogin, 'accessToken' | 'expiresAt'>, { access_token: accessToken, refresh_token: refreshToken = before.refreshToken, expires_in: seconds = USUAL_LIFE_SECONDS }: Granted): StoredLogin {
  return { origin, issuer, resource, clientId, accessToken, ...(refreshToken === undefined ? {} : { refreshToken }), expiresAt: Date.now() + seconds * 1000 };
}

function inWords(error: unknown, issuer: string): Error {
  if (error instanceof ResponseBodyError) {
    if (error.error === 'access_denied') return new LoginError('You said no in the browser: nothing was connected.');
    if (error.error === 'expired_token') return new LoginError('The code has expired: start again.');
    if (error.error === 'invalid_grant') return new LoginError('The login has ended: it was revoked, or not used for too long.');
    return new LoginError(`${issuer} refused: ${error.error_description ?? error.error}.`, { cause: error });
  }
  if (error instanceof ClientError) return new LoginError(`${issuer} cannot be used to sign in from here: ${error.code === 'OAUTH_TIMEOUT' ? 'no answer in time' : error.message} (${causeOf(error)}).`, { cause: error });
  return error instanceof TypeError ? new LoginError(`${issuer} cannot be reached (${causeOf(error)}).`, { cause: error }) : (error as Error);
}

/** What stood in the way of an exchange, in a word. */
export function causeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}
