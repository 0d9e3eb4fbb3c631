import { createRequire } from 'node:module';
import { onArrival, type Arrival } from './engine-door.js';

/** The part of Artillery's core that is used (2.28.0, pinned: its interface carries no promise). */
interface ArtilleryCore {
  updateGlobalObject(options: object): Promise<void>;
  runner: { runner(script: object, payload: undefined, options: object): Promise<{ run(variables: object): void; stop(): Promise<void> }> };
}

/** Users let in per ms: the core's timer keeps up with this on a busy machine. */
const PER_MS = 5;
/** The core rounds a count of arrivals down by one or two; what comes too much is sent home. */
const SPARE = 3;

/**
 * Lets `count` users in through Artillery's core, which numbers them by calling `arrival`, as fast as it can. Each user then waits
 * for its own moment: a phase of the core starts when the one before is over, so a curve of many phases would drift, and a ramp-down
 * does not exist there (building-blocks.md §4).
 */
export async function admitUsers(count: number, arrival: (index: number) => Promise<void>): Promise<{ close: () => Promise<void> }> {
  const core = createRequire(import.meta.url)('@artilleryio/int-core') as ArtilleryCore;
  await core.updateGlobalObject({});
  let next = 0;
  const enter: Arrival = async () => {
    if (next < count) await arrival(next++);
  };
  onArrival(enter);
  const phase = { arrivalCount: count + SPARE, duration: `${Math.max(1, Math.ceil((count + SPARE) / PER_MS))}ms` };
  const script = { config: { target: '', phases: [phase], engines: { octoperf: {} } }, scenarios: [{ name: 'users', engine: 'octoperf', flow: [] }] };
  const run = await core.runner.runner(script, undefined, {});
  run.run({});
  return { close: () => run.stop() };
}
