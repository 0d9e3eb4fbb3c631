import { Injectable } from '@nestjs/common';
import type { Scenario } from '../../../../contract/scenario.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import type { BenchHandle, BenchPlan, Surroundings } from '../../../engine/bench-protocol.js';
import { startBench } from '../../../engine/start-bench.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { browsersOf, usersOf } from '../../users/local-plan.js';
import { LOCAL_LOCATION } from '../../workspaces/docker-providers/local-provider.js';
import type { BenchEntity } from './bench-entity.js';
import { BenchRecorder } from './bench-recorder.js';
import { LiveBenches } from './live-benches.js';
import { ResultFolders } from './result-folders.js';

/** A run that outlives its plan by this much is stalled and is aborted (behaviour.md §19.6, documented: 20 minutes). */
const STALL_MS = 20 * 60_000;
const STALLED = 'the stall watch (the run is 20 minutes past its planned end)';
const INJECTOR = 'local-1';

/** Takes a stored run through its states: one child process per run, everything it measures goes to the recorder. */
@Injectable()
export class BenchRunner {
  constructor(private readonly database: LocalDatabase, private readonly live: LiveBenches, private readonly folders: ResultFolders) {}

  /** Begins; answers as soon as the run is known to be under way. Whatever goes wrong later ends the run in ERROR. */
  async start(bench: BenchEntity, scenario: Scenario, virtualUsers: readonly VirtualUser[], surroundings: Surroundings): Promise<void> {
    const run = new Run(bench.id);
    const recorder = new BenchRecorder(this.database, bench, await this.database.metrics.journal(bench.id), () => { run.stop('the backend, which cannot store the results'); });
    run.recorder = recorder;
    this.live.add(bench.id, { users: usersOf(scenario), browsers: browsersOf(scenario), progress: () => recorder.progressPercent, stop: (by) => { run.stop(by); }, done: recorder.done });
    const stall = setTimeout(() => { run.stop(STALLED); }, bench.plannedMs + STALL_MS);
    void recorder.done.then(() => { clearTimeout(stall); });
    void this.launch(run, recorder, bench, { scenario, virtualUsers, surroundings });
  }

  private async launch(run: Run, recorder: BenchRecorder, bench: BenchEntity, played: Played): Promise<void> {
    try {
      recorder.state('PENDING', 'Waiting for the local engine.');
      recorder.state('SCALING', 'The local engine needs no machine of its own.');
      recorder.state('PREPARING', `Preparing ${played.virtualUsers.length} Virtual User(s).`);
      const outputFolder = await this.folders.create(bench.id);
      if (run.isStopped) return;
      recorder.state('INITIALIZING', 'Starting the load generator.');
      run.handle = startBench(planOf(bench, played, outputFolder), recorder);
    } catch (error) {
      recorder.ended({ state: 'ERROR', message: `The load generator could not be started: ${error instanceof Error ? error.message : 'unknown reason'}` });
    }
  }
}

interface Played { readonly scenario: Scenario; readonly virtualUsers: readonly VirtualUser[]; readonly surroundings: Surroundings }

function planOf(bench: BenchEntity, { scenario, virtualUsers, surroundings }: Played, outputFolder: string): BenchPlan {
  const byId = new Map(virtualUsers.map((virtualUser) => [virtualUser.id, virtualUser]));
  const profiles = scenario.userProfiles.flatMap((profile) => {
    const virtualUser = byId.get(profile.virtualUserId);
    if (virtualUser === undefined) return [];
    const { setUp, tearDown } = profile.engine.settings;
    return [{ profile, virtualUser, setUp: byId.get(setUp?.virtualUserId ?? ''), tearDown: byId.get(tearDown?.virtualUserId ?? '') }];
  });
  return { benchResultId: bench.id, scenarioName: scenario.name, profiles, surroundings, outputFolder, region: LOCAL_LOCATION, injectorId: INJECTOR };
}

/** One run between the moment it is asked for and its end: it may be stopped before its child process exists. */
class Run {
  handle: BenchHandle | undefined;
  recorder: BenchRecorder | undefined;
  isStopped = false;

  constructor(readonly benchResultId: string) {}

  stop(by: string): void {
    this.isStopped = true;
    if (this.handle === undefined) this.recorder?.ended({ state: 'ABORTED', message: `Aborted by ${by} before any load.` });
    else this.handle.stop(by);
  }
}
