import type { Parameter } from '../../contract/post-data.js';
import { oneLine } from './clean-text.js';
import { parametersOf } from './url-parameters.js';

/** Where a request goes. The host may be a `${variable}`; `warnings` are sentences about what could not be kept. */
export interface Address {
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  readonly queryParameters: Parameter[];
  /** The whole as shown and recorded, cleaned. */
  readonly url: string;
  readonly warnings: readonly string[];
}
/** A recorded address, which may be that of a WebSocket. */
export interface RequestTarget extends Address { readonly webSocket: boolean }

const SCHEMES: Readonly<Record<string, { protocol: 'HTTP' | 'HTTPS'; port: number; webSocket: boolean }>> = {
  'http:': { protocol: 'HTTP', port: 80, webSocket: false },
  'https:': { protocol: 'HTTPS', port: 443, webSocket: false },
  'ws:': { protocol: 'HTTP', port: 80, webSocket: true },
  'wss:': { protocol: 'HTTPS', port: 443, webSocket: true },
};
/** Printable ASCII without backslash: what may go on the wire as it stands. */
const PLAIN = /^[\u0021-\u005b\u005d-\u007e]*$/;
const AFTER_AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/;

/** Path and query exactly as recorded; the standard's normal form only where the recorded one cannot be sent. */
function pathAndQuery(recorded: string, parsed: URL): { path: string; query: string | undefined } {
  const [, path, query] = PLAIN.test(recorded) ? (AFTER_AUTHORITY.exec(recorded) ?? []) : [];
  if (path !== undefined) return { path: path === '' ? '/' : path, query };
  return { path: parsed.pathname, query: parsed.search === '' ? undefined : parsed.search.slice(1) };
}

/**
 * Takes an address apart. A `${variable}` in path or query is kept as it stands.
 * @returns the target, or a sentence saying why there is none
 */
export function targetOf(recorded: string): RequestTarget | string {
  const { text, changed } = oneLine(recorded);
  if (text === '') return 'the request has no URL';
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined) return 'the URL cannot be read';
  const scheme = Object.hasOwn(SCHEMES, parsed.protocol) ? SCHEMES[parsed.protocol] : undefined;
  if (scheme === undefined) return `${parsed.protocol} addresses are not requests over HTTP`;
  const { path, query } = pathAndQuery(text, parsed);
  const warnings = changed ? ['control characters (line breaks, NUL) in the URL were replaced'] : [];
  if (parsed.username !== '' || parsed.password !== '') warnings.push('the user name and password in the URL were left out; set them as authorization of the HTTP server');
  return {
    protocol: scheme.protocol,
    webSocket: scheme.webSocket,
    hostname: parsed.hostname,
    port: parsed.port === '' ? scheme.port : Number(parsed.port),
    path,
    queryParameters: query === undefined ? [] : parametersOf(query),
    url: `${parsed.protocol}//${parsed.host}${path}${query === undefined ? '' : `?${query}`}`,
    warnings,
  };
}
