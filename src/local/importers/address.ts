import { targetOf, type Address } from './request-target.js';
import { parametersOf } from './url-parameters.js';

const PIECES = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i;
/** What stands as it is in a path or query: printable ASCII except blank, quotes, angle brackets, backslash, backtick. */
const UNSAFE = /\$\{[^{}]*\}|[^\x21-\x7e]+|["'<>\\`]/gu;

/** Percent-encodes what no address can carry, escapes and `${variable}` references left alone; half characters become U+FFFD. */
export function percentEncoded(text: string): string {
  return text.replace(UNSAFE, (found) => (found.startsWith('${') ? found : encodeURIComponent(Buffer.from(found, 'utf8').toString('utf8')).replaceAll("'", '%27')));
}

/**
 * Path and parameters of a request. A query with a nameless piece (`&&`, `=x`) stays in the path: engines leave nameless
 * parameters out, and the address must stay what it was.
 */
export function pathAndParameters(path: string, query: string | undefined): Pick<Address, 'path' | 'queryParameters'> {
  const rooted = path === '' ? '/' : path;
  if (query === undefined) return { path: rooted, queryParameters: [] };
  const queryParameters = parametersOf(query);
  return queryParameters.some(({ name }) => name === '') ? { path: `${rooted}?${query}`, queryParameters: [] } : { path: rooted, queryParameters };
}

/** An address whose host or port holds a variable: taken apart by hand, because no URL parser reads it. */
function withVariableHost(scheme: string, authority: string, path: string, query: string | undefined, url: string): Address {
  const protocol = scheme.toLowerCase() === 'https' ? 'HTTPS' : 'HTTP';
  const standard = protocol === 'HTTPS' ? 443 : 80;
  const at = authority.lastIndexOf('@');
  const place = authority.slice(at + 1);
  const port = /:([^:}]*)$/.exec(place)?.[1] ?? /:(\$\{[^{}]*\})$/.exec(place)?.[1];
  const number = Number(port ?? '');
  const usable = Number.isInteger(number) && number >= 1 && number <= 65535;
  const warnings = port === undefined || port === '' || usable ? [] : [`the port ${port} cannot be a variable of a server: ${standard} was taken; correct it in the HTTP server`];
  if (at !== -1) warnings.push('the user name and password in the URL were left out; set them as authorization of the HTTP server');
  return {
    protocol,
    hostname: port === undefined ? place : place.slice(0, -port.length - 1),
    port: usable ? number : standard,
    ...pathAndParameters(percentEncoded(path), query === undefined ? undefined : percentEncoded(query)),
    url, warnings,
  };
}

/**
 * Reads a whole http or https address in which `${variables}` may stand anywhere.
 * @returns the address, or a sentence saying why it is none
 */
export function addressOf(text: string): Address | string {
  const [, scheme, authority, path = '', query] = PIECES.exec(text) ?? [];
  if (scheme !== undefined && authority?.includes('${') === true) return withVariableHost(scheme, authority, path, query, text);
  const target = targetOf(percentEncodedTail(text));
  if (typeof target === 'string') return target;
  if (target.webSocket) return 'a WebSocket address is not a request over HTTP';
  const { protocol, hostname, port, url, warnings } = target;
  const cut = url.indexOf('?');
  return { protocol, hostname, port, ...pathAndParameters(target.path, cut === -1 ? undefined : url.slice(cut + 1)), url, warnings };
}

/** The address with everything behind the host percent-encoded where needed; a host is left to the URL standard. */
function percentEncodedTail(text: string): string {
  const head = /^[a-z]+:\/\/[^/?#]*/i.exec(text)?.[0];
  return head === undefined ? text : head + percentEncoded(text.slice(head.length));
}

/** A reference at the beginning that may hold scheme and host at once: `${baseUrl}/users`, and what follows it. */
const OPEN = /^(\$\{[^{}]*\})(?=[/?#]|$)/;

/**
 * An address that begins with a variable: the whole stays in the path, which may be an address of its own and then overrules the
 * server (entities.md §3.4), so the variable has to hold `https://host`.
 * @returns undefined where the text does not begin so, a sentence where the rest is no address
 */
export function openAddressOf(text: string): { address: Address; variable: string } | string | undefined {
  const variable = OPEN.exec(text)?.[1];
  if (variable === undefined) return undefined;
  const address = addressOf(`http://${text}`);
  if (typeof address === 'string') return address;
  const rest = address.path === '/' && !text.startsWith('/', variable.length) ? '' : address.path;
  return { variable, address: { ...address, path: `${variable}${rest}`, url: text } };
}
