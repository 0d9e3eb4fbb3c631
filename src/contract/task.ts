import { z } from 'zod';

/** Work submitted to `POST /tasks`. `PrintReportTask` documented; the correlation task's name is ours (octoperf-rest-api.md §4.5). */
export const ApplyCorrelationsTask = z.looseObject({ '@type': z.literal('ApplyCorrelationsTask'), projectId: z.string(), virtualUserId: z.string() });
export type ApplyCorrelationsTask = z.infer<typeof ApplyCorrelationsTask>;

/** Rewrites the data of one run into the present format (bench-reports skill: one task per run, documented; the task's name and key are ours). */
export const UpdateBenchResultDataTask = z.looseObject({ '@type': z.literal('UpdateBenchResultDataTask'), benchResultId: z.string() });
export type UpdateBenchResultDataTask = z.infer<typeof UpdateBenchResultDataTask>;

/** `GET /tasks/{id}/result`: empty while pending, else one of these; any type but a failure means success (octoperf-maven-plugin). */
export const TaskResult = z.looseObject({ '@type': z.string(), stackTrace: z.string().optional(), message: z.string().optional() });
export type TaskResult = z.infer<typeof TaskResult>;
export const FAILED_TASK = 'FailedTaskResult';

/** What applying rules did: our result type, so that an agent learns what matched where. */
export const CorrelationsTaskResult = z.looseObject({
  '@type': z.literal('CorrelationsTaskResult'),
  extractorsAdded: z.int(),
  injectionsMade: z.int(),
  rules: z.array(z.looseObject({ ruleId: z.string(), name: z.string(), matchedActionIds: z.array(z.string()), injectedActionIds: z.array(z.string()) })),
});
export type CorrelationsTaskResult = z.infer<typeof CorrelationsTaskResult>;
