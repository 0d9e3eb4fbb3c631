import type { CheckedScheduledJob } from '../../../../contract/scheduled-job.js';
import type { Stores } from '../../../storage/stores.js';
import { rewritten } from '../../entities.js';

type Change = Partial<Pick<CheckedScheduledJob, 'enabled' | 'nextRun' | 'lastRun' | 'message'>>;

/**
 * Inside a transaction: changes a job as it stands once nobody else can change it any more. The job is held before its firing is
 * touched, here and everywhere, so that two never wait for each other. Where `change` yields nothing the job stays as it is. @returns undefined where there is none (any more).
 */
export async function changeJob({ documents }: Stores, jobId: string, change: (job: CheckedScheduledJob) => Promise<Change | undefined>): Promise<CheckedScheduledJob | undefined> {
  if (!(await documents.hold('scheduledJob', jobId))) return undefined;
  const job = (await documents.find('scheduledJob', jobId))?.document;
  if (job === undefined) return undefined;
  const changes = await change(job);
  if (changes === undefined) return job;
  const changed = rewritten(job, { ...job, ...changes });
  await documents.replace('scheduledJob', changed);
  return changed;
}

/** Inside a transaction: a job no longer runs. @param message why, where nobody asked for it. */
export async function disarmJob(stores: Stores, jobId: string, message: string | null): Promise<CheckedScheduledJob | undefined> {
  return changeJob(stores, jobId, async ({ enabled }) => {
    if (!enabled && message === null) return undefined;
    await stores.firings.disarm(jobId);
    return { enabled: false, nextRun: null, message };
  });
}

/** Inside the transaction that deletes a scenario: its jobs stay, disabled, and say why. */
export async function disarmJobsOf(stores: Stores, { id, projectId, name }: { id: string; projectId: string; name: string }): Promise<void> {
  const jobs = await stores.documents.listByParent('scheduledJob', projectId);
  for (const job of jobs.filter(({ scenarioId }) => scenarioId === id)) await disarmJob(stores, job.id, `Its scenario ${JSON.stringify(name)} was deleted. Delete the job, and schedule another scenario.`);
}
