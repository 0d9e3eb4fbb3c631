/** A piece of a JavaScript text. Comments and white space are gone, so that nothing inside them can be taken for code. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'regex' | 'mark';
  /** As written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a line break stands before it. */
  readonly newline: boolean;
  /** What a string means; undefined for anything else. */
  readonly value?: string;
  /** Pieces of a template: literal texts as strings, between them the sources of `${…}`. */
  readonly pieces?: readonly (string | { readonly source: string })[];
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)n?/y;
const SPACE = /[\s\ufeff]+/uy;
const LONG_MARK = />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|[-+*/%]=|\*\*/y;
/** After these words a `/` begins a regular expression. */
const BEFORE_REGEX: ReadonlySet<string> = new Set(['return', 'typeof', 'case', 'in', 'of', 'delete', 'void', 'throw', 'new', 'else', 'do', 'await', 'yield', 'instanceof']);
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };
/** Deepest nesting of templates inside templates. */
const DEEPEST = 50;
/** Longest regular expression looked for, and how many slashes may turn out to be none: a text must not be read again and again. */
const REGEX_MAX = 2000;
const FALSE_STARTS_MAX = 1000;

/** A text with its JavaScript escapes undone; unknown escapes mean the character itself, a broken one stays as written. */
export function unescaped(text: string): string {
  return text.replace(/\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))/g, (whole, braces?: string, four?: string, two?: string, other?: string) => {
    const code = braces ?? four ?? two;
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    if (other === undefined || /^[\r\n\u2028\u2029]/.test(other)) return '';
    return ESCAPES[other] ?? other;
  });
}

/** Reads JavaScript (or TypeScript) into tokens. Never throws: a text that is none yields marks that match nothing. One pass. */
class Lexer {
  readonly tokens: Token[] = [];
  private newline = false;
  private falseStarts = 0;

  constructor(private readonly source: string, private at = 0, private readonly depth = 0) {}

  /** Reads to the end, or to the `}` that closes the `${` this lexer was started in. Returns the offset behind it. */
  run(untilBrace = false): number {
    let open = 0;
    while (this.at < this.source.length) {
      if (this.skipped()) continue;
      const char = this.source.charAt(this.at);
      if (untilBrace && char === '}' && open === 0) return this.at + 1;
      if (char === '{') open += 1;
      else if (char === '}') open -= 1;
      this.next(char);
    }
    return this.source.length;
  }

  /** Whether white space or a comment was passed. */
  private skipped(): boolean {
    SPACE.lastIndex = this.at;
    const space = SPACE.exec(this.source)?.[0];
    if (space !== undefined) return this.pass(this.at + space.length);
    if (this.source.startsWith('//', this.at) || (this.at === 0 && this.source.startsWith('#!'))) {
      const end = this.source.slice(this.at).search(/[\n\r\u2028\u2029]/);
      return this.pass(end === -1 ? this.source.length : this.at + end);
    }
    if (!this.source.startsWith('/*', this.at)) return false;
    const end = this.source.indexOf('*/', this.at + 2);
    return this.pass(end === -1 ? this.source.length : end + 2);
  }

  private pass(end: number): true {
    this.newline ||= /[\n\r\u2028\u2029]/.test(this.source.slice(this.at, end));
    this.at = end;
    return true;
  }

  private next(char: string): void {
    if (char === '"' || char === "'") return this.string(char);
    if (char === '`') return this.template();
    if (char === '/' && this.falseStarts < FALSE_STARTS_MAX && this.regexMayStart()) {
      const end = this.regexEnd();
      if (end !== undefined) return this.push('regex', end);
      this.falseStarts += 1;
    }
    for (const [kind, pattern] of [['number', NUMBER], ['word', WORD]] as const) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.source)?.[0];
      if (found !== undefined && found !== '') return this.push(kind, this.at + found.length);
    }
    LONG_MARK.lastIndex = this.at;
    const mark = LONG_MARK.exec(this.source)?.[0];
    const single = (this.source.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1;
    this.push('mark', this.at + (mark?.length ?? single));
  }

  private push(kind: Token['kind'], end: number, more: Pick<Token, 'value' | 'pieces'> = {}): void {
    this.tokens.push({ kind, text: this.source.slice(this.at, end), start: this.at, end, newline: this.newline, ...more });
    this.newline = false;
    this.at = end;
  }

  private string(quote: string): void {
    let end = this.at + 1;
    while (end < this.source.length && this.source[end] !== quote && this.source[end] !== '\n') end += this.source[end] === '\\' ? 2 : 1;
    const value = unescaped(this.source.slice(this.at + 1, Math.min(end, this.source.length)));
    this.push('string', Math.min(end + 1, this.source.length), { value });
  }

  private template(): void {
    const pieces: (string | { source: string })[] = [];
    let from = this.at + 1;
    let at = from;
    while (at < this.source.length && this.source[at] !== '`') {
      if (this.source[at] === '\\') at += 2;
      else if (this.source.startsWith('${', at)) {
        pieces.push(unescaped(this.source.slice(from, at)));
        const end = this.depth < DEEPEST ? new Lexer(this.source, at + 2, this.depth + 1).run(true) : this.source.length;
        pieces.push({ source: this.source.slice(at + 2, Math.max(at + 2, end - 1)) });
        from = at = end;
      } else at += 1;
    }
    pieces.push(unescaped(this.source.slice(from, Math.min(at, this.source.length))));
    this.push('template', Math.min(at + 1, this.source.length), { pieces });
  }

  /** A `/` divides behind a value and begins a regular expression everywhere else. */
  private regexMayStart(): boolean {
    const before = this.tokens.at(-1);
    if (before === undefined) return true;
    if (before.kind === 'word') return BEFORE_REGEX.has(before.text);
    return before.kind === 'mark' && ![')', ']', '}', '++', '--'].includes(before.text);
  }

  private regexEnd(): number | undefined {
    let inClass = false;
    for (let at = this.at + 1; at < this.source.length && at < this.at + REGEX_MAX; at += 1) {
      const char = this.source[at];
      if (char === '\n' || char === '\r') return undefined;
      if (char === '\\') at += 1;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) {
        at += 1;
        while (/[a-z]/.test(this.source.charAt(at))) at += 1;
        return at;
      }
    }
    return undefined;
  }
}

/** Tokens of a JavaScript or TypeScript text, read without running it. Never throws. */
export function tokensOf(source: string): Token[] {
  const lexer = new Lexer(source);
  lexer.run();
  return lexer.tokens;
}
