import { randomInt, randomUUID } from 'node:crypto';
import { formatDate } from './date-format.js';

/** What a function may know about the user it is evaluated for. */
export interface FunctionContext {
  /** From 1, within the load generator. */
  readonly threadNumber: number;
  /** From 1. */
  readonly iteration: number;
  readonly properties: Readonly<Record<string, string>>;
  setVariable(name: string, value: string): void;
}

/** A function as one place in the plan uses it: made once per place, so that `__counter` can count there. */
export type BoundFunction = (given: readonly string[], target: FunctionContext) => string;
type FunctionFactory = () => BoundFunction;

/** Longest text that one call makes: a test must not be able to fill the memory. */
const LONGEST = 1_000_000;

/** JMeter's functions that are evaluated here (JMeter user manual, functions); every other one stays literal text. */
const FUNCTIONS = new Map<string, FunctionFactory>([
  ['__UUID', () => () => randomUUID()],
  ['__time', () => ([format = '', variable = ''], target) => kept(time(format), variable, target)],
  ['__Random', () => ([low = '', high = '', variable = ''], target) => kept(random(low, high), variable, target)],
  ['__RandomString', () => ([length = '', characters = '', variable = ''], target) => kept(randomString(length, characters), variable, target)],
  ['__threadNum', () => (_given, target) => String(target.threadNumber)],
  ['__iterationNum', () => (_given, target) => String(target.iteration)],
  ['__counter', counter],
  ['__urlencode', () => ([text = '']) => encodeForm(text)],
  ['__urldecode', () => ([text = '']) => decodeForm(text)],
  ['__property', () => ([name = '', variable = '', fallback = ''], target) => kept(property(name, fallback, target), variable, target)],
  ['__P', () => ([name = '', fallback = '1'], target) => property(name, fallback, target)],
]);

export const functionNamed = (name: string): FunctionFactory | undefined => FUNCTIONS.get(name);

/** `encodeURIComponent` that does not throw on half a surrogate pair: a test's data may hold one. */
export function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}

/** Percent-encodes as a form does: `+` for a blank, only letters, digits and `*-._` left as they are (java.net.URLEncoder). */
export function encodeForm(text: string): string {
  return percentEncoded(text).replace(/%20|[!'()~]/g, (found) => (found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`));
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function kept(value: string, variable: string, target: FunctionContext): string {
  if (variable !== '') target.setVariable(variable, value);
  return value;
}

/** Epoch ms without a format; `/1000` divides them; else a SimpleDateFormat pattern, in UTC. */
function time(format: string): string {
  const now = Date.now();
  if (format === '') return String(now);
  const divisor = /^\/(\d+)$/.exec(format)?.[1];
  return divisor === undefined ? formatDate(format, now) : String(Math.floor(now / Math.max(1, Number(divisor))));
}

function random(low: string, high: string): string {
  const [from, to] = [Number.parseInt(low, 10), Number.parseInt(high, 10)];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) return low;
  return to - from < 2 ** 48 - 1 ? String(randomInt(from, to + 1)) : String(from + Math.floor(Math.random() * (to - from)));
}

function randomString(length: string, characters: string): string {
  const alphabet = [...(characters === '' ? 'abcdefghijklmnopqrstuvwxyz' : characters)];
  const count = Math.min(LONGEST, Math.max(0, Number.parseInt(length, 10) || 0));
  let text = '';
  for (let made = 0; made < count; made++) text += alphabet[Math.floor(Math.random() * alphabet.length)] ?? '';
  return text;
}

/** `__counter(TRUE)` counts per user, anything else for all; from 1, one count per place in the plan. */
function counter(): BoundFunction {
  let all = 0;
  const perUser = new WeakMap<FunctionContext, number>();
  return ([scope = '', variable = ''], target) => {
    if (scope.toUpperCase() !== 'TRUE') return kept(String(++all), variable, target);
    const next = (perUser.get(target) ?? 0) + 1;
    perUser.set(target, next);
    return kept(String(next), variable, target);
  };
}

function property(name: string, fallback: string, target: FunctionContext): string {
  return Object.hasOwn(target.properties, name) ? (target.properties[name] ?? fallback) : fallback;
}
