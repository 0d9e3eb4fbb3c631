import { isTerminal } from '../../contract/bench-result.js';
import { durationOf } from '../../contract/load.js';
import type { Scenario } from '../../contract/scenario.js';

const START_UP_SEC = 30;

/** Seconds that the longest profile plays, and seconds to wait between two looks (behaviour.md §20: a tenth of the expected time, 3 to 60). */
export function pollingOf({ userProfiles }: Scenario): { plannedDurationSec: number; pollEverySec: number } {
  const plannedDurationSec = Math.max(0, ...userProfiles.map(({ load }) => durationOf(load))) / 1000;
  return { plannedDurationSec, pollEverySec: Math.round(Math.min(60, Math.max(3, (plannedDurationSec + START_UP_SEC) / 10))) };
}

/** What to do about a run in that state. */
export function nextStep(state: string): string {
  if (!isTerminal(state)) return 'Call wait_for_bench again.';
  if (state === 'FINISHED') return 'Read get_bench_report.';
  if (state === 'ABORTED') return 'Read get_bench_report, which is partial, and list_bench_result_files for why it ended.';
  return 'Read list_bench_docker_logs and list_bench_result_files for why it failed.';
}
