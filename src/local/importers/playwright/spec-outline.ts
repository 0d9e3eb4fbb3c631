import { Lines } from '../javascript/lines.js';
import { reads } from '../javascript/statements.js';
import { staticText } from '../javascript/static-text.js';
import { tokensOf, type Token } from '../javascript/tokens.js';

/** A test of a spec; `name` is undefined where it is made while running (a template in a loop). */
export interface OutlinedTest { readonly name: string | undefined; readonly skipped: boolean; readonly line: number }

/** A call that goes to the network; `url` is undefined where it takes running the spec to know. */
export interface OutlinedCall { readonly method: string; readonly url: string | undefined; readonly line: number }

/** What a Playwright file does, as far as it can be read without running it. Comments, strings and patterns do not count. */
export interface SpecOutline {
  readonly importsPlaywright: boolean;
  readonly isConfig: boolean;
  readonly tests: readonly OutlinedTest[];
  readonly describes: number;
  readonly navigations: readonly OutlinedCall[];
  readonly requests: readonly OutlinedCall[];
  /** How often actions on elements and expectations are written. */
  readonly fills: number;
  readonly clicks: number;
  readonly presses: number;
  readonly expects: number;
  /** Names of environment variables it reads. */
  readonly environment: readonly string[];
  /** Modules of the project it needs, as written (`./pages/login`). */
  readonly relativeImports: readonly string[];
  /** Modules that are neither Playwright, Node's own nor of the project. */
  readonly packages: readonly string[];
}

const MODULES: ReadonlySet<string> = new Set(['@playwright/test', 'playwright', 'playwright-core', 'playwright/test']);
const REQUEST_METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'fetch']);
const DESCRIBE_WORDS: ReadonlySet<string> = new Set(['only', 'skip', 'fixme', 'parallel', 'serial', 'configure']);
const MODIFIERS: ReadonlySet<string> = new Set(['only', 'skip', 'fixme', 'fail', 'slow']);
/** Names that hold an APIRequestContext in nearly every spec. */
const REQUEST_NAME = /^(?:request|api|apiContext|apiRequest|requestContext|\w*(?:Request|Api)Context)$/;

/** Longest expression read, in tokens: what is longer is not known without running it. */
const CONSTANT_MAX = 40;
const ARGUMENT_MAX = 100;

/** Tokens of the first argument of the call at `open`, and whether more arguments follow; undefined where it is very long. */
function firstArgument(tokens: readonly Token[], open: number): { argument: Token[]; more: boolean } | undefined {
  const argument: Token[] = [];
  let depth = 0;
  for (const token of tokens.slice(open + 1, open + 1 + ARGUMENT_MAX)) {
    const bracket = token.kind === 'mark' ? token.text : '';
    if (depth === 0 && (bracket === ',' || bracket === ')')) return { argument, more: bracket === ',' };
    if (bracket === '(' || bracket === '[' || bracket === '{') depth += 1;
    else if (bracket === ')' || bracket === ']' || bracket === '}') depth -= 1;
    argument.push(token);
  }
  return undefined;
}

/** Constants with a text that never changes: `const BASE = 'https://…'`, read in order. */
function constantsOf(tokens: readonly Token[]): Map<string, string> {
  const constants = new Map<string, string>();
  const seen = new Set<string>();
  tokens.forEach((token, at) => {
    const name = tokens[at + 1];
    if (token.text !== 'const' || name?.kind !== 'word' || tokens[at + 2]?.text !== '=') return;
    let end = at + 3;
    while (end < at + CONSTANT_MAX && tokens[end] !== undefined && ![';', ','].includes(tokens[end]?.text ?? '') && tokens[end]?.newline === false) end += 1;
    const text = end === at + CONSTANT_MAX ? undefined : staticText(tokens.slice(at + 3, end), (chain) => constants.get(chain));
    // A name declared twice is two names: neither is known.
    if (text === undefined || seen.has(name.text)) constants.delete(name.text);
    else constants.set(name.text, text);
    seen.add(name.text);
  });
  return constants;
}

/** Names of the modules a file takes in: `import … from 'x'`, `import 'x'`, `require('x')`. */
function modulesOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1];
    const isModule = token.value !== undefined && ((before?.kind === 'word' && (before.text === 'from' || before.text === 'import')) || (before?.text === '(' && ['require', 'import'].includes(tokens[at - 2]?.text ?? '')));
    return isModule && token.value !== undefined ? [token.value] : [];
  });
}

