import { randomBetween } from './random.js';
import { containerSample, Frame } from './sample.js';
import { runSteps } from './run-steps.js';
import type { User } from './user.js';

export const UNIT_MS = { MILLISECONDS: 1, SECONDS: 1000, MINUTES: 60_000 } as const;

/**
 * Plays a user's life: iterations until its time, its iterations or its data are over. Each complete iteration is a sample of
 * the Virtual User's root, wall-clock with think times (entities.md §3.1). Never throws.
 */
export async function runUser(user: User): Promise<void> {
  const { program, settings } = user;
  program.state.enter(program);
  try {
    for (const variable of program.variables) variable.startUser(user);
    while (!user.over && (settings.iterations === null || user.iteration < settings.iterations)) {
      const startedAt = performance.now();
      const before = user.waits;
      await runIteration(user, startedAt);
      user.endIteration();
      if (settings.iterations === null || user.iteration < settings.iterations) await pace(user, startedAt);
      if (user.waits === before) await user.breathe();
    }
  } catch (error) {
    program.log.warn(`A user was lost to an error of the engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    program.state.leave(program);
    user.transport.close();
    await program.state.browsers.leave(user);
  }
}

async function runIteration(user: User, startedAt: number): Promise<void> {
  const { program } = user;
  user.startIteration();
  for (const variable of program.variables) variable.startIteration(user);
  const frame = new Frame();
  await runSteps(program.steps, user, frame);
  if (!frame.cut && frame.samples > 0) user.stage.listener.sample(user, containerSample(program.root, frame, startedAt, performance.now() - startedAt));
}

/** Keeps an iteration at least as long as the profile's pacing asks, counted from its start (entities.md §4.4). */
async function pace(user: User, startedAt: number): Promise<void> {
  const { pacing, mode } = user.settings;
  if (pacing === null || mode === 'VALIDATION') return;
  const rest = startedAt + randomBetween(pacing.min, pacing.max) * UNIT_MS[pacing.unit] - performance.now();
  if (user.over) return;
  if (rest > 0) await user.pause(rest);
  else user.stage.clock?.pacingMissed();
}
