import { type CanActivate, type ExecutionContext, HttpException, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { setCaller } from '../api/caller.js';
import { PageSession } from '../idp/page-session.js';

/** Nobody is signed in. */
export class SignInNeeded extends HttpException {
  constructor() {
    super('You are signed out. Open the page again and sign in.', 401);
  }
}

/** Lets in who is signed in on the pages, and notes who it is. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly session: PageSession) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const account = await this.session.accountOf(request);
    if (account === undefined) throw new SignInNeeded();
    setCaller(request, account);
    return true;
  }
}
