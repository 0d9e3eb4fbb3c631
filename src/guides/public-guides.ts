import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';
import type { Guide } from './guide.js';

const ALLOWED = 'GET, HEAD, OPTIONS';
/** Open to pages of every origin: what is here is public, and needs no credentials. */
const CROSS_ORIGIN = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'ETag' };

/**
 * Serves the guides below one prefix without a token; everything else below it is 404 (issue 2 §5). A path is looked up in the
 * table exactly as it came over the wire, neither decoded nor normalised: no encoding of `..` can mean anything here.
 */
export class PublicGuides {
  private readonly byPath: ReadonlyMap<string, Guide>;

  constructor(guides: readonly Guide[]) {
    this.byPath = new Map(guides.map((guide) => [`/${guide.publicPath}`, guide]));
  }

  /** An Express handler mounted at the prefix: `request.url` is what follows it. */
  readonly handle = (request: Request, response: Response): void => {
    const guide = this.byPath.get(request.url.split('?', 1)[0] ?? '');
    response.set({ ...CROSS_ORIGIN, 'X-Content-Type-Options': 'nosniff' });
    if (guide === undefined) problem(response, 404, 'Nothing is published here. Published are AGENTS.md, skills/{name}.md and schema/{name}.json.');
    else if (request.method === 'OPTIONS') response.set({ Allow: ALLOWED, 'Access-Control-Allow-Methods': ALLOWED, 'Access-Control-Allow-Headers': '*' }).status(204).end();
    else if (request.method === 'GET' || request.method === 'HEAD') send(request, response, guide);
    else problem(response.set('Allow', ALLOWED), 405, 'This can only be read: use GET or HEAD.');
  };
}

/** The bytes, or 304 where the reader has them already (Express compares the entity tag). */
function send(request: Request, response: Response, { body, etag, mimeType }: Guide): void {
  response.set({ ETag: etag, 'Cache-Control': 'public, max-age=300' });
  if (request.fresh) { response.status(304).end(); return; }
  // Set below Express, which would add a charset to JSON: JSON has no such parameter (RFC 8259).
  response.setHeader('Content-Type', mimeType === 'text/markdown' ? 'text/markdown; charset=utf-8' : mimeType);
  response.setHeader('Content-Length', body.length);
  response.end(body);
}

/** A refusal as RFC 9457 has it. */
function problem(response: Response, status: 404 | 405, detail: string): void {
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail });
  response.status(status).setHeader('Content-Type', 'application/problem+json');
  response.end(body);
}
