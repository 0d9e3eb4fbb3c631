import { OutageError } from '../errors/outage-error.js';
import type { OctoperfClient } from './octoperf-client.js';

/** Submits long work. @param next what to do where the server took it but named no id. @returns the id for get_task_result. */
export async function submittedTask(octoperf: OctoperfClient, task: { readonly '@type': string }, next: string): Promise<string> {
  const answer = await octoperf.text('submitTask', {}, { body: task });
  // A bare string, which some servers quote (octoperf-rest-api.md §1.5, documented).
  const taskId = answer?.trim().replace(/^"|"$/g, '') ?? '';
  if (taskId === '') throw new OutageError('OctoPerf took the task but named no id to ask for.', { written: 'unknown', next });
  return taskId;
}
