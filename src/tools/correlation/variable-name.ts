import { AgentError } from '../../errors/agent-error.js';

/** The variable that stands for a rule of that name: `cart csrf` → `cart_csrf`. Throws AgentError where nothing of it can be used. */
export function variableFor(ruleName: string): string {
  const name = ruleName.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^_+|_+$/g, '');
  if (name === '') throw new AgentError(`No variable name can be made of the rule name ${JSON.stringify(ruleName)}.`, 'Pass variable.');
  return name;
}
