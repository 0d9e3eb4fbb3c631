import { chainOf, staticNumber, staticText } from '../../javascript/static-text.js';
import { argumentsAt, reads } from '../../javascript/statements.js';
import type { Token } from '../../javascript/tokens.js';

/** What the names of a script stand for, as far as it can be read: JSONPaths of the answer, and plain texts. */
export class ScriptScope {
  private readonly paths = new Map<string, string>();
  private readonly texts = new Map<string, string>();

  /** A scope inside this one: what it learns stays in it. */
  inner(): ScriptScope {
    const made = new ScriptScope();
    for (const [name, path] of this.paths) made.paths.set(name, path);
    for (const [name, text] of this.texts) made.texts.set(name, text);
    return made;
  }

  forget(name: string): void {
    this.paths.delete(name);
    this.texts.delete(name);
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }

  setText(name: string, text: string): void {
    this.texts.set(name, text);
  }

  /** The text an expression yields; undefined where it takes running the script to know. */
  text(tokens: readonly Token[]): string | undefined {
    return staticText(tokens, (chain) => this.texts.get(chain));
  }

  /** The JSONPath of the answer's value an expression reads: `pm.response.json().a[0]`, `data.a` behind `data = pm.response.json()`. */
  path(tokens: readonly Token[]): string | undefined {
    for (const pattern of ['pm . response . json ( )', 'JSON . parse ( responseBody )', 'JSON . parse ( pm . response . text ( ) )']) {
      if (reads(tokens, 0, pattern)) return accessed('$', tokens.slice(pattern.split(' ').length));
    }
    const base = tokens[0]?.kind === 'word' ? this.paths.get(tokens[0].text) : undefined;
    return base === undefined ? undefined : accessed(base, tokens.slice(1));
  }
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** A member of a JSON value as a JSONPath step. */
export function memberStep(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `['${name.replace(/['\\]/g, '\\$&')}']`;
}

/** A path followed by `.a`, `['b c']` and `[0]`; undefined where anything else follows (calls, computed names, `.length`). */
function accessed(base: string, tokens: readonly Token[]): string | undefined {
  let path = base;
  for (let at = 0; at < tokens.length;) {
    if (tokens[at]?.text === '.' || (tokens[at]?.text === '?.' && tokens[at + 1]?.kind === 'word')) {
      const name = tokens[at + 1];
      if (name?.kind !== 'word' || name.text === 'length' || tokens[at + 2]?.text === '(') return undefined;
      path += memberStep(name.text);
      at += 2;
      continue;
    }
    const open = tokens[at]?.text === '?.' ? at + 1 : at;
    if (tokens[open]?.text !== '[') return undefined;
    const { given, end } = argumentsAt(tokens, open);
    const [only] = given;
    if (only === undefined || given.length !== 1) return undefined;
    const index = staticNumber(only);
    const name = only.length === 1 ? only[0]?.value : undefined;
    if (index === undefined ? name === undefined : !Number.isInteger(index) || index < 0) return undefined;
    path += index === undefined ? memberStep(name ?? '') : `[${index}]`;
    at = end;
  }
  return path;
}

/** What a value in a check is written as; undefined where it is no literal. `null` is told apart. */
export function literalOf(tokens: readonly Token[], scope: ScriptScope): { text: string; isNull: boolean } | undefined {
  const chain = chainOf(tokens);
  if (chain === 'true' || chain === 'false') return { text: chain, isNull: false };
  if (chain === 'null') return { text: '', isNull: true };
  const text = scope.text(tokens);
  return text === undefined ? undefined : { text, isNull: false };
}
