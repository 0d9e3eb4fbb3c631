import { LAST_SAMPLE_OK } from './expression/methods.js';
import { NotEvaluated } from './expression/value.js';
import { functionNamed } from './functions/all-functions.js';
import { reads } from './functions/expression-functions.js';
import type { BoundFunction, FunctionContext } from './functions/function.js';

/** What a text is rendered for: the variables of one user and what functions need to know about it. */
export type RenderTarget = FunctionContext;

/** Hears what is met while texts are read and rendered. */
export interface TemplateListener {
  /** A JMeter function that is not evaluated, and why; its reference stays as it is written. */
  notEvaluated(name: string, reason: string): void;
  /** A function reads the answer of the request before: answers must be kept. */
  readsPrevious(): void;
}

const DEAF: TemplateListener = { notEvaluated: () => undefined, readsPrevious: () => undefined };

/** Deepest nesting of functions in arguments of functions. */
const DEEPEST = 20;
/** Most texts that one `__eval` may lead to: what they hold may ask for more of them. */
const MOST_EVALUATIONS = 1000;

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

  static of(source: string, listener: TemplateListener = DEAF, depth = 0): Template {
    return new Template(source, source.includes('${') && depth <= DEEPEST ? parse(source, listener, depth) : [source]);
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

function parse(source: string, listener: TemplateListener, depth: number): Part[] {
  const parts: Part[] = [];
  let literalFrom = 0;
  for (const [at, end] of references(source)) {
    // Inside a reference that was taken whole.
    if (at < literalFrom) continue;
    const part = reference(source.slice(at + 2, end), listener, depth);
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
function reference(inner: string, listener: TemplateListener, depth: number): Part | undefined {
  const match = /^(__[A-Za-z]\w*)(?:\((.*)\))?$/s.exec(inner.trim());
  const name = match?.[1];
  // JMeter keeps it as a variable; here it is asked for where it is read.
  if (inner === LAST_SAMPLE_OK) return { call: (target) => String(target.lastSampleOk) };
  if (name === undefined) return inner === '' || inner.includes('${') ? undefined : { variable: inner };
  const factory = functionNamed(name);
  if (factory !== undefined) return called({ name, inner, given: splitArguments(match?.[2] ?? '') }, factory, listener, depth);
  if (match?.[2] === undefined) return { variable: inner };
  listener.notEvaluated(name, 'it is not among the functions this engine knows');
  return undefined;
}

interface Call { readonly name: string; readonly inner: string; readonly given: readonly string[] }

/** One call of a function at one place. What cannot be evaluated, now or for some values, stays as it is written. */
function called({ name, inner, given }: Call, factory: NonNullable<ReturnType<typeof functionNamed>>, listener: TemplateListener, depth: number): Part | undefined {
  const templates = given.map((argument) => Template.of(argument, listener, depth + 1));
  const constants = templates.map(({ constant }) => constant);
  if (reads(name, constants)) listener.readsPrevious();
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      listener.notEvaluated(name, error instanceof NotEvaluated ? `it cannot evaluate ${error.message}` : error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const bound = attempt((): BoundFunction => factory({ constants, evaluate: (text, target) => evaluated(text, target, listener, depth) }));
  if (bound === undefined) return undefined;
  return { call: (target) => attempt(() => bound(templates.map((argument) => argument.render(target)), target)) ?? `\${${inner}}` };
}

let evaluations = 0;
let evaluating = 0;

/** A text read as a template while another is rendered; it may lead to more such texts, up to a limit. */
function evaluated(text: string, target: FunctionContext, listener: TemplateListener, depth: number): string {
  if (evaluating === 0) evaluations = 0;
  if (++evaluations > MOST_EVALUATIONS) throw new NotEvaluated(`more than ${MOST_EVALUATIONS} texts that lead to one another`);
  evaluating++;
  try {
    return Template.of(text, listener, depth + 1).render(target);
  } finally {
    evaluating--;
  }
}

/** Arguments of a function: commas part them, a backslash keeps the next comma or backslash, nested references are one piece. */
function splitArguments(text: string): string[] {
  if (text === '') return [];
  const found: string[] = [];
  let current = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\' && depth === 0 && (text[at + 1] === ',' || text[at + 1] === '\\')) { current += text.charAt(++at); continue; }
    if (text.startsWith('${', at)) depth++;
    if (character === '}' && depth > 0) depth--;
    if (character === ',' && depth === 0) { found.push(current.trim()); current = ''; continue; }
    current += character;
  }
  return [...found, current.trim()];
}
