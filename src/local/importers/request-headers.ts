import type { Header } from '../../contract/post-data.js';
import { isToken, oneLine } from './clean-text.js';

/**
 * Headers a recorder leaves out, because whoever replays sets them: connection handling, length, compression, cookies
 * (the cookie manager's; keeping them is what the sanity WARNING "Clear Cookies before recording …" is about) and the
 * conditions of a warm browser cache, as JMeter's recorder does.
 */
const SET_BY_THE_ENGINE: ReadonlySet<string> = new Set([
  'accept-encoding', 'connection', 'content-length', 'cookie', 'expect', 'if-modified-since', 'if-none-match', 'keep-alive',
  'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]);
const CONDITIONS: ReadonlySet<string> = new Set(['if-modified-since', 'if-none-match']);

/** Headers to replay, and sentences about what was changed on the way. `conditional` = a cache condition was left out. */
export interface ReplayHeaders { readonly headers: Header[]; readonly warnings: readonly string[]; readonly conditional: boolean }

const isPseudo = (name: string): boolean => name.startsWith(':');

/** Whether a Host header only repeats the server it goes to. */
function repeatsHost(value: string, hostname: string, port: number): boolean {
  const host = value.toLowerCase();
  return host === hostname || host === `${hostname}:${port}`;
}

/**
 * Takes recorded headers and returns those a Virtual User sends: order and duplicates kept, pseudo headers of HTTP/2 and those
 * set by the engine left out, a Host kept only where it differs from the server.
 */
export function replayHeaders(recorded: readonly Header[], server: { hostname: string; port: number }): ReplayHeaders {
  const headers: Header[] = [];
  const warnings: string[] = [];
  let conditional = false;
  for (const { name, value } of recorded) {
    const lower = name.toLowerCase();
    if (isPseudo(name)) continue;
    if (SET_BY_THE_ENGINE.has(lower)) { conditional ||= CONDITIONS.has(lower); continue; }
    if (lower === 'host' && repeatsHost(value, server.hostname, server.port)) continue;
    if (!isToken(name)) {
      warnings.push(`the header ${JSON.stringify(oneLine(name).text.slice(0, 60))} was left out: its name is not allowed in HTTP`);
      continue;
    }
    const line = oneLine(value);
    if (line.changed) warnings.push(`control characters (line breaks, NUL) in the header ${name} were replaced by a space`);
    headers.push({ name, value: line.text });
  }
  return { headers, warnings, conditional };
}

/** Value of the first header of that name, in any case; undefined where there is none. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

/** The headers with Content-Type set to `value` where it is missing, or taken out where `value` is null. */
export function withContentType(headers: readonly Header[], value: string | null): Header[] {
  if (value === null) return headers.filter((header) => header.name.toLowerCase() !== 'content-type');
  return value === '' || headerValue(headers, 'content-type') !== undefined ? [...headers] : [...headers, { name: 'Content-Type', value }];
}
