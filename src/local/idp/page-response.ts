import type { Request, Response } from 'express';
import { document, pageHeaders } from '../pages/layout.js';
import type { Page } from '../pages/layout.js';

/** Sends a page. @param formsStayHere see `pageHeaders`. */
export function sendPage(response: Response, status: number, page: Page, formsStayHere = false): void {
  for (const [name, value] of Object.entries(pageHeaders(formsStayHere))) response.setHeader(name, value);
  response.status(status).send(document(page));
}

/**
 * Whether a form was sent by a page of this server. Browsers name the sender of every POST; a missing name is a program,
 * which has no cookie that could be abused.
 */
export function comesFromOwnPage(request: Request, publicOrigin: string): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined || origin === publicOrigin) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host;
}

/** Address of the caller for counting guesses; unknown callers are counted together. */
export function addressOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? 'unknown';
}

/** The error body of the platform: Spring's default problem shape (octoperf-rest-api.md §1.4, inferred). */
export function sendProblem(request: Request, response: Response, status: number, error: string, message: string): void {
  response.status(status).json({ timestamp: new Date().toISOString(), status, error, message, path: request.path });
}
