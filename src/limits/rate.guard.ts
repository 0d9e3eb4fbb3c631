import { BadRequestException, type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { currentRequest } from '../scope/request-scope.js';
import { costOf, countOf, idOf } from './message-cost.js';
import { RequestLimits } from './request-limits.js';
import { secondsOf, TooManyRequests } from './too-many.js';

const INVALID_REQUEST = -32600;

/** Behind the guard that proves the caller: lets a request in while its account and this process have room for it, else 429 with the time to come back. */
@Injectable()
export class RateGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits, private readonly config: ApplicationConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const body: unknown = context.getArgByIndex<Request>(0).body;
    const most = this.config.limits.messagesPerRequest;
    if (countOf(body) > most) throw new BadRequestException({ jsonrpc: '2.0', id: null, error: { code: INVALID_REQUEST, message: `Invalid request: more than ${most} messages in one. Nothing was done. Send them in smaller parts.` } });
    const none = this.limits.admit(currentRequest()?.caller?.subject ?? '', costOf(body));
    if (none === undefined) return true;
    context.getArgByIndex<Response>(1).setHeader('Retry-After', String(secondsOf(none.waitMs)));
    throw new TooManyRequests(none.what, none.waitMs, idOf(body));
  }
}
