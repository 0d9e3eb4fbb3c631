import { z } from 'zod';
import { CorrelationsTaskResult } from '../../contract/task.js';

/** Most action ids shown per rule and kind, and most rules shown. */
const ACTIONS = 20;
const RULES = 100;

const actionIds = z.array(z.string()).describe(`At most ${ACTIONS}.`);

/** What applying the rules did, so that the next rule can be written: counts, and where each rule matched. */
export const CorrelationOutcome = z.object({
  extractorsAdded: z.int(),
  injectionsMade: z.int(),
  rules: z.array(z.object({ ruleId: z.string(), name: z.string(), matched: z.int(), injected: z.int(), matchedActionIds: actionIds, injectedActionIds: actionIds })),
  omitted: z.string().optional(),
});

export function correlationOutcome({ extractorsAdded, injectionsMade, rules }: CorrelationsTaskResult): z.input<typeof CorrelationOutcome> {
  const more = rules.length - RULES;
  return {
    extractorsAdded, injectionsMade,
    rules: rules.slice(0, RULES).map(({ ruleId, name, matchedActionIds, injectedActionIds }) => ({
      ruleId, name,
      matched: matchedActionIds.length, injected: injectedActionIds.length,
      matchedActionIds: matchedActionIds.slice(0, ACTIONS), injectedActionIds: injectedActionIds.slice(0, ACTIONS),
    })),
    ...(more > 0 ? { omitted: `${more} more rules` } : {}),
  };
}

/** The outcome in a sentence, with what to do about rules that did nothing. */
export function correlationSentence({ extractorsAdded, injectionsMade, rules }: CorrelationsTaskResult): string {
  const idle = rules.filter(({ matchedActionIds, injectedActionIds }) => matchedActionIds.length === 0 || injectedActionIds.length === 0).map(({ name }) => name);
  const advice = idle.length === 0 ? '' : ` Without effect: ${idle.slice(0, 10).join(', ')}${idle.length > 10 ? ` and ${idle.length - 10} more` : ''}; check their regex against the recorded responses and their injection targets against the recorded requests.`;
  return `${extractorsAdded} extractors added, ${injectionsMade} injections made.${rules.length === 0 ? ' The project has no enabled rule: call create_correlation_rule first.' : advice}`;
}
