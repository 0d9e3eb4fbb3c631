import { search } from 'jmespath';
import { boundedCall } from '../../../patterns/bounded-call.js';

/** Longest a path may work on one answer: `[@,@]|[@,@]|…` doubles with each step. */
const BUDGET_MS = 500;

/**
 * Texts at a JMESPath: each member of a list is one, texts as they are, everything else as JSON (JMeter: JMESPath Extractor). Throws
 * an Error with a sentence where the path cannot be read.
 */
export function jmesValues(path: string, json: unknown): string[] {
  const shown = JSON.stringify(path.slice(0, 120));
  try {
    return boundedCall(() => {
      const found = search(json, path) as unknown;
      const list = found === null || found === undefined ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
      return list.flatMap((value) => (typeof value === 'string' ? [value] : [JSON.stringify(value)].filter((text) => typeof text === 'string')));
    }, BUDGET_MS, `The JMESPath ${shown} was stopped after ${BUDGET_MS} ms: it makes too much of this answer.`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The JMESPath')) throw error;
    throw new Error(`The JMESPath ${shown} cannot be evaluated: ${error instanceof Error ? error.message : String(error)}. Write it as jmespath.org describes.`, { cause: error });
  }
}
