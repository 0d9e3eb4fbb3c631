import { NotEvaluated, type Value } from './value.js';

/** A piece of an expression. `at` = its place in the text. */
export type Token =
  | { readonly kind: 'value'; readonly value: Value; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'sign'; readonly sign: string; readonly at: number };

/** Longest first: the first that fits is taken. */
const SIGNS = ['===', '!==', '==~', '==', '!=', '<=', '>=', '&&', '||', '=~', '?:', '?.', '<', '>', '!', '+', '-', '*', '/', '%', '(', ')', '[', ']', '.', ',', '?', ':', ';'] as const;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const NUMBER = /(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?:[LlFfDdGgIi](?![\w$]))?/y;
const NAME = /[A-Za-z_$][\w$]*/y;

/** Cuts an expression into tokens, in one pass. Throws NotEvaluated at the first character that begins none. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) { at++; continue; }
    const [token, end] = next(text, at, found.at(-1));
    found.push(token);
    at = end;
  }
  return found;
}

function next(text: string, at: number, before: Token | undefined): [Token, number] {
  const character = text.charAt(at);
  if (character === '"' || character === "'") return quoted(text, at, character, false);
  // A pattern between slashes stands only behind a matching sign; anywhere else a slash divides.
  if (character === '/' && before?.kind === 'sign' && (before.sign === '=~' || before.sign === '==~')) return quoted(text, at, '/', true);
  const number = taken(NUMBER, text, at);
  if (number !== undefined) return [{ kind: 'value', value: Number(number.replace(/[LlFfDdGgIi]$/, '')), at }, at + number.length];
  const name = taken(NAME, text, at);
  if (name !== undefined) return [{ kind: 'name', name, at }, at + name.length];
  const sign = SIGNS.find((known) => text.startsWith(known, at));
  if (sign === undefined) throw new NotEvaluated(`the character ${JSON.stringify(character)}`);
  return [{ kind: 'sign', sign, at }, at + sign.length];
}

/** A text in quotes with its escapes undone; between slashes only `\/` is one. */
function quoted(text: string, from: number, quote: string, pattern: boolean): [Token, number] {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === quote) return [{ kind: 'value', value, at: from }, at + 1];
    if (character !== '\\') { value += character; continue; }
    const escaped = text.charAt(++at);
    if (pattern) value += escaped === '/' ? '/' : `\\${escaped}`;
    else if (escaped === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) { value += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16)); at += 4; }
    else value += Object.hasOwn(ESCAPES, escaped) ? (ESCAPES[escaped] ?? '') : escaped;
  }
  throw new NotEvaluated(`a ${quote} that is not closed`);
}

function taken(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
