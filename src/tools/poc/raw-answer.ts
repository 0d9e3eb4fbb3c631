import { z } from 'zod';
import type { EndpointName, ParametersOf } from '../../contract/endpoints.js';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/** Longest REST body that is passed on, in characters: it would fill a conversation. */
const BODY_MAX = 400_000;

/** What the proof of concept answers: a word for what was done, and the REST body as it came (contract tools.yaml, `poc`). */
export const RawAnswer = z.object({ status: z.string(), response: z.string().describe('The REST answer, as text.') });

/** The body of an answer as it came. Throws what the client throws, and AgentError where the body is too long to pass on. */
export async function rawBody<N extends EndpointName>(octoperf: OctoperfClient, name: N, values: ParametersOf<N>, options: { body?: unknown; idempotencyKey?: string | undefined } = {}): Promise<string> {
  const body = (await octoperf.text(name, values, options)) ?? '';
  if (body.length <= BODY_MAX) return body;
  throw new AgentError(`OctoPerf answered ${body.length} characters, more than a conversation can hold.`, 'Use the tools of this server that answer listings: the operator adds their areas to mcp.areas.', { retry: 'never', written: options.body === undefined ? 'nothing' : 'unknown' });
}
