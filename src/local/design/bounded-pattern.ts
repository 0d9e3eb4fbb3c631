import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';

/** Longest a pattern may work on one text where only the backtracking engine knows it, ms. */
const BUDGET_MS = 50;

/** One match: the whole text, then the groups; '' for a group that took no part. */
export type Match = readonly string[];

/** A regular expression that cannot stall the process. Both methods throw a sentence when the budget is used up. */
export interface BoundedPattern {
  readonly groupCount: number;
  /** The first `limit` matches in order. */
  find(text: string, limit: number): Match[];
  /** Whether it matches anywhere in the text. */
  occursIn(text: string): boolean;
}

/**
 * Compiles a regular expression written for Java: in linear time where re2 knows it, else (look-around, back-references) in a
 * sandbox with a deadline. @throws Error with a sentence where neither can read it
 */
export function boundedPattern(source: string): BoundedPattern {
  let linear: RE2JS;
  try {
    linear = RE2JS.compile(source);
  } catch {
    return backtracking(source);
  }
  return { groupCount: linear.groupCount(), find: (text, limit) => linearMatches(linear, text, limit), occursIn: (text) => linear.matcher(text).find() };
}

function linearMatches(pattern: RE2JS, text: string, limit: number): Match[] {
  const matcher = pattern.matcher(text);
  const found: Match[] = [];
  while (found.length < limit && matcher.find()) {
    found.push(Array.from({ length: pattern.groupCount() + 1 }, (_, group) => matcher.group(group) ?? ''));
  }
  return found;
}

/** Java writes flags into the pattern, `(?i)…`; the native engine wants them beside it. */
function nativePattern(source: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  try {
    return new RegExp(source.slice(flags?.[0].length ?? 0), `g${[...new Set(flags?.[1] ?? '')].join('')}`);
  } catch (error) {
    throw new Error(`The regular expression cannot be read: ${error instanceof Error ? error.message : String(error)}. Correct it.`, { cause: error });
  }
}

const SEARCH = new Script(`(() => {
  const found = [];
  for (const match of text.matchAll(pattern)) { found.push(Array.from(match, (group) => group === undefined ? '' : group)); if (found.length >= limit) break; }
  return JSON.stringify(found);
})()`);

function backtracking(source: string): BoundedPattern {
  const pattern = nativePattern(source);
  const groupCount = (new RegExp(`${pattern.source}|`).exec('')?.length ?? 1) - 1;
  const find = (text: string, limit: number): Match[] => {
    const found: unknown = JSON.parse(String(withinBudget((): unknown => SEARCH.runInContext(createContext({ text, pattern, limit }), { timeout: BUDGET_MS }))));
    return found as Match[];
  };
  return { groupCount, find, occursIn: (text) => find(text, 1).length > 0 };
}

/** Whether a sandbox was stopped by its deadline. The error may belong to the sandbox: it is no `Error` of this side. */
function ranOutOfTime(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function withinBudget<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!ranOutOfTime(error)) throw error;
    throw new Error(`The regular expression was stopped after ${BUDGET_MS} ms: it backtracks too much on a recorded text. Make it more exact, without look-around or back-references.`, { cause: error });
  }
}

const CALL = new Script('work()');

/** Runs work that a hostile input could stretch (a JSONPath filter with a regular expression of its own) for at most `ms`. @throws Error when over */
export function boundedCall<T>(work: () => T, ms: number, sentence: string): T {
  let result: { value: T } | undefined;
  try {
    CALL.runInContext(createContext({ work: () => { result = { value: work() }; } }), { timeout: ms });
  } catch (error) {
    throw ranOutOfTime(error) ? new Error(sentence, { cause: error }) : error;
  }
  if (result === undefined) throw new Error(sentence);
  return result.value;
}

/**
 * Whether a regular expression can make a correlation rule: exactly one capturing group (behaviour.md §14.5, documented).
 * @returns undefined where it can, else a sentence saying what to change
 */
export function checkRegexRule(regex: string): string | undefined {
  if (regex.trim() === '') return 'The regular expression is empty. Give one with exactly one capturing group around the value, such as name="_csrf" value="([^"]+)".';
  try {
    const { groupCount } = boundedPattern(regex);
    if (groupCount === 1) return undefined;
    return groupCount === 0
      ? 'The regular expression has no capturing group. Put parentheses around the value to extract, such as token=([^&"]+).'
      : `The regular expression has ${groupCount} capturing groups, exactly one is allowed. Write the others as (?:…).`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
