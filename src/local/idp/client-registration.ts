import { SCOPES } from './token-policy.js';

const GRANT_TYPES: readonly string[] = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
const AUTH_METHODS: readonly string[] = ['none', 'client_secret_basic', 'client_secret_post'];
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const CLIENT_NAME_MAX = 120;
/**
 * Passed on as they come. Everything else is left out: unknown fields are of no use, and some known ones (`jwks_uri`,
 * `sector_identifier_uri`) would make this server fetch an address chosen by a stranger.
 */
const KEPT = ['client_uri', 'redirect_uris', 'post_logout_redirect_uris'] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []);

/**
 * MCP clients rarely name an application type, and a web client may neither use `cursor://` addresses nor loopback on a port
 * chosen later (building-blocks.md §2, pitfall 3). So the type follows from the addresses.
 */
function applicationType(redirects: readonly string[]): 'native' | 'web' {
  const nativeAllows = (uri: string): boolean => {
    if (!URL.canParse(uri)) return false;
    const { protocol, hostname } = new URL(uri);
    if (protocol === 'http:') return LOOPBACK.includes(hostname);
    return protocol !== 'https:' || !LOOPBACK.includes(hostname);
  };
  const webOnly = redirects.every((uri) => uri.startsWith('https://'));
  return redirects.length > 0 && !webOnly && redirects.every(nativeAllows) ? 'native' : 'web';
}

/** Grant types we know; a client that names only others gets the usual two. */
function grantTypes(asked: unknown): string[] | undefined {
  if (!Array.isArray(asked)) return undefined;
  const known = texts(asked).filter((type) => GRANT_TYPES.includes(type));
  return known.length === 0 || (known.length === 1 && known[0] === 'refresh_token') ? ['authorization_code', 'refresh_token'] : known;
}

/**
 * Turns the registration request of a client (RFC 7591) into one that the library accepts, where the client's meaning is clear.
 * What is wrong beyond doubt (no redirect address, a `javascript:` address) is left for the library to refuse.
 * @param body the parsed JSON. @returns the metadata to register, or `undefined` when the body is no JSON object.
 */
export function lenientRegistration(body: unknown): Record<string, unknown> | undefined {
  if (!isObject(body)) return undefined;
  const metadata: Record<string, unknown> = {};
  for (const key of KEPT) if (body[key] !== undefined) metadata[key] = body[key];
  const { client_name: name, token_endpoint_auth_method: method, scope, client_id: clientId, client_secret: secret } = body;
  if (typeof name === 'string' && name.trim() !== '') metadata['client_name'] = name.trim().slice(0, CLIENT_NAME_MAX);
  if (typeof method === 'string') metadata['token_endpoint_auth_method'] = AUTH_METHODS.includes(method) ? method : 'none';
  // A client may later ask for more than it registered with (the challenge of a 401 names scopes): scopes are not enforced anyway.
  if (typeof scope === 'string') metadata['scope'] = SCOPES.join(' ');
  // Only an update of an existing registration (RFC 7592) carries these two.
  if (typeof clientId === 'string') metadata['client_id'] = clientId;
  if (typeof secret === 'string') metadata['client_secret'] = secret;
  const types = grantTypes(body['grant_types']);
  if (types !== undefined) metadata['grant_types'] = types;
  const interactive = types === undefined || types.includes('authorization_code');
  metadata['response_types'] = interactive ? ['code'] : [];
  if (!interactive && metadata['redirect_uris'] === undefined) metadata['redirect_uris'] = [];
  metadata['application_type'] = applicationType(texts(body['redirect_uris']));
  return metadata;
}