class OutlineReader {
  readonly tests: OutlinedTest[] = [];
  readonly navigations: OutlinedCall[] = [];
  readonly requests: OutlinedCall[] = [];
  readonly counts = { describes: 0, fill: 0, click: 0, press: 0, expects: 0 };
  private readonly lines: Lines;
  private readonly constants: Map<string, string>;

  constructor(private readonly tokens: readonly Token[], source: string) {
    this.lines = new Lines(source);
    this.constants = constantsOf(tokens);
  }

  read(): void {
    this.tokens.forEach((token, at) => {
      if (token.kind !== 'word') return;
      const line = this.lines.of(token.start);
      const isMember = ['.', '?.'].includes(this.tokens[at - 1]?.text ?? '');
      if (token.text === 'test' && !isMember) this.test(at, line);
      else if (token.text === 'describe' && reads(this.tokens, at - 2, 'test . describe')) this.describe(at);
      else if (token.text === 'expect' && !isMember && this.called(at)) this.counts.expects += 1;
      else if (isMember && this.called(at)) this.memberCall(at, line);
    });
  }

  private called(at: number): boolean {
    return this.tokens[at + 1]?.text === '(';
  }

  private test(at: number, line: number): void {
    const modifier = this.tokens[at + 1]?.text === '.' ? (this.tokens[at + 2]?.text ?? '') : '';
    const open = modifier === '' ? at + 1 : at + 3;
    if ((modifier !== '' && !MODIFIERS.has(modifier)) || this.tokens[open]?.text !== '(') return;
    const first = firstArgument(this.tokens, open);
    if (first?.more !== true) return;
    // test.skip(condition) inside a test is no test of its own: a test has a title and a body.
    const isTitle = first.argument.length === 1 && (first.argument[0]?.kind === 'string' || first.argument[0]?.kind === 'template');
    if (!isTitle && modifier !== '') return;
    this.tests.push({ name: this.text(first.argument), skipped: modifier === 'skip' || modifier === 'fixme', line });
  }

  private describe(at: number): void {
    const word = this.tokens[at + 1]?.text === '.' ? (this.tokens[at + 2]?.text ?? '') : '';
    if (word === 'configure' || (word !== '' && !DESCRIBE_WORDS.has(word))) return;
    this.counts.describes += 1;
  }

  private memberCall(at: number, line: number): void {
    const name = this.tokens[at]?.text ?? '';
    if (name === 'goto') this.navigations.push({ method: 'GET', url: this.firstArgument(at + 1), line });
    else if (name === 'fill' || name === 'click' || name === 'press') this.counts[name] += 1;
    else if (REQUEST_METHODS.has(name) && REQUEST_NAME.test(this.tokens[at - 2]?.text ?? '')) this.requests.push({ method: name.toUpperCase(), url: this.firstArgument(at + 1), line });
  }

  private firstArgument(open: number): string | undefined {
    return this.text(firstArgument(this.tokens, open)?.argument ?? []);
  }

  private text(tokens: readonly Token[]): string | undefined {
    return staticText(tokens, (chain) => this.constants.get(chain));
  }
}

/** Environment variables a file names: `process` `.env.NAME`. */
function environmentOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((_, at) => (reads(tokens, at, 'process . env . ?') && tokens[at + 4]?.kind === 'word' ? [tokens[at + 4]?.text ?? ''] : []));
}

const isNodeModule = (name: string): boolean => name.startsWith('node:') || ['fs', 'path', 'os', 'url', 'crypto', 'util', 'assert', 'http', 'https', 'child_process', 'events', 'stream'].includes(name.split('/')[0] ?? '');

/** Reads a Playwright test or module as text. Nothing of it is run. */
export function outlineOf(source: string): SpecOutline {
  const tokens = tokensOf(source);
  const modules = [...new Set(modulesOf(tokens))];
  const reader = new OutlineReader(tokens, source);
  reader.read();
  const { counts } = reader;
  return {
    importsPlaywright: modules.some((name) => MODULES.has(name)),
    isConfig: tokens.some((token, at) => token.text === 'defineConfig' || reads(tokens, at, 'export default {') || (token.text === 'PlaywrightTestConfig')),
    tests: reader.tests, describes: counts.describes, navigations: reader.navigations, requests: reader.requests,
    fills: counts.fill, clicks: counts.click, presses: counts.press, expects: counts.expects,
    environment: [...new Set(environmentOf(tokens))],
    relativeImports: modules.filter((name) => name.startsWith('.')),
    packages: modules.filter((name) => !name.startsWith('.') && !MODULES.has(name) && !isNodeModule(name)),
  };
}
