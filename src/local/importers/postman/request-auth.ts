import type { Header } from '../../../contract/post-data.js';
import { oneLine } from '../clean-text.js';
import { fieldOf, objectOf, objectsOf, textOf } from '../loose-json.js';
import { type ElementNotes, plainText, withoutHeader } from './import-context.js';
import type { VariableNames } from './variable-names.js';
import type { UrlPieces } from './url-text.js';

/** What authorization adds to a request. */
export interface AuthorizedRequest { readonly headers: Header[]; readonly query: Header[] }

type Given = ReadonlyMap<string, unknown>;
interface Case { readonly names: VariableNames; readonly notes: ElementNotes }

/** The settings of an authorization, of format 2.1 (a list) or 2.0 (an object). */
function settingsOf(auth: unknown, type: string): Given {
  const object = objectOf(auth);
  const list = objectsOf(object, type);
  if (list.length > 0) return new Map(list.map((entry) => [textOf(entry, 'key') ?? '', fieldOf(entry, 'value')]));
  return new Map(Object.entries(objectOf(fieldOf(object, type)) ?? {}));
}

const settingOf = (given: Given, name: string): string => plainText(given.get(name));

/** `Basic …` as a header; user and password have to be known now, because the header carries them encoded. */
function basic(user: string, password: string, { names, notes }: Case): Header[] {
  const known = names.resolve(`${user}:${password}`);
  if (known.includes('{{')) {
    const variable = names.nameOf('basicCredentials');
    notes.changed(`basic authorization of ${names.convert(user)} with a variable in it: create the variable ${variable} holding base64 of user:password, or set the authorization of the HTTP server`);
    return [{ name: 'Authorization', value: `Basic \${${variable}}` }];
  }
  if (known !== `${user}:${password}`) notes.changed('basic authorization was written with the values its variables have in the collection');
  return [{ name: 'Authorization', value: `Basic ${Buffer.from(known, 'utf8').toString('base64')}` }];
}

function apiKey(given: Given, { names }: Case): AuthorizedRequest {
  const pair = { name: names.convert(settingOf(given, 'key')), value: names.convert(settingOf(given, 'value')) };
  if (pair.name === '') return { headers: [], query: [] };
  return settingOf(given, 'in') === 'query' ? { headers: [], query: [pair] } : { headers: [pair], query: [] };
}

function oauth2(given: Given, { names, notes }: Case): AuthorizedRequest {
  const token = settingOf(given, 'accessToken');
  if (token === '') notes.changed(`OAuth 2 without a saved token: create the variable ${names.nameOf('accessToken')}, or request the token in a step of its own and extract it`);
  const value = token === '' ? `\${${names.nameOf('accessToken')}}` : names.convert(token);
  if (settingOf(given, 'addTokenTo') === 'queryParams') return { headers: [], query: [{ name: 'access_token', value }] };
  const prefix = given.has('headerPrefix') ? settingOf(given, 'headerPrefix').trim() : 'Bearer';
  return { headers: [{ name: 'Authorization', value: `${prefix} ${value}`.trim() }], query: [] };
}

/** Kinds whose header is made anew for every request, and what to do about it. */
const PER_REQUEST: Readonly<Record<string, string>> = {
  digest: 'set a DIGEST authorization on the HTTP server',
  ntlm: 'set an NTLM authorization on the HTTP server',
  oauth1: 'OAuth 1 signs every request: nothing here does that, put a signed header in',
  awsv4: 'AWS signs every request: nothing here does that, put a signed header in',
  hawk: 'Hawk signs every request: nothing here does that, put a signed header in',
  edgegrid: 'Akamai EdgeGrid signs every request: nothing here does that, put a signed header in',
  jwt: 'the JWT is signed per request: put a finished token into an Authorization header',
  asap: 'Atlassian ASAP signs every request: put a finished token into an Authorization header',
};

function authorized(type: string, given: Given, it: Case): AuthorizedRequest {
  switch (type) {
    case 'basic': return { headers: basic(settingOf(given, 'username'), settingOf(given, 'password'), it), query: [] };
    case 'bearer': return { headers: [{ name: 'Authorization', value: `Bearer ${it.names.convert(settingOf(given, 'token'))}` }], query: [] };
    case 'apikey': return apiKey(given, it);
    case 'oauth2': return oauth2(given, it);
    default: {
      const advice = Object.hasOwn(PER_REQUEST, type) ? PER_REQUEST[type] : undefined;
      const user = settingOf(given, 'username');
      it.notes.dropped(`${type} authorization${user === '' ? '' : ` of the user ${it.names.convert(user)}`} cannot be written into the request: ${advice ?? 'add its header by hand'}`);
      return { headers: [], query: [] };
    }
  }
}

/** The authorization in force: the nearest one that is given; `noauth` ends the search. */
export const inheritedAuth = (own: unknown, above: unknown): unknown => (own === undefined || own === null ? above : own);

/**
 * Headers and query parameters of the authorization in force, or of the user in the URL where there is none. As Postman does, an
 * Authorization header of the request gives way.
 */
export function withAuth(headers: readonly Header[], auth: unknown, credentials: UrlPieces['credentials'], it: Case): AuthorizedRequest {
  const type = textOf(objectOf(auth), 'type') ?? '';
  const found = type !== '' && type !== 'noauth'
    ? authorized(type, settingsOf(auth, type), it)
    : { headers: credentials === undefined ? [] : basic(credentials.user, credentials.password, it), query: [] };
  let others = [...headers];
  for (const { name } of found.headers) {
    const left = withoutHeader(others, name.toLowerCase());
    if (left.length < others.length) it.notes.changed(`the header ${name} of the request gives way to its ${type} authorization, as in Postman`);
    others = left;
  }
  return { headers: [...others, ...found.headers.map(({ name, value }) => ({ name: oneLine(name).text, value: oneLine(value).text }))], query: found.query };
}
