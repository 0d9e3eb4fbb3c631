import { AgentError } from '../../../../errors/agent-error.js';

/** For what a verdict can do without: what a backend refuses is as good as not offered; an outage is passed on. */
export function refusedOnly(error: unknown): undefined {
  if (!(error instanceof AgentError)) throw error;
}
