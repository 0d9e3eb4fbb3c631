import { type ExecutionContext, ForbiddenException, Injectable, ServiceUnavailableException, UnauthorizedException } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { idOf } from '../limits/message-cost.js';
import { RequestLimits } from '../limits/request-limits.js';
import { secondsOf, TooManyRequests } from '../limits/too-many.js';
import { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { challenge, insufficientScope } from './challenge.js';
import { bearerToken } from './jwt.strategy.js';
import { KeysUnavailableError } from './keys-unavailable.error.js';
import { rejectionOf } from './rejection.js';
import { RememberedCallers } from './remembered-callers.js';

const RETRY_AFTER_SECONDS = '5';
const BAD_TOKEN = { error: 'invalid_token', error_description: 'The access token is missing, malformed, expired, or not meant for this server' };

/**
 * Lets a proven caller through and tells everybody else how to become one (RFC 6750, RFC 9728). A verified token is remembered,
 * as a digest, until it expires or for `idp.token-cache-seconds`. Whoever is not remembered takes room of its address until it is proven.
 */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(
    private readonly config: ApplicationConfig, private readonly happenings: Happenings, private readonly limits: RequestLimits,
    private readonly remembered: RememberedCallers, private readonly apiKeys: ApiKeys,
  ) { super(); }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request & { user?: Caller }>();
    const token = bearerToken(request);
    const known = token === null ? undefined : this.remembered.find(token);
    if (known === undefined) await this.prove(request, token, context);
    else request.user = known;
    const scope = currentRequest();
    if (scope !== undefined && request.user !== undefined) scope.caller = { subject: request.user.subject, clientId: request.user.clientId };
    this.requireScopes(request.user, context);
    return true;
  }

  private async prove(request: Request & { user?: Caller }, token: string | null, context: ExecutionContext): Promise<void> {
    const none = this.limits.beginProof(request);
    if (none !== undefined) {
      context.switchToHttp().getResponse<Response>().setHeader('Retry-After', String(secondsOf(none.waitMs)));
      throw new TooManyRequests(none.what, none.waitMs, idOf(request.body));
    }
    if (token !== null && this.apiKeys.isKey(token)) await this.proveKey(request, token, context);
    else await super.canActivate(context);
    if (request.user === undefined) return;
    this.limits.proven(request);
    const { expiresAt, isApiKey } = request.user;
    this.remembered.keep(request.user, isApiKey === true ? expiresAt * 1000 : Math.min(expiresAt * 1000, Date.now() + this.config.idp.tokenCacheSeconds * 1000));
  }

  private async proveKey(request: Request & { user?: Caller }, key: string, context: ExecutionContext): Promise<void> {
    if (this.config.auth.apiKeys === 'off') throw this.unauthorized('api-key', 'This server takes no API keys (auth.api-keys is off): sign in through OAuth, see the WWW-Authenticate header.', BAD_TOKEN, context);
    const caller = await this.apiKeys.callerOf(key).catch(() => { throw this.unavailable('api-key-unavailable', 'API keys cannot be checked right now. Retry shortly; your key may well be valid.', context); });
    if (caller === undefined) throw this.unauthorized('api-key', 'OctoPerf refused the API key: copy it again from the profile of your account.', BAD_TOKEN, context);
    request.user = caller;
  }

  /** Passport's verdict. passport-jwt reports keys that cannot be had as if the token were bad: `info` tells the two apart. */
  override handleRequest<T>(error: unknown, caller: T | false, info: unknown, context: ExecutionContext): T {
    if (error !== null && error !== undefined || info instanceof KeysUnavailableError) {
      throw this.unavailable('keys-unavailable', 'Tokens cannot be checked right now. Retry shortly; your token may well be valid.', context);
    }
    if (caller) return caller;
    if (context.switchToHttp().getRequest<Request>().headers.authorization !== undefined) throw this.unauthorized(rejectionOf(info), 'The access token was refused: sign in again.', BAD_TOKEN, context);
    const { initialScopes } = this.config.auth;
    throw this.unauthorized('missing', 'An access token is required: sign in through OAuth, see the WWW-Authenticate header.', initialScopes.length === 0 ? {} : { scope: initialScopes.join(' ') }, context);
  }

  private requireScopes(caller: Caller | undefined, context: ExecutionContext): void {
    const missing = this.config.idp.requiredScopes.filter((scope) => caller?.scopes.includes(scope) !== true);
    if (missing.length === 0 || caller?.isApiKey === true) return;
    this.refused('scope');
    context.switchToHttp().getResponse<Response>().setHeader('WWW-Authenticate', insufficientScope(this.config, this.config.idp.requiredScopes.join(' ')));
    throw new ForbiddenException(`The access token lacks the scope ${missing.join(', ')}: sign in again and grant it.`);
  }

  private unauthorized(reason: string, sentence: string, parameters: Readonly<Record<string, string>>, context: ExecutionContext): UnauthorizedException {
    this.refused(reason);
    context.switchToHttp().getResponse<Response>().setHeader('WWW-Authenticate', challenge(this.config, parameters));
    return new UnauthorizedException(sentence);
  }

  private unavailable(reason: string, sentence: string, context: ExecutionContext): ServiceUnavailableException {
    this.refused(reason);
    // Not this address' fault: it may ask again.
    this.limits.proven(context.switchToHttp().getRequest<Request>());
    context.switchToHttp().getResponse<Response>().setHeader('Retry-After', RETRY_AFTER_SECONDS);
    return new ServiceUnavailableException(sentence);
  }

  private refused(reason: string): void {
    const request = currentRequest();
    this.happenings.tell('refused', { reason, caller: request?.caller, requestId: request?.requestId });
  }
}
