import cronstrue from 'cronstrue';
import { JobTrigger, type ScheduledJob } from '../../contract/scheduled-job.js';

const SHOWN = 120;

/** When a job runs, in words, with what was written so that nothing is lost in them. */
export function triggerWords(trigger: ScheduledJob['trigger']): string {
  if (trigger === undefined) return 'unknown';
  if (typeof trigger === 'string') return trigger;
  const known = JobTrigger.safeParse(trigger).data;
  if (known === undefined) return JSON.stringify(trigger).slice(0, SHOWN);
  return known['@type'] === 'OneShotTrigger' ? `Once, at ${known.runAt}` : cronWords(known.expression);
}

function cronWords(expression: string): string {
  try {
    return `${cronstrue.toString(expression, { use24HourTimeFormat: true })}, UTC (${expression})`;
  } catch {
    // The platform may take what the words for it are missing here.
    return `cron ${expression}, UTC`;
  }
}
