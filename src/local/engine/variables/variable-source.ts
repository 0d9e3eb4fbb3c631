import type { User } from '../interpreter/user.js';

/** Gives variables to users. One per project variable and run: what users share is kept in it. */
export interface VariableSource {
  /** Before the first iteration of a user. */
  startUser(user: User): void;
  /** Before each iteration. */
  startIteration(user: User): void;
}
