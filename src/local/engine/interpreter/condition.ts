type Value = string | number | boolean;
type Token = { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'sign'; readonly sign: string };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(true|false)\b|(===|!==|==|!=|<=|>=|&&|\|\||[<>!()-]))/gy;
const COMPARISONS: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=']);
/** Deepest nesting read; a condition is one line written by a person. */
const DEEPEST = 50;

/**
 * Evaluates the old JavaScript form of an If condition (entities.md §3.4: `"${x}" == "y"`, `${n} < 10 && …`) without running any
 * JavaScript: strings, numbers, true, false, comparisons, `!`, `&&`, `||` and parentheses. Throws an Error that says what was met.
 */
export function evaluateCondition(text: string): boolean {
  const reader = new Reader(tokens(text), text);
  const value = reader.either(0);
  reader.end();
  return Boolean(value);
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const trimmed = text.trim();
  for (let at = 0; at < trimmed.length;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(trimmed);
    if (match === null) throw unreadable(text, trimmed.slice(at, at + 20));
    at = TOKEN.lastIndex;
    const [, number, double, single, word, sign] = match;
    if (number !== undefined) found.push({ kind: 'value', value: Number(number) });
    else if (word !== undefined) found.push({ kind: 'value', value: word === 'true' });
    else if (sign !== undefined) found.push({ kind: 'sign', sign });
    else found.push({ kind: 'value', value: (double ?? single ?? '').replace(/\\(.)/gs, '$1') });
  }
  return found;
}

class Reader {
  private at = 0;

  constructor(private readonly list: readonly Token[], private readonly text: string) {}

  either(depth: number): Value {
    let value = this.both(depth);
    while (this.take('||')) {
      const right = this.both(depth);
      value = Boolean(value) || Boolean(right);
    }
    return value;
  }

  end(): void {
    const token = this.list[this.at];
    if (token !== undefined) throw unreadable(this.text, token.kind === 'sign' ? token.sign : String(token.value));
  }

  private both(depth: number): Value {
    let value = this.comparison(depth);
    while (this.take('&&')) {
      const right = this.comparison(depth);
      value = Boolean(value) && Boolean(right);
    }
    return value;
  }

  private comparison(depth: number): Value {
    const left = this.single(depth);
    const token = this.list[this.at];
    if (token?.kind !== 'sign' || !COMPARISONS.has(token.sign)) return left;
    this.at++;
    return compare(left, token.sign, this.single(depth));
  }

  private single(depth: number): Value {
    if (depth > DEEPEST) throw unreadable(this.text, '(');
    if (this.take('!')) return !this.single(depth + 1);
    if (this.take('-')) return -Number(this.single(depth + 1));
    if (this.take('(')) {
      const value = this.either(depth + 1);
      if (!this.take(')')) throw unreadable(this.text, 'a missing )');
      return value;
    }
    const token = this.list[this.at++];
    if (token?.kind !== 'value') throw unreadable(this.text, token?.sign ?? 'its end');
    return token.value;
  }

  private take(sign: string): boolean {
    const token = this.list[this.at];
    if (token?.kind !== 'sign' || token.sign !== sign) return false;
    this.at++;
    return true;
  }
}

/** Compares as JavaScript does: by text where both are text, else as numbers. */
function compare(left: Value, sign: string, right: Value): boolean {
  const texts = typeof left === 'string' && typeof right === 'string';
  const [a, b] = texts ? [left, right] : [Number(left), Number(right)];
  switch (sign) {
    case '==': return a === b;
    case '===': return left === right;
    case '!=': return a !== b;
    case '!==': return left !== right;
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    default: return a >= b;
  }
}

function unreadable(text: string, found: string): Error {
  return new Error(`The condition ${JSON.stringify(text.slice(0, 120))} cannot be evaluated by the local engine (stopped at ${JSON.stringify(found)}). Write comparisons of quoted texts and numbers joined by && and ||, or set useExpression with a text that renders to true.`);
}
