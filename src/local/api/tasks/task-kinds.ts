import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import { DataUpdates } from '../analysis/data-status/data-updates.js';
import { CorrelationTasks } from './correlation-tasks.js';
import { PrintSources } from './print-sources.js';
import { PrintTasks } from './print-tasks.js';
import type { TaskKind } from './task-kind.js';
import { TaskRunner } from './task-runner.js';

/** Every kind of task. */
const KINDS: readonly Type<TaskKind>[] = [CorrelationTasks, DataUpdates, PrintTasks];

/** Where the controller gets them from. */
export const TASK_KINDS = Symbol('TASK_KINDS');

const allKinds: FactoryProvider<readonly TaskKind[]> = { provide: TASK_KINDS, useFactory: (...kinds: TaskKind[]) => kinds, inject: [...KINDS] };

export const TASK_SERVICES: readonly Provider[] = [TaskRunner, PrintSources, ...KINDS, allKinds];
