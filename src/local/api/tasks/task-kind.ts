import type { Account } from '../../storage/identity-store.js';
import type { TaskWork } from './task-runner.js';

/** A kind of long work that `POST /tasks` takes. A new one is a class of its own, named in task-kinds.ts. */
export interface TaskKind {
  /** The `@type` of the task. */
  readonly type: string;
  /** Reads the body and sees that the caller may do this; refuses otherwise. @returns the work, which begins behind the answer. */
  accept(caller: Account, body: object): Promise<TaskWork>;
}
