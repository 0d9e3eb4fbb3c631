import { cTokens, type CToken } from './c-tokens.js';

/** Tokens of one argument. */
export type Argument = readonly CToken[];
/** A call that stands as a statement, alone or behind an assignment; `source` are the tokens of the whole statement. */
export interface Call { readonly kind: 'call'; readonly name: string; readonly given: Argument[]; readonly line: number; readonly source: readonly CToken[] }
export type Statement =
  | Call
  | { readonly kind: 'block'; readonly body: Statement[] }
  | { readonly kind: 'if'; readonly condition: readonly CToken[]; readonly then: Statement[]; readonly otherwise: Statement[]; readonly line: number }
  | { readonly kind: 'while'; readonly condition: readonly CToken[]; readonly body: Statement[]; readonly bodyFirst: boolean; readonly line: number }
  | { readonly kind: 'for'; readonly parts: readonly (readonly CToken[])[]; readonly body: Statement[]; readonly line: number }
  | { readonly kind: 'switch'; readonly subject: readonly CToken[]; readonly cases: SwitchLabel[]; readonly line: number }
  | { readonly kind: 'leave'; readonly word: string; readonly line: number }
  | { readonly kind: 'other'; readonly line: number };
/** `labels` empty = `default`. */
export interface SwitchLabel { readonly labels: readonly (readonly CToken[])[]; readonly isDefault: boolean; readonly body: Statement[]; readonly breaks: boolean }
/** A function of the script with its statements. */
export interface CFunction { readonly name: string; readonly file: string; readonly body: Statement[] }

const DEEPEST = 80;
const EXPRESSION_MAX = 2000;
const OPEN = new Set(['(', '[', '{']);
const CLOSE = new Set([')', ']', '}']);

/** Pieces of a list parted by a mark at its own level. */
export function split(tokens: readonly CToken[], mark: string): CToken[][] {
  const pieces: CToken[][] = [];
  let current: CToken[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'mark' && OPEN.has(token.text)) depth += 1;
    else if (token.kind === 'mark' && CLOSE.has(token.text)) depth -= 1;
    if (depth === 0 && token.kind === 'mark' && token.text === mark) { pieces.push(current); current = []; } else current.push(token);
  }
  if (current.length > 0 || pieces.length > 0) pieces.push(current);
  return pieces;
}

