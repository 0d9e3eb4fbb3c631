import { Injectable } from '@nestjs/common';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import type { ValidationPlan } from '../../../engine/bench-protocol.js';
import { runValidation } from '../../../engine/run-validation.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { requireProject } from '../../access.js';
import { type ProjectSurroundings, Surroundings } from '../../design/virtual-users/surroundings.js';
import { newId } from '../../ids.js';
import { forbidden } from '../../refusals.js';
import { LocalPlan } from '../../users/local-plan.js';
import { type BenchEntity, newBench } from '../bench-results/bench-entity.js';
import { BenchRecorder } from '../bench-results/bench-recorder.js';
import { LiveBenches } from '../bench-results/live-benches.js';
import { ResultFolders } from '../bench-results/result-folders.js';

/** Longest body kept per message, in bytes. */
const BODY_LIMIT = 1_048_576;
/** A validation that takes longer is stalled (as for runs, behaviour.md §19.6). */
const STALL_MS = 20 * 60_000;

const takesBrowser = ({ type }: VirtualUser): boolean => type === 'PLAYWRIGHT' || type === 'WEB_DRIVER';

export interface Validation { readonly virtualUser: VirtualUser; readonly workspaceId: string; readonly iterations: number }

/** Plays a Virtual User once in this process, on the pipeline of the runs: same states, same kinds of files (behaviour.md §11.1). */
@Injectable()
export class ValidationService {
  constructor(private readonly database: LocalDatabase, private readonly surroundings: Surroundings, private readonly live: LiveBenches, private readonly folders: ResultFolders, private readonly plan: LocalPlan) {}

  /** Answers once the run is stored; it goes on in the background. A validation of the same Virtual User still under way is ended first. */
  async start(caller: Account, validation: Validation): Promise<BenchEntity> {
    const { virtualUser } = validation;
    const around = await this.surroundings.of(virtualUser.projectId, [virtualUser]);
    await this.surroundings.requirePlayable(virtualUser, around);
    const before = await this.database.validations.latest(virtualUser.id);
    if (before !== undefined) await this.live.stop(before, 'a newer validation');
    const cap = !takesBrowser(virtualUser) ? undefined : this.plan.browserCap(undefined, this.live.taken().browsers);
    if (cap !== undefined) throw forbidden(`The Virtual User cannot be validated now: ${cap}`);
    const bench = newBench({
      id: newId(), batchId: newId(), scenarioId: '', designProjectId: virtualUser.projectId, resultProjectId: '', userId: caller.id,
      name: virtualUser.name, mode: 'CHECK', virtualUserId: virtualUser.id, plannedMs: 0,
    }, Date.now());
    await this.store(caller, bench, validation);
    await this.run(bench, validation, around);
    return bench;
  }

  private async store(caller: Account, bench: BenchEntity, { virtualUser, workspaceId }: Validation): Promise<void> {
    await this.database.transaction(async (stores) => {
      const { documents, benchLogs, validations } = stores;
      await requireProject(stores, virtualUser.projectId);
      await documents.insert('benchResult', bench, { workspaceId, parentId: virtualUser.projectId });
      await validations.begin(virtualUser.id, bench.id);
      await benchLogs.markLive(bench.id);
      await benchLogs.append(bench.id, `CREATED Validation of the Virtual User ${JSON.stringify(virtualUser.name)} by ${caller.username}.`);
    });
  }

  private async run(bench: BenchEntity, validation: Validation, around: ProjectSurroundings): Promise<void> {
    const abort = new AbortController();
    const recorder = new BenchRecorder(this.database, bench, await this.database.metrics.journal(bench.id), () => { abort.abort('the backend, which cannot store the samples'); });
    const stall = setTimeout(() => { abort.abort('the stall watch (the validation takes longer than 20 minutes)'); }, STALL_MS);
    this.live.add(bench.id, { users: 1, browsers: takesBrowser(validation.virtualUser) ? 1 : 0, progress: () => recorder.progressPercent, stop: (by) => { abort.abort(by); }, done: recorder.done });
    void recorder.done.then(() => { clearTimeout(stall); });
    void this.play(bench, validation, around, recorder, abort.signal);
  }

  private async play(bench: BenchEntity, { virtualUser, iterations }: Validation, around: ProjectSurroundings, recorder: BenchRecorder, signal: AbortSignal): Promise<void> {
    try {
      recorder.state('PENDING', 'Waiting for the local engine.');
      recorder.state('SCALING', 'The local engine needs no machine of its own.');
      recorder.state('PREPARING', 'Preparing the Virtual User.');
      const plan: ValidationPlan = {
        virtualUser, iterations, bodyLimit: BODY_LIMIT,
        surroundings: await this.surroundings.forEngine(around),
        recordedCodes: await this.database.recordings.codes(virtualUser.id),
        outputFolder: await this.folders.create(bench.id),
      };
      recorder.state('INITIALIZING', 'Starting the user.');
      recorder.running(Date.now());
      const { state, message } = await runValidation(plan, (sample) => { recorder.keep(() => this.database.validations.add(virtualUser.id, bench.id, sample)); }, signal);
      recorder.ended({ state, message: signal.aborted ? `Aborted by ${String(signal.reason)}.` : message });
    } catch (error) {
      recorder.ended({ state: 'ERROR', message: `The validation failed: ${error instanceof Error ? error.message : 'unknown reason'}` });
    }
  }
}
