import { boundedCall } from '../../../patterns/bounded-call.js';
import type { ExchangeView } from '../../http/exchange-view.js';

/** Longest a selector may work on one page: `:has` in `:has` takes powers of its size. */
const BUDGET_MS = 500;

/**
 * Texts of the elements that a selector finds, or of one of their attributes ('' where an element lacks it). Throws an Error with a
 * sentence where the selector cannot be read, or takes too long on this page.
 */
export function cssValues(view: ExchangeView, selector: string, { attribute, limit }: { attribute: string; limit: number }): string[] {
  const page = view.document;
  const shown = JSON.stringify(selector.slice(0, 120));
  try {
    return boundedCall(() => page(selector).toArray().slice(0, limit).map((element) => (attribute === '' ? page(element).text() : (page(element).attr(attribute) ?? ''))), BUDGET_MS, `The CSS selector ${shown} was stopped after ${BUDGET_MS} ms: it takes too long on this answer.`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The CSS selector')) throw error;
    throw new Error(`The CSS selector ${shown} cannot be read: ${error instanceof Error ? error.message : String(error)}. Correct it.`, { cause: error });
  }
}
