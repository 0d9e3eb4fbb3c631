import type { ActionNode } from '../../../contract/actions.js';
import type { InjectionTarget } from '../../../contract/correlation-rule.js';
import { FormPostData, Header, MultipartPostData, Parameter, RawPostData } from '../../../contract/post-data.js';

/** A text that a request sends where an injection rule can reach it. */
export interface SentText {
  readonly target: InjectionTarget;
  /** In words: `POST_PARAM _csrf`, `BODY $.etag`. */
  readonly where: string;
  /** The name it is sent under; for a path segment, the segment before. */
  readonly key: string;
  readonly text: string;
}

/** Headers that the client makes itself, that say where it comes from, or that the cookie manager and the cache fill in. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control', 'connection', 'content-length', 'content-type', 'cookie', 'date', 'dnt', 'expect',
  'host', 'if-modified-since', 'if-none-match', 'keep-alive', 'origin', 'pragma', 'priority', 'range', 'referer', 'te', 'upgrade', 'upgrade-insecure-requests', 'user-agent', 'via',
]);
const LONGEST_BODY = 500_000;
const MOST_LEAVES = 2_000;
const DEEPEST = 40;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Every text of an HTTP request that a rule may rewrite, in the order path, query, headers, body. */
export function sentTexts(request: ActionNode): SentText[] {
  return [...pathTexts(request['path']), ...parameterTexts(request['queryParameters'], 'QUERY_PARAM'), ...headerTexts(request['headers']), ...bodyTexts(request['postData'])];
}

/** The text of the Referer header: no reason for a rule, but a place that wants the fresh value too. */
export function refererOf(request: ActionNode): string {
  const headers = listOf(request['headers']).map((header) => Header.safeParse(header));
  return headers.find(({ data }) => data?.name.toLowerCase() === 'referer')?.data?.value ?? '';
}

function pathTexts(path: unknown): SentText[] {
  if (typeof path !== 'string') return [];
  const segments = path.split('/');
  return segments.map((text, at) => ({ target: 'PATH', where: 'PATH', key: /;?([\w.-]+)=[^=]*$/.exec(text)?.[1] ?? segments[at - 1] ?? '', text }));
}

function parameterTexts(parameters: unknown, target: 'QUERY_PARAM' | 'POST_PARAM'): SentText[] {
  return listOf(parameters).flatMap((candidate) => {
    const { data } = Parameter.safeParse(candidate);
    return data === undefined ? [] : [{ target, where: `${target} ${data.name}`, key: data.name, text: data.value }];
  });
}

function headerTexts(headers: unknown): SentText[] {
  return listOf(headers).flatMap((candidate) => {
    const { data } = Header.safeParse(candidate);
    if (data === undefined || OWN_HEADERS.has(data.name.toLowerCase()) || /^(?:sec-|:)/i.test(data.name)) return [];
    return [{ target: 'HEADER', where: `HEADER ${data.name}`, key: data.name, text: data.value }];
  });
}

function bodyTexts(postData: unknown): SentText[] {
  const form = FormPostData.safeParse(postData);
  if (form.success) return parameterTexts(form.data.parameters, 'POST_PARAM');
  const multipart = MultipartPostData.safeParse(postData);
  if (multipart.success) return parameterTexts(multipart.data.parts.filter((part) => part['@type'] === 'MultipartTextPart'), 'POST_PARAM');
  const raw = RawPostData.safeParse(postData);
  return raw.success && raw.data.text.length <= LONGEST_BODY ? rawTexts(raw.data.text) : [];
}

/** A raw body as JSON where it is JSON, as a form where it reads like one, else as one text. */
function rawTexts(text: string): SentText[] {
  const json = parsed(text);
  if (typeof json === 'object' && json !== null) return leaves(json);
  if (!/^[^\s=&<]+=[^\s<]*$/.test(text)) return [{ target: 'BODY', where: 'BODY', key: '', text }];
  return [...new URLSearchParams(text)].map(([key, value]) => ({ target: 'BODY', where: `BODY ${key}`, key, text: value }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Leaf { readonly value: unknown; readonly path: string; readonly key: string; readonly depth: number }

/** Texts and whole numbers of a JSON document with their paths, as far as they are not buried too deep. */
function leaves(document: object): SentText[] {
  const found: SentText[] = [];
  const waiting: Leaf[] = [{ value: document, path: '$', key: '', depth: 0 }];
  for (const leaf of waiting) {
    if (found.length >= MOST_LEAVES) break;
    if (typeof leaf.value === 'string' || Number.isSafeInteger(leaf.value)) found.push({ target: 'BODY', where: `BODY ${leaf.path}`, key: leaf.key, text: String(leaf.value) });
    else if (leaf.depth < DEEPEST) waiting.push(...below(leaf).slice(0, MOST_LEAVES));
  }
  return found;
}

function below({ value, path, key, depth }: Leaf): Leaf[] {
  if (Array.isArray(value)) return value.map((item: unknown, at) => ({ value: item, path: `${path}[${at}]`, key, depth: depth + 1 }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, item]: [string, unknown]) => ({ value: item, path: `${path}.${name.slice(0, 60)}`, key: name, depth: depth + 1 }));
}

/** What stands between values in one text, coarse first: `Bearer x`, `k="v", k2="v2"`; then `k=v`, parts of addresses. */
const SEPARATORS: readonly RegExp[] = [/[\s,;|"'<>{}()[\]]+/, /[=&?:/#]+/];
const MOST_PARTS = 300;

/** The values that `accepts` takes out of a text, each at the coarsest cut that is taken. */
export function valuesIn(text: string, accepts: (value: string) => boolean): string[] {
  return cut(text, 0, (spelt) => spelt.filter(accepts).slice(0, 1));
}

/** Everything in a text that could be a value, at every cut. */
export function possibleValues(text: string): string[] {
  const all: string[] = [];
  cut(text, 0, (spelt) => {
    all.push(...spelt);
    return [];
  });
  return all;
}

/** Offers a text and, while nothing is taken, its parts. @returns what was taken, never the same twice */
function cut(text: string, level: number, take: (spelt: readonly string[]) => string[]): string[] {
  const taken = take(spellings(text));
  const separator = SEPARATORS[level];
  if (taken.length > 0 || separator === undefined) return taken;
  const parts = text.split(separator, MOST_PARTS).filter((part) => part !== '');
  return [...new Set(parts.flatMap((part) => cut(part, level + 1, take)))];
}

/** A value as it stands, and as it reads without percent-encoding. */
function spellings(text: string): string[] {
  if (!text.includes('%')) return [text];
  try {
    return [text, decodeURIComponent(text)];
  } catch {
    return [text];
  }
}
