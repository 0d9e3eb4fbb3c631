import type { Step } from './play.js';
import type { Frame } from './sample.js';
import type { User } from './user.js';

/** Runs steps in order. Stops before the next one when the user's time is over; `frame.cut` then says that not all could run. */
export async function runSteps(steps: readonly Step[], user: User, frame: Frame): Promise<void> {
  for (const step of steps) {
    if (user.interrupted) {
      if (!user.skipped) frame.cut = true;
      return;
    }
    const waiting = step.run(user, frame);
    if (waiting !== undefined) await waiting;
  }
}

/** Repeats a pass while it says so, letting others run when a pass never waited: an empty endless loop must stay stoppable. */
export async function repeat(user: User, pass: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const before = user.waits;
    if (!(await pass())) return;
    if (user.waits === before) await user.breathe();
  }
}
