import { safePattern } from '../../../patterns/safe-pattern.js';
import { asNumber, asText, NotEvaluated, type Value } from './value.js';

/** What an expression may ask of the world: variables, properties, who runs it and what came back last. */
export interface ExpressionScope {
  readonly threadNumber: number;
  readonly iteration: number;
  readonly variables: ReadonlyMap<string, string>;
  setVariable(name: string, value: string): void;
  property(name: string): string | undefined;
  setProperty(name: string, value: string): void;
  /** The last answer; undefined where there is none. */
  readonly previous: { readonly text: string; readonly headersText: string; readonly url: string; readonly reply: { readonly code: number; readonly reason: string } } | undefined;
  readonly lastSampleOk: boolean;
}

type Method = (given: readonly Value[], scope: ExpressionScope) => Value;

const text = (given: readonly Value[], at: number): string => asText(given[at] ?? null);
const whole = (given: readonly Value[], at: number): number => Math.trunc(asNumber(given[at] ?? null));

/** The variable in which JMeter keeps whether the last sample was OK. */
export const LAST_SAMPLE_OK = 'JMeterThread.last_sample_ok';

export const variable = (name: string, scope: ExpressionScope): Value => scope.variables.get(name) ?? (name === LAST_SAMPLE_OK ? String(scope.lastSampleOk) : null);

/** Methods of the objects that JMeter binds (user manual, functions: `vars`, `props`, `ctx`, `prev`) and Java's static ones. */
const OBJECTS: { readonly [object: string]: { readonly [method: string]: Method } } = {
  vars: {
    get: (given, scope) => variable(text(given, 0), scope),
    put: (given, scope) => { scope.setVariable(text(given, 0), text(given, 1)); return null; },
  },
  props: {
    get: (given, scope) => scope.property(text(given, 0)) ?? null,
    getProperty: (given, scope) => scope.property(text(given, 0)) ?? (given.length > 1 ? text(given, 1) : null),
    put: (given, scope) => { scope.setProperty(text(given, 0), text(given, 1)); return null; },
  },
  ctx: { getThreadNum: (_given, scope) => scope.threadNumber - 1 },
  prev: {
    getResponseCode: (_given, scope) => (scope.previous === undefined ? null : String(scope.previous.reply.code)),
    getResponseMessage: (_given, scope) => scope.previous?.reply.reason ?? null,
    getResponseDataAsString: (_given, scope) => scope.previous?.text ?? null,
    getResponseHeaders: (_given, scope) => scope.previous?.headersText ?? null,
    getUrlAsString: (_given, scope) => scope.previous?.url ?? null,
    isSuccessful: (_given, scope) => scope.lastSampleOk,
  },
  Math: {
    abs: (given) => Math.abs(asNumber(given[0] ?? null)), floor: (given) => Math.floor(asNumber(given[0] ?? null)), ceil: (given) => Math.ceil(asNumber(given[0] ?? null)),
    round: (given) => Math.round(asNumber(given[0] ?? null)), min: (given) => Math.min(...given.map(asNumber)), max: (given) => Math.max(...given.map(asNumber)),
  },
  Integer: { parseInt: (given) => toWhole(given[0] ?? null), valueOf: (given: readonly Value[]) => toWhole(given[0] ?? null) },
  Long: { parseLong: (given) => toWhole(given[0] ?? null), valueOf: (given: readonly Value[]) => toWhole(given[0] ?? null) },
  Double: { parseDouble: (given) => asNumber(given[0] ?? null), valueOf: (given: readonly Value[]) => asNumber(given[0] ?? null) },
  Float: { parseFloat: (given) => asNumber(given[0] ?? null), valueOf: (given: readonly Value[]) => asNumber(given[0] ?? null) },
  Boolean: { parseBoolean: (given) => text(given, 0).toLowerCase() === 'true', valueOf: (given: readonly Value[]) => text(given, 0).toLowerCase() === 'true' },
  String: { valueOf: (given: readonly Value[]) => text(given, 0) },
};

type TextMethod = (self: string, given: readonly Value[]) => Value;

