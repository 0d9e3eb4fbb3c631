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

/** What is answered to an uploaded archive of JTL files (jtl-import skill, documented): the work goes on under `taskId`. */
export const JtlImportStarted = z.looseObject({ taskId: z.string(), benchResultId: z.string(), reportName: z.string() });
export type JtlImportStarted = z.infer<typeof JtlImportStarted>;

/** What an import of JTL files made: our result type. Resources are samples inside the sample of a request. */
export const JtlImportTaskResult = z.looseObject({
  '@type': z.literal('JtlImportTaskResult'),
  benchResultId: z.string(), reportId: z.string(), reportName: z.string(),
  requests: z.int(), failedRequests: z.int(), transactions: z.int(), failedTransactions: z.int(), resources: z.int(),
  skipped: z.int().describe('lines or samples that could not be read'),
  startedAt: z.number(), endedAt: z.number(),
  files: z.array(z.looseObject({ name: z.string(), format: z.string(), samples: z.int(), skipped: z.int(), skippedExamples: z.array(z.string()), notes: z.array(z.string()) })),
  notes: z.array(z.string()),
});
export type JtlImportTaskResult = z.infer<typeof JtlImportTaskResult>;
