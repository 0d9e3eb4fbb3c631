import type { Header, Parameter, PostData } from '../../../contract/post-data.js';
import { addressOf, openAddressOf } from '../address.js';
import type { Address } from '../request-target.js';
import { isToken, oneLine } from '../clean-text.js';
import { entriesOf, objectTokens, staticTextOrJson } from '../javascript/static-json.js';
import { staticNumber } from '../javascript/static-text.js';
import type { Token } from '../javascript/tokens.js';
import type { K6Scope } from './script-scope.js';

/** A call of k6's http module as a request. `remarks` are sentences about what could not be kept. */
export interface RequestCall {
  readonly method: string;
  readonly address: Address;
  readonly headers: Header[];
  readonly postData: PostData | null;
  readonly followRedirects: boolean;
  readonly name: string;
  readonly remarks: readonly string[];
}

/** Methods by the names of k6's functions, and where their arguments stand: get and head take no body. */
const CALLS: Readonly<Record<string, { method: string; hasBody: boolean }>> = {
  get: { method: 'GET', hasBody: false }, head: { method: 'HEAD', hasBody: false },
  post: { method: 'POST', hasBody: true }, put: { method: 'PUT', hasBody: true }, patch: { method: 'PATCH', hasBody: true },
  del: { method: 'DELETE', hasBody: true }, options: { method: 'OPTIONS', hasBody: true },
};

const isNothing = (tokens: readonly Token[] | undefined): boolean => tokens === undefined || (tokens.length === 1 && ['null', 'undefined'].includes(tokens[0]?.text ?? ''));

/** `http.url` with a template means the address with the template as its name. */
function urlText(tokens: readonly Token[], scope: K6Scope): string | undefined {
  const tagged = tokens.length === 4 && tokens[1]?.text === '.' && tokens[2]?.text === 'url' && tokens[3]?.kind === 'template';
  return staticTextOrJson(tagged ? tokens.slice(3) : tokens, scope);
}

/** The body of a call; undefined where it takes running the script to know. An object is sent as a form (k6 documentation, http.post). */
function bodyOf(given: readonly Token[] | undefined, scope: K6Scope): { postData: PostData | null } | undefined {
  if (given === undefined || isNothing(given)) return { postData: null };
  const entries = entriesOf(objectTokens(given, scope));
  if (entries !== undefined) {
    const parameters: Parameter[] = [];
    for (const { key, value } of entries) {
      const text = staticTextOrJson(value, scope);
      if (text === undefined) return undefined;
      parameters.push({ name: key, value: text, encoded: true, useEquals: true });
    }
    return { postData: parameters.length === 0 ? null : { '@type': 'FormPostData', parameters } };
  }
  const text = staticTextOrJson(given, scope);
  if (text === undefined) return undefined;
  return { postData: text === '' ? null : { '@type': 'RawPostData', text } };
}

function headersOf(tokens: readonly Token[], scope: K6Scope, remarks: string[]): Header[] {
  const entries = entriesOf(objectTokens(tokens, scope));
  if (entries === undefined) remarks.push('its headers take running the script to know and were left out');
  return (entries ?? []).flatMap(({ key, value }) => {
    const text = staticTextOrJson(value, scope);
    if (text !== undefined && isToken(key)) return [{ name: key, value: oneLine(text).text }];
    remarks.push(`the header ${oneLine(key).text.slice(0, 60)} ${text === undefined ? 'takes running the script to know' : 'is not allowed in HTTP'} and was left out`);
    return [];
  });
}

/** What the last argument of a call says: headers, tags, redirects; the rest is remarked. */
function settingsOf(given: readonly Token[] | undefined, scope: K6Scope, remarks: string[]): Pick<RequestCall, 'headers' | 'followRedirects' | 'name'> {
  const found = { headers: [] as Header[], followRedirects: true, name: '' };
  if (given === undefined || isNothing(given)) return found;
  const entries = entriesOf(objectTokens(given, scope));
  if (entries === undefined) {
    remarks.push('its parameters take running the script to know: headers may be missing');
    return found;
  }
  for (const { key, value } of entries) {
    if (key === 'headers') found.headers = headersOf(value, scope, remarks);
    else if (key === 'redirects') found.followRedirects = staticNumber(value) !== 0;
    else if (key === 'tags') found.name = staticTextOrJson(entriesOf(objectTokens(value, scope))?.find((tag) => tag.key === 'name')?.value ?? [], scope) ?? '';
    else remarks.push(`the parameter ${key} has no place in a request here`);
  }
  return found;
}

/** Method, address, body and settings of a call by their arguments. */
function requestOf(method: string, given: readonly (readonly Token[] | undefined)[], scope: K6Scope): RequestCall | string {
  const [url, body, settings] = given;
  const written = url === undefined ? undefined : urlText(url, scope);
  if (written === undefined) return 'its address takes running the script to know';
  const text = scope.withDefault(written);
  const open = openAddressOf(text);
  const address = typeof open === 'object' ? open.address : (open ?? addressOf(text));
  if (typeof address === 'string') return address;
  const made = bodyOf(body, scope);
  if (made === undefined) return 'its body takes running the script to know';
  const remarks = [...address.warnings];
  if (text !== written) remarks.push(`its server is the default of the variable at its beginning, ${address.hostname}: change the HTTP server to go elsewhere`);
  if (typeof open === 'object') remarks.push(`its address begins with ${open.variable}: that variable has to hold a whole address such as https://example.com`);
  return { method, address, postData: made.postData, ...settingsOf(settings, scope, remarks), remarks };
}

/** Reads `http.get(…)`, `http.request('PUT', …)` and the like. @returns a sentence where it cannot be read, undefined for other calls */
export function requestCall(member: string, given: readonly (readonly Token[])[], scope: K6Scope): RequestCall | string | undefined {
  if (member === 'request' || member === 'asyncRequest') {
    const method = staticTextOrJson(given[0] ?? [], scope)?.toUpperCase();
    return method !== undefined && isToken(method) ? requestOf(method, given.slice(1), scope) : 'its method takes running the script to know';
  }
  const call = Object.hasOwn(CALLS, member) ? CALLS[member] : undefined;
  if (call === undefined) return undefined;
  return requestOf(call.method, call.hasBody ? given : [given[0], undefined, given[1]], scope);
}

/** The requests of `http.batch([...])`: addresses, `[method, url, body, params]` or objects; a sentence where one cannot be read. */
export function batchRequests(items: readonly (readonly Token[])[], scope: K6Scope, partsOf: (tokens: readonly Token[]) => Token[][]): RequestCall[] | string {
  const calls: RequestCall[] = [];
  for (const item of items) {
    const fields = entriesOf(objectTokens(item, scope));
    const field = (name: string): Token[] | undefined => fields?.find(({ key }) => key === name)?.value;
    const parts = item[0]?.text === '[' ? partsOf(item) : undefined;
    const method = parts?.[0] ?? field('method');
    const word = method === undefined ? 'GET' : staticTextOrJson(method, scope)?.toUpperCase();
    if (word === undefined || !isToken(word)) return 'the method of a request takes running the script to know';
    const call = fields !== undefined ? requestOf(word, [field('url'), field('body'), field('params')], scope) : requestOf(word, parts === undefined ? [item] : parts.slice(1), scope);
    if (typeof call === 'string') return call;
    calls.push(call);
  }
  return calls;
}
