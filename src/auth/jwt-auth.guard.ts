import { type ExecutionContext, ForbiddenException, Injectable, ServiceUnavailableException, UnauthorizedException } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { BoundedCache } from './bounded-cache.js';
import type { Caller } from './caller.js';
import { bearerToken } from './jwt.strategy.js';
import { KeysUnavailableError } from './keys-unavailable.error.js';
import { resourceMetadataUrl } from './protected-resource.js';
import { rejectionOf } from './rejection.js';

const REMEMBERED_TOKENS = 10_000;
const RETRY_AFTER_SECONDS = '5';

/**
 * Lets a proven caller through and tells everybody else how to become one (RFC 6750, RFC 9728). A verified token is remembered,
 * as a digest, until it expires or for `idp.token-cache-seconds`.
 */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  private readonly verified = new BoundedCache<Caller>(REMEMBERED_TOKENS);

  constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings) { super(); }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request & { user?: Caller }>();
    const token = bearerToken(request);
    const digest = token === null ? '' : createHash('sha256').update(token).digest('base64');
    const remembered = token === null ? undefined : this.verified.get(digest);
    if (remembered !== undefined) {
      request.user = remembered;
    } else {
      await super.canActivate(context);
      if (request.user !== undefined) this.verified.put(digest, request.user, Math.min(request.user.expiresAt * 1000, Date.now() + this.config.idp.tokenCacheSeconds * 1000));
    }
    const scope = currentRequest();
    if (scope !== undefined && request.user !== undefined) scope.caller = { subject: request.user.subject, clientId: request.user.clientId };
    this.requireScopes(request.user, context);
    return true;
  }

  /** Passport's verdict. passport-jwt reports keys that cannot be had as if the token were bad: `info` tells the two apart. */
  override handleRequest<T>(error: unknown, caller: T | false, info: unknown, context: ExecutionContext): T {
    const response = context.switchToHttp().getResponse<Response>();
    if (error !== null && error !== undefined || info instanceof KeysUnavailableError) {
      this.refused('keys-unavailable');
      response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
      throw new ServiceUnavailableException('Tokens cannot be checked right now. Retry shortly; your token may well be valid.');
    }
    if (!caller) {
      const given = context.switchToHttp().getRequest<Request>().headers.authorization !== undefined;
      this.refused(given ? rejectionOf(info) : 'missing');
      response.setHeader('WWW-Authenticate', this.challenge(given ? { error: 'invalid_token', error_description: 'The access token is missing, malformed, expired, or not meant for this server' } : {}));
      throw new UnauthorizedException(given ? 'The access token was refused: sign in again.' : 'An access token is required: sign in through OAuth, see the WWW-Authenticate header.');
    }
    return caller;
  }

  private requireScopes(caller: Caller | undefined, context: ExecutionContext): void {
    const missing = this.config.idp.requiredScopes.filter((scope) => caller?.scopes.includes(scope) !== true);
    if (missing.length === 0) return;
    this.refused('scope');
    const scope = this.config.idp.requiredScopes.join(' ');
    context.switchToHttp().getResponse<Response>().setHeader('WWW-Authenticate', this.challenge({ error: 'insufficient_scope', error_description: 'The access token lacks a scope', scope }));
    throw new ForbiddenException(`The access token lacks the scope ${missing.join(', ')}: sign in again and grant it.`);
  }

  private refused(reason: string): void {
    const request = currentRequest();
    this.happenings.tell('refused', { reason, caller: request?.caller, requestId: request?.requestId });
  }

  private challenge(parameters: Readonly<Record<string, string>>): string {
    const surface = currentRequest()?.surface;
    const all = { ...parameters, resource_metadata: resourceMetadataUrl(this.config, surface?.fault === undefined ? surface?.path : '') };
    return `Bearer ${Object.entries(all).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`).join(', ')}`;
  }
}
