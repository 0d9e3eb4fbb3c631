import { Controller } from '@nestjs/common';
import type { User } from '../../../contract/account.js';
import type { Subscription } from '../../../contract/subscription.js';
import type { Account } from '../../storage/identity-store.js';
import { Caller } from '../caller.js';
import { Route } from '../route.js';
import { LocalPlan } from './local-plan.js';

/** The caller, and what the caller's plan allows. */
@Controller()
export class UsersController {
  constructor(private readonly plan: LocalPlan) {}

  @Route('currentUser')
  current(@Caller() { id, username, platformAdmin }: Account): User {
    return { id, username, platformAdmin };
  }

  @Route('subscriptions')
  subscriptions(): Subscription[] {
    return [this.plan.subscription];
  }
}
