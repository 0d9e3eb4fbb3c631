import { z } from 'zod';
import type { ScheduledJob } from '../../contract/scheduled-job.js';
import type { DeepLinks } from '../../octoperf/deep-links.js';
import { instant, url } from '../vocabulary/listings.js';
import { triggerWords } from './trigger-words.js';

/** A scheduled job in an answer; its page is that of its scenario, because none of its own is known. */
export const ScheduledJobListing = z.object({
  id: z.string(), scenarioId: z.string(), name: z.string(),
  trigger: z.string().describe('When, in words; cron is in UTC.'),
  enabled: z.boolean(),
  nextRun: z.int().nullable().describe('Epoch ms: show it in the user\'s local time. null = it will not run.'),
  templateId: z.string().optional(),
  lastRun: z.object({ at: z.string().optional(), benchResultId: z.string().optional(), benchReportId: z.string().optional(), message: z.string().optional() }).optional().describe('Latest firing; without benchResultId nothing ran.'),
  message: z.string().optional().describe('Why it is disabled, where nobody asked for that.'),
  url,
});

export function scheduledJobListing(job: ScheduledJob, workspaceId: string, links: DeepLinks): z.input<typeof ScheduledJobListing> {
  const { id, scenarioId, projectId, name, trigger, enabled, nextRun, templateId, lastRun, message } = job;
  return {
    id, scenarioId, name, trigger: triggerWords(trigger), enabled,
    nextRun: nextRun === undefined || nextRun === null ? null : Math.round(nextRun),
    ...(templateId ? { templateId } : {}),
    ...(lastRun === undefined || lastRun === null ? {} : { lastRun: { ...lastRun, at: instant(lastRun.at) } }),
    ...(message ? { message } : {}),
    url: links.scenario(workspaceId, projectId, scenarioId),
  };
}
