import { defaultJmeterEngine, type JmeterUserProfileEngine, type Pacing } from '../../../contract/engine-settings.js';

/** Keys of the Virtual Users one user path or script became. */
export interface SequenceKeys { readonly main: string; readonly init: string | undefined; readonly end: string | undefined }

/** One thread, one loop, in a thread group of its own (neoload-migration and loadrunner-migration skills, documented). */
const once = (virtualUserId: string): NonNullable<JmeterUserProfileEngine['settings']['setUp']> => ({ virtualUserId, scope: 'LOCAL', onSampleError: 'CONTINUE', numberOfThreads: 1, rampupPeriodSec: 0, sameUserOnEachIteration: false, loopCount: 1, pacing: null });

/** The engine block of a profile that plays the main sequence: what runs before and after wired as setUp and tearDown. */
export function sequenceEngine({ init, end }: SequenceKeys, pacing: Pacing | null, iterations: number | undefined): JmeterUserProfileEngine {
  const engine = defaultJmeterEngine();
  return { ...engine, settings: {
    ...engine.settings, thinkTime: { thinktime: null, pacing }, setUp: init === undefined ? null : once(init), tearDown: end === undefined ? null : once(end),
    ...(iterations === undefined ? {} : { iterations }),
  } };
}
