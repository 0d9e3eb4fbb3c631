import type { Token } from './tokens.js';

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** A statement that begins with one of these ends with its block, without a semicolon. */
const BLOCK_WORDS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'do', 'function', 'try', 'switch', 'class', '{']);
const BEFORE_FUNCTION: ReadonlySet<string> = new Set(['export', 'default', 'async']);
/** What continues a block statement behind its `}`. */
const CONTINUES_BLOCK: ReadonlySet<string> = new Set(['else', 'catch', 'finally', 'while']);
/** A line that begins with one of these goes on with the statement before it. */
const CONTINUES_LINE = /^(?:[.,)\]}?:=*%&|^<>+/-]|&&|\|\||\?\.|in$|of$|instanceof$)/;
const STARTS_CONTINUED: ReadonlySet<string> = new Set(['(', '[']);
/** After one of these a line break means nothing. */
const WANTS_MORE: ReadonlySet<string> = new Set(['return', 'const', 'let', 'var', 'new', 'typeof', 'await', 'else', 'export', 'default', 'import', 'from', 'case', 'throw', 'in', 'of', 'instanceof', 'extends', 'async', 'function']);

/** Index of the token that closes the bracket at `open`; the number of tokens where it is never closed. */
export function closingOf(tokens: readonly Token[], open: number): number {
  const stack: string[] = [];
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind !== 'mark') continue;
    const closer = CLOSERS[token.text];
    if (closer !== undefined) stack.push(closer);
    else if (token.text === stack.at(-1)) {
      stack.pop();
      if (stack.length === 0) return at;
    }
  }
  return tokens.length;
}

/** Adds the token at `at`, or all up to the closing bracket where it opens one. Returns the index of the last one added. */
function append(to: Token[], tokens: readonly Token[], at: number): number {
  const token = tokens[at];
  const end = token?.kind === 'mark' && Object.hasOwn(CLOSERS, token.text) ? Math.min(closingOf(tokens, at), tokens.length - 1) : at;
  for (let index = at; index <= end; index += 1) {
    const each = tokens[index];
    if (each !== undefined) to.push(each);
  }
  return end;
}

/** Takes tokens and parts them at `separator` outside brackets; [] for none. */
export function partedAt(tokens: readonly Token[], separator: string): Token[][] {
  if (tokens.length === 0) return [];
  const parts: Token[][] = [[]];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'mark' && token.text === separator) { parts.push([]); continue; }
    at = append(parts.at(-1) ?? [], tokens, at);
  }
  return parts.at(-1)?.length === 0 ? parts.slice(0, -1) : parts;
}

const isBlockStatement = (statement: readonly Token[]): boolean => {
  const first = statement.find((token) => !BEFORE_FUNCTION.has(token.text));
  return first !== undefined && BLOCK_WORDS.has(first.text);
};

/** Whether a statement is over before `next`, which stands on a new line (automatic semicolons, the common cases). */
function endsAtLine(last: Token, next: Token): boolean {
  if (last.kind === 'mark' && !['}', ')', ']', '++', '--'].includes(last.text)) return false;
  if (last.kind === 'word' && WANTS_MORE.has(last.text)) return false;
  return next.kind === 'template' || (!CONTINUES_LINE.test(next.text) && !STARTS_CONTINUED.has(next.text)) || next.kind === 'regex' || next.kind === 'string';
}

/** Whether the block statement read so far ends with the `}` at its end. */
function endsWithBlock(statement: readonly Token[], next: Token | undefined): boolean {
  if (!isBlockStatement(statement)) return false;
  if (next === undefined) return true;
  const isDo = statement[0]?.text === 'do';
  return !(CONTINUES_BLOCK.has(next.text) && (next.text !== 'while' || isDo));
}

/**
 * Parts the tokens of a block into its statements, semicolons left out. Nested blocks stay whole. Good enough to read tests,
 * no parser: where it is wrong a reader recognises less, never something else.
 */
export function statementsOf(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  const finish = (): void => {
    if (current.length > 0) statements.push(current);
    current = [];
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'mark' && token.text === ';') { finish(); continue; }
    const last = current.at(-1);
    if (last !== undefined && token.newline && endsAtLine(last, token) && !isOpenBlock(current)) finish();
    at = append(current, tokens, at);
    if (token.kind === 'mark' && token.text === '{' && endsWithBlock(current, tokens[at + 1])) finish();
  }
  finish();
  return statements;
}

/** `if (x)` and the like with the body still to come on the next line. */
function isOpenBlock(statement: readonly Token[]): boolean {
  if (!isBlockStatement(statement)) return false;
  const last = statement.at(-1)?.text;
  if (last !== ')') return last === 'else' || last === 'do' || last === 'try' || last === '}';
  return closingOf(statement, statement.findIndex((token) => token.text === '(')) === statement.length - 1;
}

/** The text that tokens stand for, as it was written in `source`. */
export function sourceOf(source: string, tokens: readonly Token[]): string {
  const [first, last] = [tokens[0], tokens.at(-1)];
  return first === undefined || last === undefined ? '' : source.slice(first.start, last.end);
}

/** Whether tokens from `at` on read like `pattern`, words and marks parted by blanks; `?` stands for any one token. */
export function reads(tokens: readonly Token[], at: number, pattern: string): boolean {
  return pattern.split(' ').every((wanted, offset) => {
    const token = tokens[at + offset];
    return token !== undefined && (wanted === '?' || (token.text === wanted && token.kind !== 'string'));
  });
}

/** The arguments of the call whose `(` stands at `open`, and the index behind its `)`. */
export function argumentsAt(tokens: readonly Token[], open: number): { given: Token[][]; end: number } {
  const close = closingOf(tokens, open);
  return { given: partedAt(tokens.slice(open + 1, close), ','), end: close + 1 };
}

/** Body of a function expression or arrow function: its statements' tokens, and the names of its parameters. */
export function functionBody(tokens: readonly Token[]): { body: Token[]; parameters: string[]; isExpression: boolean } | undefined {
  let at = tokens[0]?.text === 'async' ? 1 : 0;
  if (tokens[at]?.text === 'function') {
    at += 1;
    while (tokens[at] !== undefined && tokens[at]?.text !== '(') at += 1;
  }
  const bare = tokens[at]?.kind === 'word' && tokens[at + 1]?.text === '=>';
  const close = bare ? at : closingOf(tokens, at);
  if (!bare && tokens[at]?.text !== '(') return undefined;
  const parameters = (bare ? tokens.slice(at, at + 1) : tokens.slice(at + 1, close)).filter((token) => token.kind === 'word').map((token) => token.text);
  const start = tokens[close + 1]?.text === '=>' ? close + 2 : close + 1;
  if (tokens[start] === undefined) return undefined;
  if (tokens[start].text !== '{') return start === close + 2 ? { body: tokens.slice(start), parameters, isExpression: true } : undefined;
  return { body: tokens.slice(start + 1, closingOf(tokens, start)), parameters, isExpression: false };
}
