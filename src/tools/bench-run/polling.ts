import { durationOf } from '../../contract/load.js';
import type { Scenario } from '../../contract/scenario.js';

const START_UP_SEC = 30;

/** Seconds that the longest profile plays, and seconds to wait between two looks (behaviour.md §20: a tenth of the expected time, 3 to 60). */
export function pollingOf({ userProfiles }: Scenario): { plannedDurationSec: number; pollEverySec: number } {
  const plannedDurationSec = Math.max(0, ...userProfiles.map(({ load }) => durationOf(load))) / 1000;
  return { plannedDurationSec, pollEverySec: Math.round(Math.min(60, Math.max(3, (plannedDurationSec + START_UP_SEC) / 10))) };
}
