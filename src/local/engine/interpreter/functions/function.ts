import type { ExpressionScope } from '../expression/methods.js';

/** What a function may know about the user it is evaluated for. */
export interface FunctionContext extends ExpressionScope {
  readonly threadName: string;
  /** The same object for all users of one run. */
  readonly run: object;
  /** Name of the request that is being made, '' = none yet. */
  readonly samplerName: string;
  /** Text of a file of the project by its name there; `encoding` '' = UTF-8. Throws an Error with a sentence. */
  fileText(filename: string, encoding: string): string;
}

/** Where in the plan a function stands: made once per place, so that `__counter` can count there. */
export interface FunctionPlace {
  /** The arguments that hold no variable and no function; undefined where one does. */
  readonly constants: readonly (string | undefined)[];
  /** Reads a text as a template of its own (`__eval`). */
  evaluate(text: string, target: FunctionContext): string;
}

/** A function as one place in the plan uses it. Throws NotEvaluated where it cannot say what JMeter would: the reference then stays as written. */
export type BoundFunction = (given: readonly string[], target: FunctionContext) => string;
export type FunctionFactory = (place: FunctionPlace) => BoundFunction;

/** Longest text that one call makes: a test must not be able to fill the memory. */
export const LONGEST_TEXT = 1_000_000;

/** The value, also set as a variable where the call names one. */
export function kept(value: string, variable: string, target: FunctionContext): string {
  if (variable !== '') target.setVariable(variable, value);
  return value;
}

/** Functions without a memory of their own. */
export const plain = (call: BoundFunction): FunctionFactory => () => call;
