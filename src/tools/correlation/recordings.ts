import type { ActionNode } from '../../contract/actions.js';
import type { HttpResponseEntity } from '../../contract/http-exchange.js';
import { ValidationDetail } from '../../contract/validation.js';
import { AgentError } from '../../errors/agent-error.js';
import { OutageError } from '../../errors/outage-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { inParallel } from '../vocabulary/in-parallel.js';
import type { RecordedStep } from './suggestions/recorded-steps.js';

/** Characters of recorded bodies that are looked at in all: beyond, the search would hold up other callers. */
const CHARACTERS = 8_000_000;

/** What was recorded for each request, in their order; requests added by hand have nothing. */
export async function recordingsOf(octoperf: OctoperfClient, virtualUserId: string, requests: readonly ActionNode[]): Promise<{ steps: RecordedStep[]; skipped: number }> {
  let left = CHARACTERS;
  let skipped = 0;
  const steps = await inParallel(requests, async (node) => {
    const response = await recordedResponse(octoperf, virtualUserId, node.id);
    const size = response?.body.length ?? 0;
    if (size > left) skipped += 1;
    left -= Math.min(size, left);
    return { node, response: size > 0 && left === 0 && response !== undefined ? { ...response, body: '' } : response };
  });
  return { steps, skipped };
}

/** The recorded response of one action; undefined where there is none, or where one alone cannot be read. Throws when OctoPerf is away. */
async function recordedResponse(octoperf: OctoperfClient, virtualUserId: string, actionId: string): Promise<HttpResponseEntity | undefined> {
  try {
    return (await octoperf.call('validationDetail', ValidationDetail, { virtualUserId, actionId })).recordedResponse ?? undefined;
  } catch (error) {
    if (error instanceof AgentError || (error instanceof OutageError && error.advice.retry === 'never')) return undefined;
    throw error;
  }
}
