import { argumentsAt, partedAt } from '../javascript/statements.js';
import { staticNumber } from '../javascript/static-text.js';
import type { Token } from '../javascript/tokens.js';

/** A pause in ms, between two bounds. */
export interface Pause { readonly minMs: number; readonly maxMs: number }

const LONGEST_MS = 24 * 60 * 60 * 1000;
const milliseconds = (seconds: number): number => Math.min(LONGEST_MS, Math.max(0, Math.round(seconds * 1000)));
const pause = (low: number, high: number): Pause => ({ minMs: milliseconds(Math.min(low, high)), maxMs: milliseconds(Math.max(low, high)) });

/** A product with `Math.random()` in it, such as `Math.random() * 3`: its other factor. */
function randomFactor(tokens: readonly Token[]): number | undefined {
  const factors = partedAt(tokens, '*').map((factor) => (factor.map((token) => token.text).join('') === 'Math.random()' ? 'random' : staticNumber(factor)));
  if (!factors.includes('random') || factors.length > 2) return undefined;
  if (factors.length === 1) return 1;
  const other = factors.find((factor) => factor !== 'random');
  return typeof other === 'number' ? other : undefined;
}

/**
 * The pause of `sleep(…)`, whose argument is in seconds: a number, `Math.random() * n`, `a + Math.random() * n` or
 * `randomIntBetween(a, b)`. @returns undefined where it takes running the script to know
 */
export function pauseOf(tokens: readonly Token[], roleOf: (name: string) => string | undefined): Pause | undefined {
  const number = staticNumber(tokens);
  if (number !== undefined) return pause(number, number);
  const [name] = tokens;
  if (name?.kind === 'word' && roleOf(name.text) === 'randomIntBetween' && tokens[1]?.text === '(') {
    const { given, end } = argumentsAt(tokens, 1);
    const bounds = given.map(staticNumber);
    const [low, high] = bounds;
    return end === tokens.length && bounds.length === 2 && low !== undefined && high !== undefined ? pause(low, high) : undefined;
  }
  const terms = partedAt(tokens, '+');
  const random = terms.map(randomFactor).find((factor) => factor !== undefined);
  const fixed = terms.map(staticNumber).filter((term) => term !== undefined);
  if (random === undefined || fixed.length !== terms.length - 1) return undefined;
  const least = fixed.reduce((sum, term) => sum + term, 0);
  return pause(least, least + random);
}
