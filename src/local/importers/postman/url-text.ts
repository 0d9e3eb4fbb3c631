import { fieldOf, objectOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';

/** Pieces of a Postman address, in Postman's own writing (`{{name}}`). `undefined` = the address does not say. */
export interface UrlPieces {
  readonly protocol: string | undefined;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
  readonly host: string;
  readonly port: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
  /** Names of query parameters that are switched off. */
  readonly disabled: readonly string[];
}

/** Everything up to one of the characters, those inside `{{…}}` not counted; the whole text where there is none. */
function upTo(text: string, stops: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('{{', at)) { depth += 1; at += 1; }
    else if (depth > 0 && text.startsWith('}}', at)) { depth -= 1; at += 1; }
    else if (depth === 0 && stops.includes(text.charAt(at))) return text.slice(0, at);
  }
  return text;
}

/** Where the last of a character stands outside `{{…}}`; -1 where there is none. */
function lastOutside(text: string, char: string): number {
  let depth = 0;
  let found = -1;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('{{', at)) { depth += 1; at += 1; }
    else if (depth > 0 && text.startsWith('}}', at)) { depth -= 1; at += 1; }
    else if (depth === 0 && text[at] === char) found = at;
  }
  return found;
}

function credentialsOf(text: string): UrlPieces['credentials'] {
  const user = upTo(text, ':');
  return { user, password: text.slice(user.length + 1) };
}

function protocolOf(text: string): string | undefined {
  const before = upTo(text, ':/?#');
  return before !== '' && text.startsWith('://', before.length) ? before : undefined;
}

/** Takes an address written as one text apart as Postman does: backslashes before the query are slashes, white space around goes. */
export function piecesOfText(written: string): UrlPieces {
  const trimmed = written.trimStart();
  const head = upTo(trimmed, '?#');
  const whole = head.replaceAll('\\', '/');
  const protocol = protocolOf(whole);
  const rest = protocol === undefined ? whole : whole.slice(protocol.length + 3);
  const authority = upTo(rest, '/');
  const at = lastOutside(authority, '@');
  const place = authority.slice(at + 1);
  const colon = place.endsWith(']') ? -1 : lastOutside(place, ':');
  const query = trimmed.startsWith('?', head.length) ? upTo(trimmed.slice(head.length + 1), '#') : undefined;
  return {
    protocol,
    credentials: at === -1 ? undefined : credentialsOf(authority.slice(0, at)),
    host: (colon === -1 ? place : place.slice(0, colon)).trim(),
    port: colon === -1 ? undefined : place.slice(colon + 1).trim(),
    path: rest.length === authority.length ? undefined : rest.slice(authority.length),
    query, disabled: [],
  };
}

/** `&` and `#` of a parameter that is listed by itself must not end it (as Postman does); references stay. */
function escapedParameter(text: string, isName: boolean): string {
  return text.replace(/\{\{[^{}]*\}\}|[&#=]/g, (found) => (found === '&' ? '%26' : found === '#' ? '%23' : found === '=' && isName ? '%3D' : found));
}

const scalar = (value: unknown): string | undefined => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined);

/** The query of a list of parameters; one without a value has no `=`. */
function queryOfList(list: readonly LooseObject[]): string | undefined {
  const sent = list.filter((entry) => fieldOf(entry, 'disabled') !== true);
  if (sent.length === 0) return undefined;
  return sent.map((entry) => {
    const value = scalar(fieldOf(entry, 'value'));
    return escapedParameter(scalar(fieldOf(entry, 'key')) ?? '', true) + (value === undefined ? '' : `=${escapedParameter(value, false)}`);
  }).join('&');
}

function queryOf(url: LooseObject): { query: string | undefined; listed: boolean; disabled: string[] } {
  const query = fieldOf(url, 'query');
  if (typeof query === 'string') return { query, listed: true, disabled: [] };
  if (!Array.isArray(query)) return { query: undefined, listed: false, disabled: [] };
  const list = objectsOf(url, 'query');
  const disabled = list.filter((entry) => fieldOf(entry, 'disabled') === true).map((entry) => scalar(fieldOf(entry, 'key')) ?? '');
  return { query: queryOfList(list), listed: list.length > 0, disabled };
}

/** Segments as texts: some exports write them as objects with a `value`; what is neither is left out. */
function segmentsOf(path: unknown): string | undefined {
  if (typeof path === 'string') return path.startsWith('/') ? path : `/${path}`;
  if (!Array.isArray(path)) return undefined;
  const segments = path.map((segment: unknown) => scalar(segment) ?? scalar(fieldOf(objectOf(segment), 'value'))).filter((segment) => segment !== undefined);
  return `/${segments.map((segment) => segment.replace(/\{\{[^{}]*\}\}|[?#]/g, (found) => (found === '?' ? '%3F' : found === '#' ? '%23' : found))).join('/')}`;
}

function hostOf(url: LooseObject): string {
  const host = fieldOf(url, 'host');
  const text = Array.isArray(host) ? host.map((label: unknown) => scalar(label) ?? '').join('.') : (scalar(host) ?? '');
  return text.trim();
}

/**
 * The pieces of an address given as a text or as an object. Postman sends what the parts of the object say, not its `raw`; `raw`
 * fills in parts that are missing, and stands alone where there is no host.
 */
export function piecesOf(url: unknown): UrlPieces | undefined {
  if (typeof url === 'string') return url.trim() === '' ? undefined : piecesOfText(url);
  const object = objectOf(url);
  if (object === undefined) return undefined;
  const raw = textOf(object, 'raw') ?? '';
  const written = raw.trim() === '' ? undefined : piecesOfText(raw);
  const host = hostOf(object);
  const { query, listed, disabled } = queryOf(object);
  const old = objectsOf(object, 'disabledQuery').map((entry) => textOf(entry, 'key') ?? '');
  if (host === '') return written === undefined ? undefined : { ...written, query: listed ? query : written.query, disabled: [...disabled, ...old] };
  const same = written?.host === host ? written : undefined;
  const auth = objectOf(fieldOf(object, 'auth'));
  return {
    protocol: (textOf(object, 'protocol') ?? same?.protocol)?.replace(/:\/*$/, ''),
    credentials: auth === undefined ? same?.credentials : { user: textOf(auth, 'user') ?? '', password: textOf(auth, 'password') ?? '' },
    host,
    port: scalar(fieldOf(object, 'port')) ?? same?.port,
    path: segmentsOf(fieldOf(object, 'path')) ?? same?.path,
    query: listed ? query : same?.query,
    disabled,
  };
}

const comparable = ({ host, path = '' }: UrlPieces): string => `${host}${path}`.replace(/\/+$/, '').replaceAll(' ', '%20').toLowerCase();

/** The `raw` text of an address whose parts say another host or path; undefined where they agree or one is missing. */
export function disagreeingRaw(url: unknown): string | undefined {
  const object = objectOf(url);
  const raw = textOf(object, 'raw') ?? '';
  if (object === undefined || raw.trim() === '' || hostOf(object) === '') return undefined;
  const parts = piecesOf(object);
  return parts !== undefined && comparable(parts) !== comparable(piecesOfText(raw)) ? raw : undefined;
}
