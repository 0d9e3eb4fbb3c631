import { RE2JS } from 're2js';
import { createContext, Script } from 'node:vm';
import { boundedCall, ranOutOfTime } from './bounded-call.js';

/** One match: the whole text at 0, then the groups; a group that took no part is undefined. */
export type Groups = readonly (string | undefined)[];

/** A regular expression that cannot stall the process, whatever pattern and text it is given. Its methods throw a sentence when they had to be stopped. */
export interface SafePattern {
  readonly groupCount: number;
  /** Matches in order, at most `limit` of them. */
  find(text: string, limit: number): Groups[];
  /** Whether the whole text matches. */
  matchesWhole(text: string): boolean;
  /** Whether it matches anywhere in the text. */
  occursIn(text: string): boolean;
}

/** Longest a pattern may work on one text where it had to be run by the backtracking engine. */
const BUDGET_MS = 50;
/** Longest the linear engine may search one long text: finding every match of a pattern that looks far ahead takes the square of its length. */
const LINEAR_BUDGET_MS = 500;
/** Below this a search is over before a deadline would be set up. */
const LONG_TEXT = 10_000;
const CACHE_SIZE = 500;
const compiled = new Map<string, SafePattern>();

/**
 * Compiles a Java/JMeter regular expression: in linear time where re2 knows the pattern; look-around and back-references run in
 * the native engine inside a sandbox with a deadline. Throws an Error with a sentence when neither knows it.
 */
export function safePattern(source: string): SafePattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const made = compile(source);
  if (compiled.size >= CACHE_SIZE) compiled.delete(compiled.keys().next().value ?? '');
  compiled.set(source, made);
  return made;
}

function compile(source: string): SafePattern {
  try {
    return new LinearPattern(RE2JS.compile(source), source);
  } catch {
    return new BudgetedPattern(source);
  }
}

class LinearPattern implements SafePattern {
  readonly groupCount: number;

  constructor(private readonly pattern: RE2JS, private readonly source: string) { this.groupCount = pattern.groupCount(); }

  find(text: string, limit: number): Groups[] {
    return this.timed(text, () => this.matches(text, limit));
  }

  matchesWhole(text: string): boolean {
    return this.timed(text, () => this.pattern.matches(text));
  }

  occursIn(text: string): boolean {
    return this.timed(text, () => this.pattern.matcher(text).find());
  }

  private timed<T>(text: string, search: () => T): T {
    if (text.length < LONG_TEXT) return search();
    return boundedCall(search, LINEAR_BUDGET_MS, `The regular expression ${JSON.stringify(shortened(this.source))} was stopped after ${LINEAR_BUDGET_MS} ms: it looks too far ahead on this text. Make it more exact, e.g. [^"]+ in the place of .+.`);
  }

  private matches(text: string, limit: number): Groups[] {
    const matcher = this.pattern.matcher(text);
    const found: Groups[] = [];
    while (found.length < limit && matcher.find()) {
      const match: (string | undefined)[] = [];
      for (let group = 0; group <= this.groupCount; group++) match.push(matcher.group(group) ?? undefined);
      found.push(match);
    }
    return found;
  }
}

class BudgetedPattern implements SafePattern {
  private static readonly sandbox = createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
  private static readonly finder = new Script(`(() => {
    const found = [];
    for (const match of text.matchAll(pattern)) { found.push([...match]); if (found.length >= limit) break; }
    return JSON.stringify(found);
  })()`);
  readonly groupCount: number;
  private readonly search: RegExp;
  private readonly whole: RegExp;

  constructor(private readonly source: string) {
    try {
      const { body, flags } = javaFlags(source);
      this.search = new RegExp(body, `g${flags}`);
      this.whole = new RegExp(`^(?:${body})$`, `g${flags}`);
      this.groupCount = (new RegExp(`${body}|`).exec('')?.length ?? 1) - 1;
    } catch (error) {
      throw unreadable(source, error);
    }
  }

  find(text: string, limit: number): Groups[] {
    return this.run(this.search, text, limit).map((match) => match.map((group) => group ?? undefined));
  }

  matchesWhole(text: string): boolean {
    return this.run(this.whole, text, 1).length > 0;
  }

  occursIn(text: string): boolean {
    return this.run(this.search, text, 1).length > 0;
  }

  private run(pattern: RegExp, text: string, limit: number): (string | null)[][] {
    Object.assign(BudgetedPattern.sandbox, { pattern, text, limit });
    const find = (): (string | null)[][] => JSON.parse(String(BudgetedPattern.finder.runInContext(BudgetedPattern.sandbox, { timeout: BUDGET_MS }))) as (string | null)[][];
    try {
      return twice(find);
    } catch (error) {
      if (!ranOutOfTime(error)) throw unreadable(this.source, error);
      throw new Error(`The regular expression ${JSON.stringify(shortened(this.source))} was stopped after ${BUDGET_MS} ms: it backtracks too much on this text. Make it more exact, without look-around or back-references if possible.`, { cause: error });
    } finally {
      Object.assign(BudgetedPattern.sandbox, { pattern: undefined, text: undefined });
    }
  }
}

/** Again where the deadline stopped it: the clock went on while a busy machine did something else. */
function twice<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!ranOutOfTime(error)) throw error;
    return work();
  }
}

/** The native engine compiles on first use, and inside the sandbox its error is of another realm. */
function unreadable(source: string, error: unknown): Error {
  const why = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return new Error(`The regular expression ${JSON.stringify(shortened(source))} cannot be read: ${why.length > 300 ? `${why.slice(0, 100)}...${why.slice(-100)}` : why}. Correct it.`, { cause: error });
}

/** Flags that Java writes inside the pattern, `(?is)…`, as the native engine wants them. */
function javaFlags(source: string): { body: string; flags: string } {
  const leading = /^\(\?([imsu]+)\)/.exec(source);
  const flags = [...new Set(leading?.[1] ?? '')].filter((flag) => flag !== 'u').join('');
  return { body: leading === null ? source : source.slice(leading[0].length), flags };
}

const shortened = (source: string): string => (source.length > 80 ? `${source.slice(0, 77)}...` : source);
