import { Injectable } from '@nestjs/common';
import { ApplyCorrelationsTask, type CorrelationsTaskResult, type TaskResult } from '../../../contract/task.js';
import { applyCorrelations } from '../../design/correlation.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Access } from '../access.js';
import { checked } from '../checked-body.js';
import { rewritten } from '../entities.js';
import { notFound, quoted } from '../refusals.js';
import type { TaskKind } from './task-kind.js';
import { failedTask, type TaskWork } from './task-runner.js';

/** Applies the correlation rules of a project to one Virtual User, in the background (behaviour.md §14.4). */
@Injectable()
export class CorrelationTasks implements TaskKind {
  readonly type = 'ApplyCorrelationsTask';

  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  async accept(caller: Account, body: object): Promise<TaskWork> {
    const { virtualUserId, projectId } = checked(ApplyCorrelationsTask, body);
    const { document } = await this.access.document(caller, 'virtualUser', virtualUserId, 'design');
    if (document.projectId !== projectId) throw notFound(`The Virtual User ${quoted(virtualUserId)} is not in the project ${quoted(projectId)}. Take both ids from list_virtual_users.`);
    return { run: () => this.apply(virtualUserId), onDefect: 'Applying the correlation rules failed inside the embedded backend; its log says why. The Virtual User was not changed.' };
  }

  /** Reads, rewrites and stores the tree; nothing is written when somebody else changed it meanwhile. */
  private async apply(virtualUserId: string): Promise<CorrelationsTaskResult | TaskResult> {
    const stored = await this.database.documents.find('virtualUser', virtualUserId);
    if (stored === undefined) return failedTask('The Virtual User was deleted before its rules were applied.');
    const rules = await this.database.documents.listByParent('correlationRule', stored.parentId);
    const recordings = (await this.database.recordings.list(virtualUserId)).map(({ actionId, request, response }) => ({ actionId, request, response }));
    const { children, result } = applyCorrelations(stored.document.children, recordings, rules);
    const changed = rewritten(stored.document, { ...stored.document, children });
    if (await this.database.documents.replace('virtualUser', changed, stored.revision)) return result;
    return failedTask('The Virtual User was changed by somebody else while its rules were applied; nothing was written. Apply them again.');
  }
}
