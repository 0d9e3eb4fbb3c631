import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AccountService } from '../idp/account-service.js';
import { type Proof, PUBLIC_ROUTE } from '../idp/public-route.js';
import { callerOf, setCaller } from './caller.js';

export const UNAUTHENTICATED = 'The bearer token is missing, expired or revoked. Log in again.';

/** Lets in who proves an account: an access token, a session token or an API key as bearer, or a presigned call already claimed. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(private readonly accounts: AccountService, private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const ownProof = this.reflector.getAllAndOverride<Proof | undefined>(PUBLIC_ROUTE, [context.getHandler(), context.getClass()]);
    const request = context.switchToHttp().getRequest<Request>();
    if (ownProof !== undefined || callerOf(request) !== undefined) return true;
    const account = await this.accounts.authenticateHeader(request.headers.authorization);
    if (account === undefined) throw new UnauthorizedException(UNAUTHENTICATED);
    setCaller(request, account);
    return true;
  }
}
