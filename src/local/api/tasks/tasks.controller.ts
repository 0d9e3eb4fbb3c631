import { Controller, Header, Param } from '@nestjs/common';
import { z } from 'zod';
import { ApplyCorrelationsTask, type TaskResult } from '../../../contract/task.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Access } from '../access.js';
import { Caller } from '../caller.js';
import { checked, CheckedBody } from '../checked-body.js';
import { notBuilt, notFound, quoted } from '../refusals.js';
import { Route } from '../route.js';
import { CorrelationTasks } from './correlation-tasks.js';

const AnyTask = z.looseObject({ '@type': z.string() });

/** Long work: submitted here, its result read until it is there. */
@Controller()
export class TasksController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly correlations: CorrelationTasks) {}

  /** Answers the bare id as text (octoperf-rest-api.md §1.5, documented). */
  @Route('submitTask')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async submit(@Caller() caller: Account, @CheckedBody(AnyTask) task: z.infer<typeof AnyTask>): Promise<string> {
    if (task['@type'] !== 'ApplyCorrelationsTask') throw notBuilt(`Tasks of type ${quoted(task['@type'])} are not built into the embedded backend yet; ApplyCorrelationsTask is.`);
    const { virtualUserId, projectId } = checked(ApplyCorrelationsTask, task);
    const { document } = await this.access.document(caller, 'virtualUser', virtualUserId, 'design');
    if (document.projectId !== projectId) throw notFound(`The Virtual User ${quoted(virtualUserId)} is not in the project ${quoted(projectId)}. Take both ids from list_virtual_users.`);
    return this.correlations.submit(caller, virtualUserId);
  }

  /** An empty body while the task runs, then its result. A task is seen by who submitted it. */
  @Route('taskResult')
  async result(@Caller() caller: Account, @Param('taskId') id: string): Promise<TaskResult | undefined> {
    const task = await this.database.tasks.find(id);
    if (task === undefined || (task.accountId !== caller.id && !caller.platformAdmin)) throw notFound(`There is no task ${quoted(id)} of yours. Take the id from the call that submitted it.`);
    return task.result;
  }
}
