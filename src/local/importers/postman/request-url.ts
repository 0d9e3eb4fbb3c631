import { addressOf, openAddressOf, percentEncoded } from '../address.js';
import type { Address } from '../request-target.js';
import { fieldOf, objectOf, objectsOf, textOf } from '../loose-json.js';
import { disagreeingRaw, piecesOf, piecesOfText, type UrlPieces } from './url-text.js';
import type { VariableNames } from './variable-names.js';

/** Sentences about an address: what was changed in it, what was left out, what holds for every request to the same server. */
export interface UrlRemarks { readonly changes: string[]; readonly leftOut: string[]; readonly servers: string[] }
/** Where a request of a collection goes, and what its URL says about the user. */
export interface RequestUrl {
  readonly address: Address;
  readonly credentials: UrlPieces['credentials'];
  readonly remarks: UrlRemarks;
}

const VARIABLE_ONLY = /^\$\{[^{}]*\}$/;
const ROUNDS = 5;

/** Segments `:name` become the value the collection gives, or the variable `${name}` where it gives none. */
function withPathVariables(path: string, url: unknown, names: VariableNames, changes: string[]): string {
  const variables = objectsOf(objectOf(url), 'variable').map((entry) => [textOf(entry, 'key') ?? textOf(entry, 'id') ?? '', fieldOf(entry, 'value')] as const);
  return path.split('/').map((segment) => {
    if (!segment.startsWith(':') || segment.length < 2) return segment;
    const found = variables.filter(([key]) => key !== '' && segment.startsWith(key, 1)).sort(([left], [right]) => right.length - left.length)[0];
    if (found === undefined && variables.length === 0 && !/^:[A-Za-z_]\w*$/.test(segment)) return segment;
    const key = found?.[0] ?? segment.slice(1);
    const value = found?.[1];
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (text !== '') return text + segment.slice(1 + key.length);
    changes.push(`the path variable :${key} has no value: create the variable ${names.nameOf(key)}`);
    return `{{${key}}}${segment.slice(1 + key.length)}`;
  }).join('/');
}

/** The pieces with a host that the collection itself explains: `{{baseUrl}}` = `https://api.test/v1` becomes server and path. */
function withKnownHost(pieces: UrlPieces, names: VariableNames, servers: string[]): UrlPieces {
  let current = pieces;
  for (let round = 0; round < ROUNDS; round += 1) {
    const authority = `${current.host}${current.port === undefined ? '' : `:${current.port}`}`;
    const head = `${current.protocol === undefined ? '' : `${current.protocol}://`}${authority}`;
    const resolved = names.resolve(head);
    if (resolved === head) return current;
    servers.push(`the server is ${resolved.replace(/\/\/[^/@]*@/, '//')}, the value of ${head} in the collection: change the HTTP server to go elsewhere`);
    const found = piecesOfText(resolved);
    const path = `${(found.path ?? '').replace(/\/$/, '')}${current.path ?? ''}`;
    const queries = [found.query, current.query].filter((query) => query !== undefined);
    current = { ...current, ...found, credentials: current.credentials ?? found.credentials, path: path === '' ? found.path : path, query: queries.length === 0 ? undefined : queries.join('&'), disabled: current.disabled };
  }
  return current;
}

/** Braces in a path mean nothing in an address, except around a reference. */
const pathText = (path: string): string => percentEncoded(path).replace(/\$\{[^{}]*\}|[{}]/g, (found) => (found === '{' ? '%7B' : found === '}' ? '%7D' : found));

/** @returns where the request goes, or a sentence saying why that cannot be known */
export function requestUrl(url: unknown, names: VariableNames): RequestUrl | string {
  const given = piecesOf(url);
  if (given === undefined) return 'the request has no URL';
  const remarks: UrlRemarks = { changes: [], leftOut: [], servers: [] };
  const { changes } = remarks;
  const raw = disagreeingRaw(url);
  if (raw !== undefined) changes.push(`the URL is written twice and differently: its parts were taken, as Postman does, not the text ${raw.slice(0, 200)}`);
  for (const name of given.disabled) remarks.leftOut.push(`the query parameter ${name === '' ? '(no name)' : name} is switched off and was left out`);
  const pieces = withKnownHost({ ...given, path: given.path === undefined ? undefined : withPathVariables(given.path, url, names, changes) }, names, remarks.servers);
  const host = names.convert(pieces.host);
  const path = pathText(names.convert(pieces.path ?? ''));
  const query = pieces.query === undefined ? undefined : percentEncoded(names.convert(pieces.query)).replaceAll('#', '%23');
  if (host === '') return 'the URL has no host';
  const port = pieces.port === undefined ? '' : `:${names.convert(pieces.port)}`;
  const protocol = names.convert(pieces.protocol ?? 'http');
  if (pieces.protocol === undefined && port === '' && VARIABLE_ONLY.test(host)) {
    const open = openAddressOf(`${host}${path}${query === undefined ? '' : `?${query}`}`) ?? 'the URL cannot be read';
    if (typeof open === 'string') return open;
    remarks.servers.push(`the address begins with ${host}, which the collection does not define: create that variable with a whole address such as https://example.com`);
    return { address: open.address, credentials: pieces.credentials, remarks };
  }
  const scheme = protocol.includes('${') ? 'http' : protocol;
  if (scheme !== protocol) changes.push(`the protocol is the variable ${protocol}, which a server cannot have: HTTP was taken; correct it in the HTTP server`);
  const address = addressOf(`${scheme}://${host}${port}${path === '' || path.startsWith('/') ? path : `/${path}`}${query === undefined ? '' : `?${query}`}`);
  if (typeof address === 'string') return address;
  changes.push(...address.warnings);
  return { address, credentials: pieces.credentials, remarks };
}
