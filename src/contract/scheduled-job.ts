import { z } from 'zod';
import { entityFields, Timestamp, typed } from './wire.js';

/** Unix cron of five fields, in UTC (scheduling skill, documented). */
export const UnixCronTrigger = typed('UnixCronTrigger', { expression: z.string() });
/** One moment, ISO-8601 with offset; the name of the type and its field are inferred. */
export const OneShotTrigger = typed('OneShotTrigger', { runAt: z.string() });
export const JobTrigger = z.discriminatedUnion('@type', [UnixCronTrigger, OneShotTrigger]);
export type JobTrigger = z.infer<typeof JobTrigger>;

/** The latest firing (additive: the embedded backend's own). `benchResultId` is absent where nothing could be launched; `message` says why. */
export const LastRun = z.looseObject({
  at: z.number(),
  due: z.number().optional(),
  benchResultId: z.string().optional(),
  benchReportId: z.string().optional(),
  message: z.string().optional(),
});
export type LastRun = z.infer<typeof LastRun>;

const job = {
  ...entityFields,
  projectId: z.string(),
  scenarioId: z.string(),
  templateId: z.string().nullish(),
  enabled: z.boolean().default(false),
  created: Timestamp.optional(),
  lastModified: Timestamp.optional(),
  /** Epoch ms; null where it will not run. */
  nextRun: z.number().nullish(),
  lastRun: LastRun.nullish(),
  /** Why it is disabled, where nobody asked for that. */
  message: z.string().nullish(),
};
/** A scheduled job as it is read: a trigger may be of a type unknown to this server, or told in words (octoperf-rest-api.md "Scheduling", shape inferred). */
export const ScheduledJob = z.looseObject({ ...job, trigger: z.union([z.string(), z.looseObject({ '@type': z.string() })]).optional() });
export type ScheduledJob = z.infer<typeof ScheduledJob>;

/** A scheduled job as it is written. */
export const CheckedScheduledJob = z.looseObject({ ...job, trigger: JobTrigger });
export type CheckedScheduledJob = z.infer<typeof CheckedScheduledJob>;
