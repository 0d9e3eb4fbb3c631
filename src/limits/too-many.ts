import { HttpException } from '@nestjs/common';

/** Of the range that JSON-RPC leaves to servers. */
export const TOO_MANY = -32029;
export const TOO_MANY_STATUS = 429;

/** Whole seconds until it is worth coming back: at least one. */
export const secondsOf = (waitMs: number): number => Math.max(1, Math.ceil(waitMs / 1000));

/** The answer to a request for which there is no room now, in the words of JSON-RPC. @param what what there is too much of. */
export function tooManyBody(what: string, waitMs: number, id: string | number | null): object {
  const seconds = secondsOf(waitMs);
  const message = `${what} Nothing was done and nothing was written. Send the same request again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, not earlier.`;
  return { jsonrpc: '2.0', id, error: { code: TOO_MANY, message, data: { retryAfterSeconds: seconds } } };
}

/** The same as what a guard throws. */
export class TooManyRequests extends HttpException {
  constructor(what: string, waitMs: number, id: string | number | null) { super(tooManyBody(what, waitMs, id), TOO_MANY_STATUS); }
}
