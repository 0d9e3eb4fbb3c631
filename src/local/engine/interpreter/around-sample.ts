import type { PreProcessor, Timer } from './processors.js';
import type { Frame } from './sample.js';
import type { User } from './user.js';

/** Runs pre-processors in order; their complaints. */
export async function prepared(user: User, pre: readonly PreProcessor[]): Promise<string[]> {
  const complaints: string[] = [];
  for (const processor of pre) {
    const complaint = processor(user);
    const said = complaint instanceof Promise ? await complaint : complaint;
    if (said !== undefined) complaints.push(said);
  }
  return complaints;
}

/** Pauses as the timers in scope say. False when the user's time ended meanwhile: the sample is not made. */
export async function waited(user: User, timers: readonly Timer[], frame: Frame): Promise<boolean> {
  let ms = 0;
  for (const timer of timers) {
    const pause = timer(user);
    if (typeof pause === 'number') ms += pause;
    else frame.pausedMs += await pause;
  }
  if (ms > 0) frame.pausedMs += await user.pause(ms);
  if (!user.interrupted) return true;
  if (!user.skipped) frame.cut = true;
  return false;
}
