import type { BenchReport } from '../../../src/contract/bench-report.js';
import { defaultJmeterEngine, type JmeterUserProfileEngine } from '../../../src/contract/engine-settings.js';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import type { UserProfile } from '../../../src/contract/scenario.js';
import type { BenchEntity } from '../../../src/local/api/runtime/bench-results/bench-entity.js';
import { type House, LOCAL, messageOf } from './house.js';

export interface ProfileDraft { readonly virtualUserId: string; readonly load: UserProfileLoad; readonly name?: string; readonly engine?: (engine: JmeterUserProfileEngine) => void }

/** A profile as a client sends it. */
export function profileOf({ virtualUserId, load, name = 'Users', engine }: ProfileDraft): UserProfile {
  const settings = defaultJmeterEngine();
  engine?.(settings);
  return { name, virtualUserId, ...LOCAL, load, memory: { vuMb: null }, engine: settings };
}

export async function scenarioOf(house: House, projectId: string, profiles: readonly ProfileDraft[]): Promise<string> {
  return (await house.made<{ id: string }>('/runtime/scenarios', { id: '', projectId, name: 'Run', description: '', mode: 'STANDARD', userProfiles: profiles.map(profileOf), tags: [] })).id;
}

/** Launches a scenario. @returns the run's report. */
export async function launchReport(house: House, scenarioId: string): Promise<BenchReport> {
  const answer = await house.call('POST', `/runtime/scenarios/run/${scenarioId}`, {});
  if (answer.status >= 300) throw new Error(messageOf(answer));
  return answer.json as BenchReport;
}

/** Launches a scenario. @returns the id of the run. */
export const launch = async (house: House, scenarioId: string): Promise<string> => (await launchReport(house, scenarioId)).benchResultIds[0] ?? '';

/** Waits for a state that is asked for, by default for the end. */
export async function reached(house: House, benchResultId: string, wanted: (run: BenchEntity) => boolean = ({ state }) => ['FINISHED', 'ABORTED', 'ERROR'].includes(state)): Promise<BenchEntity> {
  for (;;) {
    const run = (await house.call('GET', `/runtime/bench-results/${benchResultId}`)).json as BenchEntity;
    if (wanted(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
