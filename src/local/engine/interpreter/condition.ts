import { readExpression } from './expression/expression.js';
import type { ExpressionScope } from './expression/methods.js';
import { truthy } from './expression/value.js';

/**
 * Evaluates the old JavaScript form of an If condition (entities.md §3.4: `"${x}" == "y"`, `${n} < 10 && …`) without running any
 * JavaScript. Throws an Error that says what was met and how to write it.
 */
export function evaluateCondition(text: string, scope: ExpressionScope): boolean {
  try {
    return truthy(readExpression(text, 'javascript')(scope), 'javascript');
  } catch (error) {
    throw new Error(unreadable(text, error), { cause: error });
  }
}

/** The sentence for a condition that this engine does not read. */
export function unreadable(text: string, error: unknown): string {
  return `The condition ${JSON.stringify(text.slice(0, 120))} cannot be evaluated by the local engine (stopped at ${error instanceof Error ? error.message : String(error)}). Write comparisons of quoted texts and numbers joined by && and ||, or set useExpression with a text that renders to true.`;
}
