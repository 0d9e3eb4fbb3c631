import { argumentsAt, closingOf, partedAt, reads } from './statements.js';
import { staticNumber, staticText, type TextOfName } from './static-text.js';
import type { Token } from './tokens.js';

const DEEPEST = 50;

/** What a name stands for as an expression: object literals are looked up when they are used. */
export interface NameLookup { readonly text: TextOfName; tokens(name: string): readonly Token[] | undefined }

/** The entries of an object literal; undefined where it is none or holds what cannot be read (spread, methods, computed names). */
export function entriesOf(tokens: readonly Token[]): { key: string; value: Token[] }[] | undefined {
  if (tokens[0]?.text !== '{' || closingOf(tokens, 0) !== tokens.length - 1) return undefined;
  const entries = partedAt(tokens.slice(1, -1), ',').map((entry) => {
    const [name] = entry;
    if (name === undefined || !['word', 'string', 'number'].includes(name.kind)) return undefined;
    const key = name.value ?? name.text;
    if (entry.length === 1 && name.kind === 'word') return { key, value: entry };
    return entry[1]?.text === ':' ? { key, value: entry.slice(2) } : undefined;
  });
  return entries.includes(undefined) ? undefined : entries.filter((entry) => entry !== undefined);
}

/** An object literal, or the one a name stands for. */
export function objectTokens(tokens: readonly Token[], names: NameLookup): readonly Token[] {
  const [only] = tokens;
  return tokens.length === 1 && only?.kind === 'word' ? (names.tokens(only.text) ?? tokens) : tokens;
}

function jsonOfObject(tokens: readonly Token[], names: NameLookup, depth: number): string | undefined {
  const entries = entriesOf(tokens);
  if (entries === undefined) return undefined;
  const members: string[] = [];
  for (const { key, value } of entries) {
    const json = staticJson(value, names, depth + 1);
    if (json === undefined) return undefined;
    members.push(`${JSON.stringify(key)}:${json}`);
  }
  return `{${members.join(',')}}`;
}

function jsonOfArray(tokens: readonly Token[], names: NameLookup, depth: number): string | undefined {
  const { given, end } = argumentsAt(tokens, 0);
  const items = given.map((item) => staticJson(item, names, depth + 1));
  return end === tokens.length && !items.includes(undefined) ? `[${items.join(',')}]` : undefined;
}

/** The JSON text that `JSON.stringify` would make of an expression, read without running it; undefined where it cannot be known. */
export function staticJson(given: readonly Token[], names: NameLookup, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  const tokens = objectTokens(given, names);
  const number = staticNumber(tokens);
  if (number !== undefined) return JSON.stringify(number);
  const [first] = tokens;
  if (tokens.length === 1 && first !== undefined && ['true', 'false', 'null'].includes(first.text)) return first.text;
  if (first?.text === '{') return jsonOfObject(tokens, names, depth);
  if (first?.text === '[') return jsonOfArray(tokens, names, depth);
  const text = staticText(tokens, names.text);
  return text === undefined ? undefined : JSON.stringify(text);
}

/** The text an expression yields, `JSON.stringify(…)` of literals included. */
export function staticTextOrJson(tokens: readonly Token[], names: NameLookup): string | undefined {
  if (reads(tokens, 0, 'JSON . stringify (')) {
    const { given, end } = argumentsAt(tokens, 3);
    return end === tokens.length && given[0] !== undefined ? staticJson(given[0], names) : undefined;
  }
  return staticText(tokens, names.text);
}
