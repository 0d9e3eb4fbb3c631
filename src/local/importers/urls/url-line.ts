import { oneLine } from '../clean-text.js';

/** One line of a list of addresses. */
export interface UrlLine { readonly method: string; readonly url: string; readonly body: string | undefined; readonly contentType: string | undefined }

/** Longest address taken; servers refuse far shorter ones. */
const URL_MAX = 64_000;
const METHOD_FIRST = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE)\s+(\S+)(?:\s+(\S.*))?$/s;
/** Siege writes the method behind the address. */
const METHOD_BEHIND = /^(\S+)\s+(POST|PUT)\s+(\S.*)$/s;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** The media type a body looks like; the sender of a list cannot say it. */
function mediaType(body: string): string {
  if (/^[[{]/.test(body)) return 'application/json';
  if (body.startsWith('<') && body.endsWith('>')) return 'application/xml';
  return body.includes('=') ? 'application/x-www-form-urlencoded' : 'text/plain';
}

/** Why a text is no address that can be requested; undefined where it may be one. */
function objection(url: string): string | undefined {
  if (url.length > URL_MAX) return `the address is ${url.length} characters long; at most ${URL_MAX} are taken`;
  if (url.startsWith('//')) return 'the address has no scheme: write https: before it';
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return /^https?:\/\/[^/?#]/i.test(url) ? undefined : 'the address has no host';
  if (url.startsWith('${')) return 'the address begins with a variable: write https:// and the host, a variable may stand in the host';
  if (scheme !== undefined && !/^[\w.-]+:\d/.test(url)) return `${scheme}: addresses are not requested, only http and https`;
  if (url.startsWith('/')) return 'a path alone is no address: write https:// and the host before it';
  return 'the address has no scheme: write https:// before it';
}

/**
 * Reads one line. @returns undefined for blank lines and comments (`#`), a sentence for what is no http or https address
 */
export function readUrlLine(text: string): UrlLine | string | undefined {
  const line = oneLine(text.replace(/^\ufeff/, '')).text;
  if (line === '' || line.startsWith('#')) return undefined;
  const [, method, first, after] = METHOD_FIRST.exec(line) ?? [];
  const [, before, behind, tail] = method === undefined ? (METHOD_BEHIND.exec(line) ?? []) : [];
  const url = first ?? before ?? line;
  const body = after ?? tail;
  const wrong = objection(url);
  if (wrong !== undefined) return wrong;
  return { method: method ?? behind ?? 'GET', url, body, contentType: body === undefined ? undefined : mediaType(body) };
}
