import { Injectable } from '@nestjs/common';
import { UpdateBenchResultDataTask, type TaskResult } from '../../../../contract/task.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { checked } from '../../checked-body.js';
import type { TaskKind } from '../../tasks/task-kind.js';
import type { TaskWork } from '../../tasks/task-runner.js';

/** Rewrites the data of runs into the present format, each run once at a time (behaviour.md §21.5: it is called updating). */
@Injectable()
export class DataUpdates implements TaskKind {
  readonly type = 'UpdateBenchResultDataTask';
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  async accept(caller: Account, body: object): Promise<TaskWork> {
    const { benchResultId } = checked(UpdateBenchResultDataTask, body);
    await this.access.document(caller, 'benchResult', benchResultId, 'edit');
    return {
      run: () => this.updated(benchResultId),
      onDefect: `The data of the run ${benchResultId} could not be updated; the log of the embedded backend says why. Its old data is unchanged: update_report_data may be called again.`,
    };
  }

  isRunning(benchResultId: string): boolean {
    return this.running.has(benchResultId);
  }

  /** A run that is being updated already is not updated twice: both tasks end with the one update. */
  private async updated(benchResultId: string): Promise<TaskResult> {
    const update = this.running.get(benchResultId) ?? this.database.metricFormat.update(benchResultId).finally(() => { this.running.delete(benchResultId); });
    this.running.set(benchResultId, update);
    await update;
    return { '@type': 'UpdateBenchResultDataTaskResult', benchResultId, message: `The data of the run ${benchResultId} is up to date.` };
  }
}
