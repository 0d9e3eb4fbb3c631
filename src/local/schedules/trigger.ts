import type { JobTrigger } from '../../contract/scheduled-job.js';
import { instantOf } from './instant.js';
import { ScheduleRefusal } from './schedule-refusal.js';
import { UnixCron } from './unix-cron.js';

/**
 * When a trigger is due next after an epoch ms; undefined where never again: its one moment is over. Throws ScheduleRefusal for a
 * trigger that cannot be read.
 */
export function dueAfter(trigger: JobTrigger, epochMs: number): number | undefined {
  if (trigger['@type'] === 'UnixCronTrigger') return UnixCron.of(trigger.expression, epochMs).after(epochMs);
  const at = instantOf(trigger.runAt);
  return at > epochMs ? at : undefined;
}

/** The same for a trigger that is to be armed: throws where its moment is over. */
export function firstDue(trigger: JobTrigger, now: number): number {
  const due = dueAfter(trigger, now);
  if (due !== undefined) return due;
  throw new ScheduleRefusal(`The time to run at is over: it is ${new Date(now).toISOString()} now. Give a time in the future, with the right offset.`);
}

/** What becomes of firings that nobody was there to make. */
export interface MissedPolicy { readonly missed: 'skip' | 'run-once'; readonly graceMs: number }

/** Whether a firing is to be left out because its time is over. Late by no more than the grace is on time. */
export const isMissed = (due: number, now: number, { missed, graceMs }: MissedPolicy): boolean => missed === 'skip' && now - due > graceMs;
