import { FunctionExpressionType, JSONPathEnvironment, type FilterFunction, type JSONPathQuery, type JSONValue } from 'json-p3';
import { boundedCall } from '../../../patterns/bounded-call.js';
import { safePattern } from '../../../patterns/safe-pattern.js';

/** Longest a path may work on one answer: filters within filters, and lists of selectors, take powers of its size. */
const BUDGET_MS = 500;
/** Names, indexes and wildcards, and one `..` at most: such a path visits no value twice, so it needs no deadline. */
const PLAIN = /^[^,?:(.]*(?:\.(?!\.)[^,?:(.]*)*(?:\.\.[^,?:(.]*(?:\.(?!\.)[^,?:(.]*)*)?$/;
const CACHE_SIZE = 500;
const compiled = new Map<string, JSONPathQuery>();

/** RFC 9535 with its two regular-expression functions on patterns that cannot stall: the library would run them natively. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 200 });
environment.functionRegister.set('match', patternFunction((text, pattern) => safePattern(pattern).matchesWhole(text)));
environment.functionRegister.set('search', patternFunction((text, pattern) => safePattern(pattern).find(text, 1).length > 0));

function patternFunction(test: (text: string, pattern: string) => boolean): FilterFunction {
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown) => typeof text === 'string' && typeof pattern === 'string' && test(text, pattern),
  };
}

/** Values at a JSONPath; a path without `$` starts at the root, as JMeter's library reads it. Throws an Error with a sentence. */
export function jsonValues(path: string, json: unknown): unknown[] {
  const compiledPath = query(path);
  const shown = JSON.stringify(path.slice(0, 120));
  const read = (): unknown[] => compiledPath.query(json as JSONValue).values();
  try {
    return PLAIN.test(path) ? read() : boundedCall(read, BUDGET_MS, `The JSONPath ${shown} was stopped after ${BUDGET_MS} ms: it takes too long on this answer.`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The JSONPath')) throw error;
    throw new Error(`The JSONPath ${shown} cannot be evaluated on this answer: ${error instanceof Error ? error.message : String(error)}. Make it more exact.`, { cause: error });
  }
}

function query(path: string): JSONPathQuery {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  try {
    const made = environment.compile(rooted(path.trim()));
    if (compiled.size >= CACHE_SIZE) compiled.delete(compiled.keys().next().value ?? '');
    compiled.set(path, made);
    return made;
  } catch (error) {
    throw new Error(`The JSONPath ${JSON.stringify(path.slice(0, 120))} cannot be read: ${error instanceof Error ? error.message : String(error)}. Write it as RFC 9535 describes.`, { cause: error });
  }
}

const rooted = (path: string): string => (path.startsWith('$') ? path : path.startsWith('[') ? `$${path}` : `$.${path}`);
