/** A piece of a C text; comments, white space and preprocessor lines are gone. */
export interface CToken {
  readonly kind: 'word' | 'number' | 'string' | 'mark';
  /** As written. */
  readonly text: string;
  /** What a string means. */
  readonly value: string;
  /** Line it stands in, from 1. */
  readonly line: number;
}

const WORD = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /(?:0[xX][\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)[uUlLfF]*/y;
const MARK = />>=|<<=|->|\+\+|--|&&|\|\||[=!<>+\-*/%&|^]=|<<|>>/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\u0007', '0': '\0' };
/** More tokens than this is no script a person recorded. */
export const TOKENS_MAX = 2_000_000;

/** A C string with its escapes undone: `\x41`, octal, a continued line; an unknown one means the character itself. */
export function unescapedC(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(\r\n|[\s\S]))/g, (_whole, hex?: string, octal?: string, other?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    if (other === undefined || /^[\r\n]/.test(other)) return '';
    return ESCAPES[other] ?? other;
  });
}

/** Reads C into tokens in one pass. Never throws: a text that is none yields marks that match nothing. */
class CLexer {
  readonly tokens: CToken[] = [];
  private at = 0;
  private line = 1;
  private lineStart = true;

  constructor(private readonly source: string) {}

  run(): void {
    while (this.at < this.source.length && this.tokens.length < TOKENS_MAX) {
      const char = this.source.charAt(this.at);
      if (char === '\n') this.newline();
      else if (/\s/.test(char)) this.at += 1;
      else if (this.source.startsWith('//', this.at)) this.at = this.endOfLine();
      else if (this.source.startsWith('/*', this.at)) this.comment();
      else if (char === '#' && this.lineStart) this.preprocessor();
      else this.token(char);
    }
  }

  private newline(): void {
    this.at += 1;
    this.line += 1;
    this.lineStart = true;
  }

  private endOfLine(): number {
    const end = this.source.indexOf('\n', this.at);
    return end === -1 ? this.source.length : end;
  }

  private passTo(end: number): void {
    for (; this.at < end; this.at += 1) if (this.source[this.at] === '\n') this.line += 1;
  }

  private comment(): void {
    const end = this.source.indexOf('*/', this.at + 2);
    this.passTo(end === -1 ? this.source.length : end + 2);
  }

  /** `#include`, `#define` and their like, with lines continued by a backslash. */
  private preprocessor(): void {
    let end = this.endOfLine();
    while (end < this.source.length && /\\\r?$/.test(this.source.slice(Math.max(0, end - 2), end))) {
      const next = this.source.indexOf('\n', end + 1);
      end = next === -1 ? this.source.length : next;
    }
    this.passTo(end);
  }

  private token(char: string): void {
    this.lineStart = false;
    if (char === '"' || char === "'") { this.text(char); return; }
    for (const [kind, pattern] of [['word', WORD], ['number', NUMBER], ['mark', MARK]] as const) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.source)?.[0];
      if (found !== undefined && found !== '') { this.push(kind, found.length); return; }
    }
    this.push('mark', 1);
  }

  private push(kind: CToken['kind'], length: number, value = ''): void {
    const text = this.source.slice(this.at, this.at + length);
    this.tokens.push({ kind, text, value, line: this.line });
    this.passTo(this.at + length);
  }

  /** A string ends at its quote or, unclosed, at the end of its line; a character constant is read the same way. */
  private text(quote: string): void {
    let end = this.at + 1;
    while (end < this.source.length && this.source[end] !== quote && this.source[end] !== '\n') {
      if (this.source[end] === '\\') end += this.source.startsWith('\r\n', end + 1) ? 2 : 1;
      end += 1;
    }
    const stop = Math.min(end, this.source.length);
    const closed = this.source[stop] === quote ? 1 : 0;
    this.push('string', stop - this.at + closed, unescapedC(this.source.slice(this.at + 1, stop)));
  }
}

/** Tokens of a C text, read without running or expanding anything. */
export function cTokens(source: string): CToken[] {
  const lexer = new CLexer(source);
  lexer.run();
  return lexer.tokens;
}

/** Tokens as one line of text again, for a human. */
export function sourceOf(tokens: readonly CToken[], most = 2000): string {
  let text = '';
  let before: CToken | undefined;
  for (const token of tokens) {
    const tight = before === undefined || /^[([!]$/.test(before.text) || /^[)\],;.([]$/.test(token.text) || /^(?:\+\+|--)$/.test(token.text);
    text += `${tight ? '' : ' '}${token.text}`;
    if (text.length > most) return `${text.slice(0, most)}…`;
    before = token;
  }
  return text;
}
