import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type CorrelationsTaskResult, FAILED_TASK, type TaskResult } from '../../../contract/task.js';
import { applyCorrelations } from '../../design/correlation.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { rewritten } from '../entities.js';

/** Applies the correlation rules of a project to one Virtual User, in the background (behaviour.md §14.4). */
@Injectable()
export class CorrelationTasks {
  private readonly logger = new Logger(CorrelationTasks.name);
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly database: LocalDatabase) {}

  /** @returns the id of the task; its result is stored under it. */
  async submit(caller: Account, virtualUserId: string): Promise<string> {
    const id = randomUUID();
    await this.database.tasks.insert(id, caller.id);
    const work = this.run(id, virtualUserId);
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
    return id;
  }

  /** Waits for the tasks under way: at a graceful stop none is lost. */
  async settle(): Promise<void> {
    await Promise.all(this.running);
  }

  private async run(id: string, virtualUserId: string): Promise<void> {
    try {
      await this.database.tasks.finish(id, await this.outcome(virtualUserId));
    } catch (error) {
      this.logger.error(`The result of task ${id} could not be stored: ${error instanceof Error ? error.message : 'unknown reason'}`);
    }
  }

  private async outcome(virtualUserId: string): Promise<TaskResult> {
    try {
      return await this.apply(virtualUserId);
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : 'a task failed');
      return failed('Applying the correlation rules failed inside the embedded backend; its log says why. The Virtual User was not changed.');
    }
  }

  /** Reads, rewrites and stores the tree; nothing is written when somebody else changed it meanwhile. */
  private async apply(virtualUserId: string): Promise<CorrelationsTaskResult | TaskResult> {
    const stored = await this.database.documents.find('virtualUser', virtualUserId);
    if (stored === undefined) return failed('The Virtual User was deleted before its rules were applied.');
    const rules = await this.database.documents.listByParent('correlationRule', stored.parentId);
    const recordings = (await this.database.recordings.list(virtualUserId)).map(({ actionId, request, response }) => ({ actionId, request, response }));
    const { children, result } = applyCorrelations(stored.document.children, recordings, rules);
    const changed = rewritten(stored.document, { ...stored.document, children });
    if (await this.database.documents.replace('virtualUser', changed, stored.revision)) return result;
    return failed('The Virtual User was changed by somebody else while its rules were applied; nothing was written. Apply them again.');
  }
}

const failed = (message: string): TaskResult => ({ '@type': FAILED_TASK, stackTrace: message, message });
