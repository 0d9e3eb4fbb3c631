import { callOn, isMethod, isObject, methodOfObject, toWhole, variable, type ExpressionScope } from './methods.js';
import { tokens, type Token } from './tokens.js';
import { arithmetic, asNumber, asText, matched, NotEvaluated, ordered, plus, same, truthy, type Dialect, type Value } from './value.js';

/** An expression read once: gives its value for a user. Throws NotEvaluated where the values do not fit. */
export type Expression = (scope: ExpressionScope) => Value;

/** Longest expression read, and deepest nesting: one line written by a person, with what its variables hold. */
const LONGEST = 20_000;
const MOST_TOKENS = 1000;
const DEEPEST = 50;

/** How strongly a sign between two values binds; those not in the list bind none. */
const STRENGTH: ReadonlyMap<string, number> = new Map([
  ['?', 1], ['?:', 2], ['||', 3], ['or', 3], ['&&', 4], ['and', 4],
  ['==', 5], ['!=', 5], ['===', 5], ['!==', 5], ['eq', 5], ['ne', 5], ['=~', 5], ['==~', 5],
  ['<', 6], ['<=', 6], ['>', 6], ['>=', 6], ['lt', 6], ['le', 6], ['gt', 6], ['ge', 6], ['as', 6],
  ['+', 7], ['-', 7], ['*', 8], ['/', 8], ['%', 8], ['div', 8], ['mod', 8],
]);
/** Words that stand for signs in JEXL. */
const WORDS: Readonly<Record<string, string>> = { or: '||', and: '&&', eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=', div: '/', mod: '%', not: '!' };
const PREFIX_STRENGTH = 9;
const CONSTANTS: Readonly<Record<string, Value>> = { true: true, false: false, null: null, undefined: null };
const CASTS: Readonly<Record<string, (value: Value) => Value>> = {
  int: toWhole, Integer: toWhole, long: toWhole, Long: toWhole, double: asNumber, Double: asNumber, float: asNumber, Float: asNumber, BigDecimal: asNumber,
  String: (value) => (value === null ? null : asText(value)), boolean: (value) => truthy(value, 'groovy'), Boolean: (value) => truthy(value, 'groovy'),
};

/**
 * Reads an expression without running any code: values, comparisons, logic, arithmetic, `? :`, and the methods of `methods.ts`. It is
 * the part of Groovy, JEXL and JavaScript that conditions of load tests are written in (entities.md §2, `__groovy`, `__jexl3`; §3.4,
 * IfContainerAction). Throws NotEvaluated, with what was met, for everything else.
 */
export function readExpression(text: string, dialect: Dialect): Expression {
  if (text.length > LONGEST) throw new NotEvaluated(`more than ${LONGEST} characters`);
  const list = tokens(text);
  if (list.length === 0) throw new NotEvaluated('nothing to evaluate');
  if (list.length > MOST_TOKENS) throw new NotEvaluated(`more than ${MOST_TOKENS} words and signs`);
  return new Reader(list, dialect).whole();
}

/** A parser by binding strength (Pratt). */
class Reader {
  private at = 0;

  constructor(private readonly list: readonly Token[], private readonly dialect: Dialect) {}

  whole(): Expression {
    const expression = this.read(0, 0);
    while (this.take(';')) { /* A closing semicolon is nothing more. */ }
    if (this.at < this.list.length) throw this.unexpected();
    return expression;
  }

  private read(strength: number, depth: number): Expression {
    if (depth > DEEPEST) throw new NotEvaluated(`more than ${DEEPEST} levels of brackets`);
    let left = this.postfix(this.prefix(depth), depth);
    for (;;) {
      const sign = this.infix();
      const own = sign === undefined ? undefined : STRENGTH.get(sign);
      if (sign === undefined || own === undefined || own <= strength) return left;
      this.at++;
      left = this.between(left, Object.hasOwn(WORDS, sign) ? (WORDS[sign] ?? sign) : sign, own, depth);
    }
  }

  /** The sign that joins what was read with what follows. */
  private infix(): string | undefined {
    const token = this.list[this.at];
    if (token?.kind === 'sign') return token.sign;
    return token?.kind === 'name' && (token.name === 'as' || (this.dialect === 'jexl' && Object.hasOwn(WORDS, token.name))) ? token.name : undefined;
  }

  private between(left: Expression, sign: string, strength: number, depth: number): Expression {
    const { dialect } = this;
    if (sign === '?') return this.choice(left, depth);
    if (sign === 'as') return this.cast(left);
    const right = this.read(strength, depth + 1);
    switch (sign) {
      case '||': return (scope) => truthy(left(scope), dialect) || truthy(right(scope), dialect);
      case '&&': return (scope) => truthy(left(scope), dialect) && truthy(right(scope), dialect);
      case '?:': return (scope) => { const value = left(scope); return truthy(value, dialect) ? value : right(scope); };
      case '==': return (scope) => same(left(scope), right(scope), dialect);
      case '!=': return (scope) => !same(left(scope), right(scope), dialect);
      case '===': return (scope) => left(scope) === right(scope);
      case '!==': return (scope) => left(scope) !== right(scope);
      case '=~': case '==~': return (scope) => matched(left(scope), sign, right(scope), dialect);
      case '+': return (scope) => plus(left(scope), right(scope));
      case '-': case '*': case '/': case '%': return (scope) => arithmetic(left(scope), sign, right(scope), dialect);
      default: return (scope) => ordered(left(scope), sign, right(scope), dialect);
    }
  }

  private choice(condition: Expression, depth: number): Expression {
    const { dialect } = this;
    const yes = this.read(0, depth + 1);
    this.expect(':');
    const no = this.read(0, depth + 1);
    return (scope) => (truthy(condition(scope), dialect) ? yes(scope) : no(scope));
  }

  private cast(value: Expression): Expression {
    const type = this.name();
    const change = Object.hasOwn(CASTS, type) ? CASTS[type] : undefined;
    if (change === undefined) throw new NotEvaluated(`"as ${type}"`);
    return (scope) => change(value(scope));
  }

  private prefix(depth: number): Expression {
    const { dialect } = this;
    const token = this.list[this.at++];
    if (token === undefined) throw new NotEvaluated('an expression that ends too early');
    if (token.kind === 'value') { const { value } = token; return () => value; }
    if (token.kind === 'name') return this.named(token.name, depth);
    if (token.sign === '(') {
      const inner = this.read(0, depth + 1);
      this.expect(')');
      return inner;
    }
    if (token.sign === '!') { const operand = this.read(PREFIX_STRENGTH, depth + 1); return (scope) => !truthy(operand(scope), dialect); }
    if (token.sign === '-' || token.sign === '+') {
      const factor = token.sign === '-' ? -1 : 1;
      const operand = this.read(PREFIX_STRENGTH, depth + 1);
      return (scope) => factor * asNumber(operand(scope));
    }
    this.at--;
    throw this.unexpected();
  }

  private named(name: string, depth: number): Expression {
    const { dialect } = this;
    if (Object.hasOwn(CONSTANTS, name)) { const value = CONSTANTS[name] ?? null; return () => value; }
    if (dialect === 'jexl' && (name === 'empty' || name === 'size' || name === 'not')) {
      const operand = this.read(PREFIX_STRENGTH, depth + 1);
      if (name === 'not') return (scope) => !truthy(operand(scope), dialect);
      return name === 'empty' ? (scope) => { const value = operand(scope); return value === null || value === ''; } : (scope) => asText(operand(scope)).length;
    }
    if (!isObject(name)) throw new NotEvaluated(`the name "${name}"`);
    if (name === 'vars' && this.take('[')) {
      const key = this.read(0, depth + 1);
      this.expect(']');
      return (scope) => variable(asText(key(scope)), scope);
    }
    this.expect('.');
    const method = this.name();
    const call = methodOfObject(name, method);
    if (call === undefined) throw new NotEvaluated(`${name}.${method}`);
    const given = this.arguments(depth);
    return (scope) => call(given.map((argument) => argument(scope)), scope);
  }

  /** Methods called on a value: `.trim().length()`. */
  private postfix(value: Expression, depth: number): Expression {
    let self = value;
    for (;;) {
      const safe = this.take('?.');
      if (!safe && !this.take('.')) return self;
      const of = self;
      const method = this.name();
      if (!isMethod(method)) throw new NotEvaluated(`.${method}`);
      // JavaScript's length is no method.
      const given = method === 'length' && !this.sees('(') ? [] : this.arguments(depth);
      self = (scope) => {
        const object = of(scope);
        return safe && object === null ? null : callOn(object, method, given.map((argument) => argument(scope)));
      };
    }
  }

  private arguments(depth: number): Expression[] {
    this.expect('(');
    if (this.take(')')) return [];
    const given: Expression[] = [];
    do given.push(this.read(0, depth + 1)); while (this.take(','));
    this.expect(')');
    return given;
  }

  private name(): string {
    const token = this.list[this.at++];
    if (token?.kind !== 'name') { this.at--; throw this.unexpected(); }
    return token.name;
  }

  private sees(sign: string): boolean {
    const token = this.list[this.at];
    return token?.kind === 'sign' && token.sign === sign;
  }

  private take(sign: string): boolean {
    if (!this.sees(sign)) return false;
    this.at++;
    return true;
  }

  private expect(sign: string): void {
    if (!this.take(sign)) throw new NotEvaluated(`${this.unexpected().message} where ${JSON.stringify(sign)} was to be`);
  }

  private unexpected(): NotEvaluated {
    const token = this.list[this.at];
    return new NotEvaluated(token === undefined ? 'the end of the text' : token.kind === 'value' ? JSON.stringify(token.value) : token.kind === 'name' ? `the name "${token.name}"` : `the sign "${token.sign}"`);
  }
}
