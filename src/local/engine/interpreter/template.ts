import type { FunctionContext } from './functions.js';
import { functionNamed } from './functions.js';

/** What a text is rendered for: the variables of one user and what functions need to know about it. */
export interface RenderTarget extends FunctionContext {
  readonly variables: ReadonlyMap<string, string>;
}

/** Deepest nesting of functions in arguments of functions. */
const DEEPEST = 20;

type Part = string | { readonly variable: string } | { readonly call: (target: RenderTarget) => string };

/**
 * A text with `${name}` and `${__function(…)}` in it, read once and rendered often. One pass: what a variable holds is never
 * read again as a template, so a captured `${x}` stays as it is. A name that is not set stays literal (behaviour.md §12.8).
 */
export class Template {
  /** The text itself where nothing is to be replaced: the hot path asks for this first. */
  readonly constant: string | undefined;
  private readonly parts: readonly Part[];

  private constructor(readonly source: string, parts: readonly Part[]) {
    this.parts = parts;
    this.constant = parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
  }

  /** `unknownFunction` hears the name of each `__function` that exists in JMeter but not here. */
  static of(source: string, unknownFunction?: (name: string) => void, depth = 0): Template {
    return new Template(source, source.includes('${') && depth <= DEEPEST ? parse(source, unknownFunction, depth) : [source]);
  }

  /** A text that means itself, whatever is in it. */
  static literal(source: string): Template {
    return new Template(source, [source]);
  }

  render(target: RenderTarget): string {
    if (this.constant !== undefined) return this.constant;
    let text = '';
    for (const part of this.parts) text += typeof part === 'string' ? part : 'call' in part ? part.call(target) : (target.variables.get(part.variable) ?? `\${${part.variable}}`);
    return text;
  }
}

function parse(source: string, unknownFunction: ((name: string) => void) | undefined, depth: number): Part[] {
  const parts: Part[] = [];
  let literalFrom = 0;
  for (const [at, end] of references(source)) {
    // Inside a reference that was taken whole.
    if (at < literalFrom) continue;
    const part = reference(source.slice(at + 2, end), unknownFunction, depth);
    if (part === undefined) continue;
    if (at > literalFrom) parts.push(source.slice(literalFrom, at));
    parts.push(part);
    literalFrom = end + 1;
  }
  if (literalFrom < source.length) parts.push(source.slice(literalFrom));
  return parts;
}

/** Where each `${` that is closed begins and where its `}` stands, by beginning; they may nest. One pass, whatever the text. */
function references(source: string): [number, number][] {
  const open: number[] = [];
  const found: [number, number][] = [];
  for (let at = source.indexOf('${'); at >= 0 && at < source.length; at++) {
    if (source[at] === '$' && source[at + 1] === '{') open.push(at++);
    else if (source[at] === '}' && open.length > 0) found.push([open.pop() ?? 0, at]);
  }
  return found.sort(([a], [b]) => a - b);
}

/** What stands between `${` and `}`; undefined = leave it as text. */
function reference(inner: string, unknownFunction: ((name: string) => void) | undefined, depth: number): Part | undefined {
  const call = /^(__[A-Za-z]\w*)(?:\((.*)\))?$/s.exec(inner.trim());
  const name = call?.[1];
  if (name !== undefined) {
    const made = functionNamed(name);
    if (made !== undefined) {
      const given = splitArguments(call?.[2] ?? '').map((argument) => Template.of(argument, unknownFunction, depth + 1));
      const state = made();
      return { call: (target) => state(given.map((argument) => argument.render(target)), target) };
    }
    if (call?.[2] !== undefined) {
      unknownFunction?.(name);
      return undefined;
    }
  }
  return inner === '' || inner.includes('${') ? undefined : { variable: inner };
}

/** Arguments of a function: commas part them, a backslash keeps the next comma, nested references are one piece. */
function splitArguments(text: string): string[] {
  if (text === '') return [];
  const found: string[] = [];
  let current = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\' && text[at + 1] === ',') { current += ','; at++; continue; }
    if (text.startsWith('${', at)) depth++;
    if (character === '}' && depth > 0) depth--;
    if (character === ',' && depth === 0) { found.push(current.trim()); current = ''; continue; }
    current += character;
  }
  return [...found, current.trim()];
}
