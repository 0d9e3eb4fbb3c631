import { statementsOf } from './statements.js';
import { tokensOf, type Token } from './tokens.js';

/** What a name or chain of names (`BASE`, `__ENV.HOST`, `user.id`) stands for as text; undefined = not known without running it. */
export type TextOfName = (chain: string) => string | undefined;

const LONGEST = 1_000_000;
const DEEPEST = 20;

/** Value of a number as JavaScript writes it into a text; undefined where it is no plain number. */
export function staticNumber(tokens: readonly Token[]): number | undefined {
  const [first, second] = tokens;
  const negative = first?.text === '-';
  const token = negative ? second : first;
  if (token?.kind !== 'number' || tokens.length !== (negative ? 2 : 1)) return undefined;
  const value = Number(token.text.replaceAll('_', ''));
  return Number.isFinite(value) ? (negative ? -value : value) : undefined;
}

/** The chain of names that tokens are (`a.b.c`); undefined where they are anything more. */
export function chainOf(tokens: readonly Token[]): string | undefined {
  if (tokens.length === 0 || tokens.length % 2 === 0) return undefined;
  const fits = tokens.every((token, at) => (at % 2 === 0 ? token.kind === 'word' : token.text === '.' || token.text === '?.'));
  return fits ? tokens.filter((_, at) => at % 2 === 0).map((token) => token.text).join('.') : undefined;
}

function pieceText(piece: string | { readonly source: string }, nameText: TextOfName, depth: number): string | undefined {
  if (typeof piece === 'string') return piece;
  const statements = statementsOf(tokensOf(piece.source));
  return statements.length === 1 ? staticText(statements[0] ?? [], nameText, depth + 1) : undefined;
}

function templateText(token: Token, nameText: TextOfName, depth: number): string | undefined {
  let whole = '';
  for (const piece of token.pieces ?? []) {
    const text = pieceText(piece, nameText, depth);
    if (text === undefined || whole.length + text.length > LONGEST) return undefined;
    whole += text;
  }
  return whole;
}

function operandText(tokens: readonly Token[], nameText: TextOfName, depth: number): string | undefined {
  const [only] = tokens;
  if (tokens.length === 1 && only?.value !== undefined) return only.value;
  if (tokens.length === 1 && only?.kind === 'template') return templateText(only, nameText, depth);
  const number = staticNumber(tokens);
  if (number !== undefined) return String(number);
  if (only?.text === '(' && tokens.at(-1)?.text === ')') return staticText(tokens.slice(1, -1), nameText, depth + 1);
  const chain = chainOf(tokens);
  return chain === undefined ? undefined : nameText(chain);
}

/**
 * The text an expression yields, read without running anything: literals, templates, `+` between them and known names.
 * @returns undefined where it cannot be known
 */
export function staticText(tokens: readonly Token[], nameText: TextOfName, depth = 0): string | undefined {
  if (depth > DEEPEST || tokens.length === 0) return undefined;
  const operands: Token[][] = [[]];
  let brackets = 0;
  for (const token of tokens) {
    if (token.kind === 'mark' && '([{'.includes(token.text)) brackets += 1;
    if (token.kind === 'mark' && ')]}'.includes(token.text)) brackets -= 1;
    if (token.kind === 'mark' && token.text === '+' && brackets === 0) operands.push([]);
    else operands.at(-1)?.push(token);
  }
  let whole = '';
  let numbers = 0;
  for (const operand of operands) {
    const text = operandText(operand, nameText, depth);
    if (text === undefined || whole.length + text.length > LONGEST) return undefined;
    if (staticNumber(operand) !== undefined) numbers += 1;
    whole += text;
  }
  // 1 + 2 is a sum, not a text.
  return operands.length > 1 && numbers > 1 ? undefined : whole;
}

/** `(a)` with the brackets off; other tokens as they are. */
export function withoutBrackets(tokens: readonly Token[]): readonly Token[] {
  return tokens[0]?.text === '(' && tokens.at(-1)?.text === ')' ? tokens.slice(1, -1) : tokens;
}
