import type { NextFunction, Request, Response } from 'express';

const FORWARDED = 'x-forwarded-host';

/**
 * Takes the host a client named from `X-Forwarded-Host`, where a reverse proxy says so: the nginx of the on-premise page sends us the name of its
 * upstream as `Host`. A page that lies here gains nothing: its `Origin`, which it cannot choose, is judged all the same. Not to be used where
 * nobody stands before the server.
 */
export function forwardedHost({ headers }: Request, _response: Response, next: NextFunction): void {
  const given = headers[FORWARDED];
  const first = (typeof given === 'string' ? given : given?.[0])?.split(',', 1)[0]?.trim();
  if (first !== undefined && first !== '') headers.host = first;
  next();
}
