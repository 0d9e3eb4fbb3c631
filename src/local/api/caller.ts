import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import type { Account } from '../storage/identity-store.js';

/** Kept beside the request, not on it: nothing a client sends can be taken for it. */
const callers = new WeakMap<object, Account>();

/** Notes who sent a request, once that is proven. */
export function setCaller(request: object, account: Account): void {
  callers.set(request, account);
}

/** Who sent the request; undefined where nobody proved it yet. */
export const callerOf = (request: object): Account | undefined => callers.get(request);

/** The account behind the request, for a guarded handler. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Account => {
  const account = callerOf(context.switchToHttp().getRequest<object>());
  if (account === undefined) throw new UnauthorizedException();
  return account;
});
