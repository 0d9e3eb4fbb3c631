import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What a handler answers. Headers are lower-case; a page that is rendered once brings its gzipped form along. */
export interface Reply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
  /** May be sent compressed; a buffer is used as it stands. */
  gzip?: boolean | Buffer;
}

/** A request that is answered with an error on purpose. The message is shown to the client. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Nothing in the pages is inline, so the policy can say so. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  vary: 'accept-encoding',
};

/** Headers of pages that are the same for everybody. */
export const PUBLIC_PAGE_HEADERS = { ...PAGE_HEADERS, 'cache-control': 'no-cache' };

/** Headers of pages that carry somebody's tokens. */
export const PRIVATE_PAGE_HEADERS = { ...PAGE_HEADERS, 'cache-control': 'no-store' };

/** A page with tokens in it, never cached. */
export function privatePage(status: number, html: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...PRIVATE_PAGE_HEADERS, ...headers }, body: html, gzip: true };
}

/** A JSON answer, never cached. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** A 302 to another page of this shop, with further headers if need be. */
export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 302, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}

/**
 * Writes a reply.
 * @param acceptsGzip whether the client asked for gzip
 * @param isHead HEAD gets the headers of GET and no body
 * @returns bytes of the body as sent (after compression)
 */
export function send(response: ServerResponse, reply: Reply, acceptsGzip: boolean, isHead: boolean): number {
  const compressed = acceptsGzip && reply.gzip !== undefined && reply.gzip !== false;
  const body = compressed ? compress(reply) : Buffer.from(reply.body);
  const headers: Record<string, string | number> = { ...reply.headers };
  if (compressed) headers['content-encoding'] = 'gzip';
  if (reply.status !== 304) headers['content-length'] = body.length;
  response.writeHead(reply.status, headers);
  response.end(isHead ? undefined : body);
  return isHead ? 0 : body.length;
}

/** The compressed body; level 1, because private pages are compressed on every request. */
function compress(reply: Reply): Buffer {
  return Buffer.isBuffer(reply.gzip) ? reply.gzip : gzipSync(reply.body, { level: 1 });
}

/** True when an Accept-Encoding header allows gzip. */
export function allowsGzip(acceptEncoding: string | string[] | undefined): boolean {
  return /(?:^|,)\s*gzip\s*(?:,|$|;(?!\s*q=0(?:\.0*)?\s*(?:,|$)))/i.test(String(acceptEncoding ?? ''));
}
