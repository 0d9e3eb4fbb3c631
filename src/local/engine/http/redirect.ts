import type { AllowedHosts } from './allowed-hosts.js';
import { placeOf, type Refusal } from './request-plan.js';
import { headSize, urlOf, type Reply, type WireRequest } from './wire.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Describe the body; without a body they lie. */
const BODY_HEADERS: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'content-language', 'content-location']);

/**
 * The request that a redirect asks for; undefined = the answer is no redirect. 301, 302 and 303 become GET without body (HEAD stays
 * HEAD), 307 and 308 repeat the request. Credentials do not travel to another origin.
 */
export function redirected(wire: WireRequest, reply: Reply, hosts: AllowedHosts): WireRequest | Refusal | undefined {
  if (!REDIRECTS.has(reply.code) || reply.location === '') return undefined;
  if (!URL.canParse(reply.location, urlOf(wire))) return { refused: `The redirect to "${reply.location.slice(0, 200)}" cannot be followed: it is not a URL.` };
  const place = placeOf(new URL(reply.location, urlOf(wire)).href, hosts);
  if ('refused' in place) return place;
  const same = reply.code === 307 || reply.code === 308;
  const method = same || wire.method === 'HEAD' ? wire.method : 'GET';
  const foreign = place.origin !== wire.origin;
  const headers = withoutHeaders(wire.headers, (name) => (!same && BODY_HEADERS.has(name)) || (foreign && (name === 'authorization' || name === 'cookie')));
  return rewritten(wire, { ...place, method, headers, body: same ? wire.body : undefined });
}

/** A request like another, elsewhere. */
export function rewritten(wire: WireRequest, change: Pick<WireRequest, 'origin' | 'path' | 'method' | 'headers' | 'body'>): WireRequest {
  const host = change.origin === wire.origin ? wire.host : undefined;
  const shownHost = host ?? change.origin.slice(change.origin.indexOf('//') + 2);
  const size = headSize(change.method, change.path, shownHost, change.headers, wire.close, change.body?.length) + (change.body?.length ?? 0);
  return { ...change, host, close: wire.close, responseTimeoutMs: wire.responseTimeoutMs, size };
}

export function withoutHeaders(headers: readonly string[], drop: (lowerCaseName: string) => boolean): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) if (!drop((headers[at] ?? '').toLowerCase())) kept.push(headers[at] ?? '', headers[at + 1] ?? '');
  return kept;
}
