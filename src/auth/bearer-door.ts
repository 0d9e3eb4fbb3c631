import { Injectable } from '@nestjs/common';
import { json, type RequestHandler } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { isDeeper } from '../limits/nesting.js';
import { RequestLimits } from '../limits/request-limits.js';
import { secondsOf, TOO_MANY_STATUS, tooManyBody } from '../limits/too-many.js';
import { bearerToken } from './jwt.strategy.js';
import { RememberedCallers } from './remembered-callers.js';

/** The `type` of the error of a message that is nested deeper than `limits.message-depth`. */
export const TOO_DEEP = 'message.too.deep';

class TooDeepError extends Error { readonly type = TOO_DEEP; }

/**
 * Reads messages, but none of those who bring no token at all: they get their 401 without our parsing anything for them. Nor of those
 * whose address brought too many tokens that proved nothing, unless this one was proven before.
 */
@Injectable()
export class BearerDoor {
  constructor(private readonly config: ApplicationConfig, private readonly limits: RequestLimits, private readonly remembered: RememberedCallers) {}

  get readMessages(): RequestHandler {
    const { mcp: { maxRequestBytes }, limits: { messageDepth } } = this.config;
    const verify = (_request: unknown, _response: unknown, bytes: Buffer): void => { if (isDeeper(bytes, messageDepth)) throw new TooDeepError(); };
    const read = json({ limit: maxRequestBytes, verify });
    return (request, response, next) => {
      if (request.headers.authorization === undefined) { next(); return; }
      const none = this.limits.mustWait(request);
      const token = none === undefined ? null : bearerToken(request);
      if (none === undefined || (token !== null && this.remembered.has(token))) { read(request, response, next); return; }
      this.limits.turnAway(none.waitMs);
      response.setHeader('Retry-After', String(secondsOf(none.waitMs)));
      response.status(TOO_MANY_STATUS).json(tooManyBody(none.what, none.waitMs, null));
    };
  }
}