/** Methods of java.lang.String and those that Groovy adds to it. */
const OF_TEXT: { readonly [method: string]: TextMethod } = {
  equals: (self, given) => self === given[0],
  equalsIgnoreCase: (self, given) => self.toLowerCase() === text(given, 0).toLowerCase(),
  compareTo: (self, given) => (self === text(given, 0) ? 0 : self < text(given, 0) ? -1 : 1),
  contains: (self, given) => self.includes(text(given, 0)),
  includes: (self, given) => self.includes(text(given, 0)),
  startsWith: (self, given) => self.startsWith(text(given, 0)),
  endsWith: (self, given) => self.endsWith(text(given, 0)),
  matches: (self, given) => safePattern(text(given, 0)).matchesWhole(self),
  isEmpty: (self) => self === '',
  isBlank: (self) => self.trim() === '',
  length: (self) => self.length,
  size: (self) => self.length,
  indexOf: (self, given) => self.indexOf(text(given, 0)),
  lastIndexOf: (self, given) => self.lastIndexOf(text(given, 0)),
  substring: (self, given) => part(self, whole(given, 0), given.length > 1 ? whole(given, 1) : self.length),
  charAt: (self, given) => self.charAt(whole(given, 0)),
  replace: (self, given) => replaced(self, text(given, 0), text(given, 1)),
  concat: (self, given) => self + text(given, 0),
  trim: (self) => self.trim(),
  toLowerCase: (self) => self.toLowerCase(),
  toUpperCase: (self) => self.toUpperCase(),
  toString: (self: string) => self,
  toInteger: (self) => toWhole(self),
  toLong: (self) => toWhole(self),
  toDouble: (self) => asNumber(self),
  toFloat: (self) => asNumber(self),
  toBigDecimal: (self) => asNumber(self),
  toBoolean: (self) => ['true', 'y', '1'].includes(self.trim().toLowerCase()),
  isNumber: (self) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(self.trim()),
  isInteger: (self) => /^[+-]?\d+$/.test(self.trim()),
};

const OF_NUMBER: Readonly<Record<string, (self: number, given: readonly Value[]) => Value>> = {
  toString: (self: number) => String(self), equals: (self, given) => self === given[0],
  intValue: (self) => Math.trunc(self), longValue: (self) => Math.trunc(self), doubleValue: (self) => self, toInteger: (self) => Math.trunc(self), toLong: (self) => Math.trunc(self), toDouble: (self) => self,
};

/** A method of one of the objects above; undefined = not among what is evaluated. */
export function methodOfObject(object: string, method: string): Method | undefined {
  const methods = Object.hasOwn(OBJECTS, object) ? OBJECTS[object] : undefined;
  return methods !== undefined && Object.hasOwn(methods, method) ? methods[method] : undefined;
}

export const isObject = (name: string): boolean => Object.hasOwn(OBJECTS, name);
/** Whether any kind of value has the method: known before it is run. */
export const isMethod = (name: string): boolean => Object.hasOwn(OF_TEXT, name) || Object.hasOwn(OF_NUMBER, name);

/** Calls a method of a value. Throws NotEvaluated where the value has none of this name, as Java would. */
export function callOn(self: Value, method: string, given: readonly Value[]): Value {
  if (typeof self === 'string' && Object.hasOwn(OF_TEXT, method)) return OF_TEXT[method]?.(self, given) ?? null;
  if (typeof self === 'number' && Object.hasOwn(OF_NUMBER, method)) return OF_NUMBER[method]?.(self, given) ?? null;
  if (typeof self === 'boolean' && method === 'toString') return String(self);
  if (typeof self === 'boolean' && method === 'equals') return self === given[0];
  throw new NotEvaluated(self === null ? `.${method}() of nothing (a variable that is not set)` : `.${method}() of a ${typeof self}`);
}

/** A value as a whole number: its text must be one, as Integer.parseInt wants it. */
export function toWhole(value: Value): number {
  if (typeof value === 'number') return Math.trunc(value);
  const digits = asText(value).trim();
  if (!/^[+-]?\d{1,18}$/.test(digits)) throw new NotEvaluated(`${JSON.stringify(value)} is not a whole number`);
  return Number(digits);
}

function replaced(self: string, from: string, to: string): string {
  if ((self.length + 1) * (to.length + 1) > 50_000_000) throw new NotEvaluated('a replacement in a text that is too long');
  return self.replaceAll(from, () => to);
}

function part(self: string, from: number, to: number): string {
  if (from < 0 || to > self.length || from > to) throw new NotEvaluated(`substring(${from}, ${to}) of a text of ${self.length} characters`);
  return self.slice(from, to);
}
