import { AgentError } from '../../../errors/agent-error.js';
import { from, to } from '../../vocabulary/ids.js';

/** Parameters that narrow a reading to a part of a finished run. */
export const window = { from, to };

interface Window { readonly from?: number | undefined; readonly to?: number | undefined }

/** The window as the REST API takes it, epoch ms. Refuses an empty one. */
export function windowQuery({ from: start, to: end }: Window): { from: number | undefined; to: number | undefined } {
  if (start !== undefined && end !== undefined && start >= end) throw new AgentError(`The window from ${start} to ${end} is empty.`, 'Give a from before to, both in epoch milliseconds, or leave them out for the whole run.');
  return { from: start, to: end };
}
