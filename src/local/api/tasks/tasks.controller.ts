import { Controller, Header, Inject, Param } from '@nestjs/common';
import { z } from 'zod';
import type { TaskResult } from '../../../contract/task.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Caller } from '../caller.js';
import { CheckedBody } from '../checked-body.js';
import { notBuilt, notFound, quoted } from '../refusals.js';
import { Route } from '../route.js';
import type { TaskKind } from './task-kind.js';
import { TASK_KINDS } from './task-kinds.js';
import { TaskRunner } from './task-runner.js';

const AnyTask = z.looseObject({ '@type': z.string() });

/** Long work: submitted here, its result read until it is there. */
@Controller()
export class TasksController {
  constructor(private readonly database: LocalDatabase, private readonly runner: TaskRunner, @Inject(TASK_KINDS) private readonly kinds: readonly TaskKind[]) {}

  /** Answers the bare id as text (octoperf-rest-api.md §1.5, documented). */
  @Route('submitTask')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async submit(@Caller() caller: Account, @CheckedBody(AnyTask) task: z.infer<typeof AnyTask>): Promise<string> {
    const kind = this.kinds.find(({ type }) => type === task['@type']);
    if (kind === undefined) throw notBuilt(`Tasks of type ${quoted(task['@type'])} are not built into the embedded backend yet; ${this.kinds.map(({ type }) => type).join(', ')} are.`);
    return this.runner.submit(caller, await kind.accept(caller, task));
  }

  /** An empty body while the task runs, then its result. A task is seen by who submitted it. */
  @Route('taskResult')
  async result(@Caller() caller: Account, @Param('taskId') id: string): Promise<TaskResult | undefined> {
    const task = await this.database.tasks.find(id);
    if (task === undefined || (task.accountId !== caller.id && !caller.platformAdmin)) throw notFound(`There is no task ${quoted(id)} of yours. Take the id from the call that submitted it.`);
    return task.result;
  }
}
