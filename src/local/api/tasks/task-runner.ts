import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { FAILED_TASK, type TaskResult } from '../../../contract/task.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';

/** Long work. `run` answers its result, a failed one included. `onDefect` = what its submitter reads when it throws: what failed and what was left unwritten. */
export interface TaskWork {
  readonly run: () => Promise<TaskResult>;
  readonly onDefect: string;
}

/** The result of work that failed for a reason that its submitter can be told. */
export const failedTask = (message: string): TaskResult => ({ '@type': FAILED_TASK, stackTrace: message, message });

/** Runs long work behind the answer that submitted it and keeps its result (octoperf-rest-api.md §4.5). */
@Injectable()
export class TaskRunner {
  private readonly logger = new Logger(TaskRunner.name);
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly database: LocalDatabase) {}

  /** @returns the id of the task; its result is stored under it. */
  async submit(caller: Account, work: TaskWork): Promise<string> {
    const id = randomUUID();
    await this.database.tasks.insert(id, caller.id);
    const done = this.finish(id, work);
    this.running.add(done);
    void done.finally(() => this.running.delete(done));
    return id;
  }

  /** Waits for the tasks under way: at a graceful stop none is lost. */
  async settle(): Promise<void> {
    await Promise.all(this.running);
  }

  private async finish(id: string, work: TaskWork): Promise<void> {
    try {
      await this.database.tasks.finish(id, await this.outcome(work));
    } catch (error) {
      this.logger.error(`The result of task ${id} could not be stored: ${error instanceof Error ? error.message : 'unknown reason'}`);
    }
  }

  private async outcome({ run, onDefect }: TaskWork): Promise<TaskResult> {
    try {
      return await run();
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : 'a task failed');
      return failedTask(onDefect);
    }
  }
}
