import { randomInt, randomUUID } from 'node:crypto';
import { kept, LONGEST_TEXT, plain, type BoundFunction, type FunctionContext, type FunctionFactory } from './function.js';

/** Numbers, random ones among them, and counters (JMeter user manual, functions). */
export const NUMBER_FUNCTIONS: readonly (readonly [string, FunctionFactory])[] = [
  ['__UUID', plain(() => randomUUID())],
  ['__Random', plain(([low = '', high = '', variable = ''], target) => kept(random(low, high), variable, target))],
  ['__RandomString', plain(([length = '', characters = '', variable = ''], target) => kept(randomString(length, characters), variable, target))],
  ['__counter', counter],
  ['__intSum', plain((given, target) => sum(given, target, (total) => BigInt.asIntN(32, total)))],
  ['__longSum', plain((given, target) => sum(given, target, (total) => BigInt.asIntN(64, total)))],
];

function random(low: string, high: string): string {
  const [from, to] = [Number.parseInt(low, 10), Number.parseInt(high, 10)];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) return low;
  return to - from < 2 ** 48 - 1 ? String(randomInt(from, to + 1)) : String(from + Math.floor(Math.random() * (to - from)));
}

function randomString(length: string, characters: string): string {
  const alphabet = [...(characters === '' ? 'abcdefghijklmnopqrstuvwxyz' : characters)];
  const count = Math.min(LONGEST_TEXT, Math.max(0, Number.parseInt(length, 10) || 0));
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

const WHOLE = /^[+-]?\d{1,40}$/;

/** Adds whole numbers; a last argument that is none names the variable. A summand that is none counts as nothing. */
function sum(given: readonly string[], target: FunctionContext, fitted: (total: bigint) => bigint): string {
  const last = given.at(-1) ?? '';
  const named = given.length > 1 && !WHOLE.test(last);
  const total = (named ? given.slice(0, -1) : given).reduce((all, text) => all + (WHOLE.test(text) ? BigInt(text.replace('+', '')) : 0n), 0n);
  return kept(String(fitted(total)), named ? last : '', target);
}
