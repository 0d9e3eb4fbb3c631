import type { Endpoint } from '../contract/endpoints.js';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import type { RestAnswer } from './octoperf-http.js';

const SENTENCE_MAX = 600;

/**
 * Turns a refused REST call into an error that helps. Business refusals carry a readable sentence, which is passed on
 * (octoperf-rest-api.md §1.4); bodies of 5xx answers are not.
 */
export function refusalOf({ status, text }: RestAnswer, method: Endpoint['method'], subject: string, whenRefused = 'Sign in again, then repeat the call.'): Error {
  const said = sentenceOf(text);
  if (status === 401) return new AgentError('OctoPerf no longer accepts your access token (expired, or the connector was revoked).', whenRefused, { retry: 'later' });
  if (status === 403) return new AgentError(said ?? `Your account may not do this on ${subject}.`, 'Call get_current_user to see your role on each workspace.', { retry: 'never' });
  if (status === 404) return new AgentError(said ?? `There is no ${subject}, or your account cannot see it.`, 'Read the id again from a list_* tool; ids are never built by hand.');
  if (status === 501) return new AgentError(said ?? 'This OctoPerf backend does not offer that.', '', { retry: 'never' });
  if (status === 429) return new OutageError(said ?? 'OctoPerf is receiving too many calls.', { next: 'Wait a few seconds first.' });
  if (status >= 400 && status < 500) return new AgentError(said ?? `OctoPerf refused the call on ${subject} (HTTP ${status}).`, '');
  if (status >= 300 && status < 400) return new OutageError('OctoPerf answered with a redirect, which is not followed: the token goes nowhere else.', { written: method === 'GET' ? 'nothing' : 'unknown', retry: 'never', next: 'Ask the operator to check octoperf.api-url.' });
  return new OutageError(`OctoPerf failed to answer (HTTP ${status}).`, { written: method === 'GET' ? 'nothing' : 'unknown' });
}

/** Markup anywhere, JSON of another shape, or the lines of a stack trace: written for a browser or a developer, not for an agent. */
const NO_SENTENCE = /^[<[{]|<(?:!doctype|html|head|body)\b|\n\s*at \S+\(/i;

/** The sentence in a refusal: `message` of Spring's problem shape, else plain text. HTML and dumps are not sentences. */
function sentenceOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const found = trimmed.startsWith('{') ? messageIn(trimmed) : trimmed;
  return found === undefined || found === '' || NO_SENTENCE.test(found) ? undefined : oneLine(found).slice(0, SENTENCE_MAX);
}

/** Line breaks, control characters, and what turns or hides text: with them a refusal that repeats a name could pose as words of somebody else. */
const NOT_IN_A_SENTENCE = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const oneLine = (text: string): string => text.replace(NOT_IN_A_SENTENCE, ' ').trim();

function messageIn(json: string): string | undefined {
  try {
    const { message, detail, error } = JSON.parse(json) as Record<string, unknown>;
    return [message, detail, error].find((value) => typeof value === 'string' && value !== '') as string | undefined;
  } catch {
    return undefined;
  }
}
