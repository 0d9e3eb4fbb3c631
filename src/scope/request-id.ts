import type { RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import { inRequest } from './request-scope.js';
import { carriedBy } from './trace-context.js';

const HEADER = 'X-Request-Id';
/** What may stand in a log line as it came. */
const HARMLESS = /^[A-Za-z0-9._:-]{1,128}$/;

/** Gives every request a scope of its own and a name: the one its client or proxy gave, where it may stand in a log; the answer says it. */
export const requestScopes: RequestHandler = ({ headers }, response, next) => {
  const given = headers['x-request-id'];
  const requestId = typeof given === 'string' && HARMLESS.test(given) ? given : randomUUID();
  response.setHeader(HEADER, requestId);
  const version = headers['mcp-protocol-version'];
  inRequest({ requestId, protocolVersion: typeof version === 'string' ? version : undefined, carried: carriedBy(headers) }, next);
};
