import { safePattern } from '../../../patterns/safe-pattern.js';

/** What an expression works with. No object ever: nothing of the engine can be reached from an expression. */
export type Value = string | number | boolean | null;

/** Whose rules of comparison and arithmetic hold: Groovy's, Apache JEXL's (`__jexl3`) or JavaScript's. */
export type Dialect = 'groovy' | 'jexl' | 'javascript';

/** An expression, or a text with one in it, that is not among what is evaluated here. The message says what was met. */
export class NotEvaluated extends Error {
  override readonly name = 'NotEvaluated';
}

/** Longest text an expression may make: it must not be able to fill the memory. */
const LONGEST = 1_000_000;

/** Whether a value counts as true: Groovy and JavaScript take empty text as false, JEXL also the text `false`. */
export function truthy(value: Value, dialect: Dialect): boolean {
  return dialect === 'jexl' && value === 'false' ? false : Boolean(value);
}

export function asText(value: Value): string {
  return String(value);
}

export function asNumber(value: Value): number {
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value ?? NaN);
  if (Number.isNaN(number)) throw new NotEvaluated(`${JSON.stringify(value)} is not a number`);
  return number;
}

const isNumeric = (value: Value): boolean => typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)));

/** `a + b`: text where one of them is text, else the sum. */
export function plus(left: Value, right: Value): Value {
  if (typeof left !== 'string' && typeof right !== 'string') return asNumber(left) + asNumber(right);
  const text = asText(left) + asText(right);
  if (text.length > LONGEST) throw new NotEvaluated(`a text of more than ${LONGEST} characters`);
  return text;
}

/** `-`, `*`, `/` and `%`; JEXL divides whole numbers to whole numbers, the others do not. */
export function arithmetic(left: Value, sign: string, right: Value, dialect: Dialect): number {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (sign === '-') return a - b;
  if (sign === '*') return a * b;
  if (b === 0 && dialect !== 'javascript') throw new NotEvaluated('a division by zero');
  if (sign === '%') return a % b;
  return dialect === 'jexl' && Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
}

/** `==`: Groovy compares what is of one kind, JEXL and JavaScript turn text into numbers beside a number. */
export function same(left: Value, right: Value, dialect: Dialect): boolean {
  if (typeof left === typeof right || left === null || right === null) return left === right;
  if (dialect === 'groovy') return false;
  if (typeof left === 'boolean' || typeof right === 'boolean') return dialect === 'jexl' ? truthy(left, dialect) === truthy(right, dialect) : Number(left) === Number(right);
  return isNumeric(left) && isNumeric(right) ? Number(left) === Number(right) : dialect === 'jexl' && asText(left) === asText(right);
}

/** `<`, `<=`, `>`, `>=`: texts by their characters, else numbers; Groovy refuses to compare a text with a number. */
export function ordered(left: Value, sign: string, right: Value, dialect: Dialect): boolean {
  const texts = typeof left === 'string' && typeof right === 'string';
  if (!texts && dialect === 'groovy' && (typeof left === 'string' || typeof right === 'string')) throw new NotEvaluated(`a comparison of a text with a number (${JSON.stringify(left)} ${sign} ${JSON.stringify(right)}): write .toInteger() behind the text`);
  const [a, b] = texts ? [left, right] : dialect === 'javascript' ? [Number(left), Number(right)] : [asNumber(left), asNumber(right)];
  switch (sign) {
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    default: return a >= b;
  }
}

/** `text =~ pattern` (anywhere) and `text ==~ pattern` (the whole text); JEXL's `=~` wants the whole text, too. */
export function matched(text: Value, sign: string, pattern: Value, dialect: Dialect): boolean {
  const compiled = safePattern(asText(pattern));
  return sign === '==~' || dialect === 'jexl' ? compiled.matchesWhole(asText(text)) : compiled.occursIn(asText(text));
}
