import { z } from 'zod';
import { ReportItemValidation } from '../../../contract/report-values.js';
import { AgentError } from '../../../errors/agent-error.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { inParallel } from '../../vocabulary/in-parallel.js';

const ITEMS_SHOWN = 5;
const VIOLATIONS_SHOWN = 5;
const NOT_CHECKED = 'This OctoPerf offers no check of metrics: read the values of what you changed once, to see that it can be shown.';
const Items = z.object({ items: z.array(z.looseObject({ '@type': z.string(), name: z.string().default(''), metrics: z.array(z.unknown()).optional() })).default([]) });

/**
 * Lets the backend check the metrics of every item that a patch changed or added (behaviour.md §6.7, documented). Throws AgentError
 * with the violations. @returns a warning where the backend, of another version, does not offer the check.
 */
export async function checkedItems(octoperf: OctoperfClient, before: object, after: object): Promise<string[]> {
  const known = new Set(Items.parse(before).items.map((item) => JSON.stringify(item)));
  const changed = Items.parse(after).items.filter((item) => item.metrics !== undefined && !known.has(JSON.stringify(item)));
  const checks = await inParallel(changed, (item) => octoperf.offered('validateReportItem', ReportItemValidation, {}, { body: item }));
  const faults = changed.flatMap((item, index) => {
    const check = checks[index];
    return check === undefined || check.valid ? [] : [`"${item.name}" (${item['@type']}): ${check.violations.slice(0, VIOLATIONS_SHOWN).join('; ') || 'not valid'}`];
  });
  if (faults.length === 0) return changed.length > 0 && checks.includes(undefined) ? [NOT_CHECKED] : [];
  const more = faults.length > ITEMS_SHOWN ? `; and ${faults.length - ITEMS_SHOWN} more items` : '';
  throw new AgentError(`The patch makes items that cannot be shown: ${faults.slice(0, ITEMS_SHOWN).join('; ')}${more}.`, 'Read octoperf://skills/report-item-editing, then send the whole patch again.');
}
