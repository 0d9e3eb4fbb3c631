import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import { CorrelationTasks } from './correlation-tasks.js';
import type { TaskKind } from './task-kind.js';
import { TaskRunner } from './task-runner.js';

/** Every kind of task. */
const KINDS: readonly Type<TaskKind>[] = [CorrelationTasks];

/** Where the controller gets them from. */
export const TASK_KINDS = Symbol('TASK_KINDS');

const allKinds: FactoryProvider<readonly TaskKind[]> = { provide: TASK_KINDS, useFactory: (...kinds: TaskKind[]) => kinds, inject: [...KINDS] };

export const TASK_SERVICES: readonly Provider[] = [TaskRunner, ...KINDS, allKinds];
