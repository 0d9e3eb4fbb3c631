import { z } from 'zod';
import { NAME_MAX } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';

/** A variable to be written `${name}`: two leading underscores would clash with JMeter's functions (behaviour.md §12.6, documented). */
export const VariableName = z.string().max(NAME_MAX).regex(/^(?!__)[\p{L}\p{N}_.-]+$/u, 'must be letters, digits, _ . or - and must not start with two underscores');

/** The variable that stands for a rule of that name: `cart csrf` → `cart_csrf`. Throws AgentError where nothing of it can be used. */
export function variableFor(ruleName: string): string {
  const name = ruleName.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^_+|_+$/g, '');
  if (name === '') throw new AgentError(`No variable name can be made of the rule name ${JSON.stringify(ruleName)}.`, 'Pass variable.');
  return name;
}