/** Reads the statements of a token list: a recovering parser that always moves on, whatever stands there. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly CToken[]) {}

  private peek(offset = 0): CToken | undefined { return this.tokens[this.at + offset]; }
  private isMark(text: string, offset = 0): boolean { const token = this.peek(offset); return token?.kind === 'mark' && token.text === text; }
  private isWord(text: string): boolean { const token = this.peek(); return token?.kind === 'word' && token.text === text; }

  /** Functions with a body, at the top of a file: `name ( … ) {`. */
  functions(file: string): CFunction[] {
    const found: CFunction[] = [];
    while (this.at < this.tokens.length) {
      const name = this.peek();
      if (name?.kind === 'word' && this.isMark('(', 1)) {
        this.at += 1;
        this.group();
        if (this.isMark('{')) found.push({ name: name.text, file, body: new Parser(this.group()).statements(0) });
      } else if (this.isMark('{')) this.group();
      else this.at += 1;
    }
    return found;
  }

  statements(depth: number): Statement[] {
    const body: Statement[] = [];
    while (this.at < this.tokens.length) body.push(this.statement(depth));
    return body;
  }

  /** What stands in the brackets that open here; reads behind the closing one. */
  private group(): CToken[] {
    const [, ...inside] = this.upTo((depth) => depth === 0);
    return inside;
  }

  /** Tokens up to the semicolon of this statement, which is passed. */
  private simple(): CToken[] {
    return this.upTo((depth, mark) => depth <= 0 && mark === ';');
  }

  /** Tokens up to the mark that ends them, which is passed; all that are left where there is none. */
  private upTo(ends: (depth: number, mark: string) => boolean): CToken[] {
    const from = this.at;
    let depth = 0;
    for (; this.at < this.tokens.length; this.at += 1) {
      const token = this.tokens[this.at];
      if (token?.kind !== 'mark') continue;
      if (OPEN.has(token.text)) depth += 1;
      else if (CLOSE.has(token.text)) depth -= 1;
      if (ends(depth, token.text)) { this.at += 1; return this.tokens.slice(from, this.at - 1); }
    }
    return this.tokens.slice(from);
  }

  private blockOrOne(depth: number): Statement[] {
    if (this.at >= this.tokens.length) return [];
    if (this.isMark('{')) return depth > DEEPEST ? (this.group(), []) : new Parser(this.group()).statements(depth + 1);
    return [this.statement(depth + 1)];
  }

  private statement(depth: number): Statement {
    const line = this.peek()?.line ?? 0;
    if (depth > DEEPEST) { this.at = this.tokens.length; return { kind: 'other', line }; }
    if (this.isMark('{')) return { kind: 'block', body: this.blockOrOne(depth) };
    if (this.isWord('if') && this.isMark('(', 1)) return this.ifStatement(depth, line);
    if (this.isWord('while') && this.isMark('(', 1)) { this.at += 1; const condition = this.group(); return { kind: 'while', condition, body: this.blockOrOne(depth), bodyFirst: false, line }; }
    if (this.isWord('for') && this.isMark('(', 1)) { this.at += 1; const parts = split(this.group(), ';'); return { kind: 'for', parts, body: this.blockOrOne(depth), line }; }
    if (this.isWord('do')) return this.doStatement(depth, line);
    if (this.isWord('switch') && this.isMark('(', 1)) { this.at += 1; const subject = this.group(); return { kind: 'switch', subject, cases: this.isMark('{') ? new Parser(this.group()).labels(depth + 1) : [], line }; }
    for (const word of ['return', 'break', 'continue', 'goto']) if (this.isWord(word)) { this.simple(); return { kind: 'leave', word, line }; }
    return callIn(this.simple()) ?? { kind: 'other', line };
  }

  private ifStatement(depth: number, line: number): Statement {
    this.at += 1;
    const condition = this.group();
    const then = this.blockOrOne(depth);
    if (!this.isWord('else')) return { kind: 'if', condition, then, otherwise: [], line };
    this.at += 1;
    return { kind: 'if', condition, then, otherwise: this.blockOrOne(depth), line };
  }

  private doStatement(depth: number, line: number): Statement {
    this.at += 1;
    const body = this.blockOrOne(depth);
    if (!this.isWord('while') || !this.isMark('(', 1)) return { kind: 'block', body };
    this.at += 1;
    const condition = this.group();
    if (this.isMark(';')) this.at += 1;
    return { kind: 'while', condition, body, bodyFirst: true, line };
  }

  /** Cases of a switch; labels that follow one another share what stands below them. */
  private labels(depth: number): SwitchLabel[] {
    const found: SwitchLabel[] = [];
    while (this.at < this.tokens.length) {
      const labels: CToken[][] = [];
      let isDefault = false;
      for (let label = this.label(); label !== undefined; label = this.label()) {
        if (label.length === 0) isDefault = true;
        else labels.push(label);
      }
      const body: Statement[] = [];
      let breaks = false;
      while (this.at < this.tokens.length && !this.isWord('case') && !(this.isWord('default') && this.isMark(':', 1))) {
        const statement = this.statement(depth);
        if (statement.kind === 'leave') breaks = true;
        else if (!breaks) body.push(statement);
      }
      found.push({ labels, isDefault, body, breaks });
    }
    return found;
  }

  /** `case x:` as its tokens, `default:` as none; undefined where no label stands here. */
  private label(): CToken[] | undefined {
    if (this.isWord('default') && this.isMark(':', 1)) { this.at += 2; return []; }
    if (!this.isWord('case')) return undefined;
    const from = this.at += 1;
    while (this.at < this.tokens.length && !this.isMark(':')) this.at += 1;
    this.at += 1;
    return this.tokens.slice(from, this.at - 1);
  }
}

/** The call a simple statement makes: `f(…)`, `x = f(…)`, `(void)f(…)`, `int rc = f(…)`; the outermost one. */
function callIn(source: readonly CToken[]): Call | undefined {
  for (let at = 0; at + 1 < source.length; at += 1) {
    const [name, open] = [source[at], source[at + 1]];
    if (name?.kind !== 'word' || open?.kind !== 'mark' || open.text !== '(' || /^(?:sizeof|return|if|while|for|switch)$/.test(name.text)) continue;
    return { kind: 'call', name: name.text, given: callArguments(source, at + 1), line: name.line, source };
  }
  return undefined;
}

/** Arguments of the call whose bracket opens at `at`. */
export function callArguments(tokens: readonly CToken[], at: number): CToken[][] {
  let depth = 0;
  for (let end = at; end < tokens.length; end += 1) {
    const token = tokens[end];
    if (token?.kind !== 'mark') continue;
    if (OPEN.has(token.text)) depth += 1;
    else if (CLOSE.has(token.text)) depth -= 1;
    if (depth === 0) return split(tokens.slice(at + 1, end), ',');
  }
  return split(tokens.slice(at + 1), ',');
}

/** Every call in an expression, outer ones first; none in one too long for a person to have written. */
export function callsWithin(source: readonly CToken[]): Call[] {
  const found: Call[] = [];
  for (let from = 0; from < source.length && source.length <= EXPRESSION_MAX; from += 1) {
    const [name, open] = [source[from], source[from + 1]];
    if (name?.kind === 'word' && open?.kind === 'mark' && open.text === '(') found.push({ kind: 'call', name: name.text, given: callArguments(source, from + 1), line: name.line, source });
  }
  return found;
}

/** Functions of a C file, read without compiling it. Never throws. */
export const readProgram = (source: string, file: string): CFunction[] => new Parser(cTokens(source)).functions(file);
