import { groovyOf, type Comparison, type Operator } from '../conditions.js';
import { callArguments, split, type Argument } from './c-program.js';
import type { CToken } from './c-tokens.js';
import { argumentOf, numberOf, textOf, type ScriptTexts } from './texts.js';

const SIGNS: Readonly<Record<string, Operator>> = { '==': 'EQUALS', '!=': 'NOT_EQUALS', '>': 'GREATER', '>=': 'GREATER_EQUAL', '<': 'LESS', '<=': 'LESS_EQUAL' };
const OPPOSITE: Readonly<Record<string, Operator>> = { EQUALS: 'NOT_EQUALS', NOT_EQUALS: 'EQUALS', CONTAINS: 'NOT_CONTAINS', NOT_CONTAINS: 'CONTAINS' };

/** Longer than any condition a person writes. */
const TOKENS_MAX = 1000;

const isMark = (token: CToken | undefined, text: string): boolean => token?.kind === 'mark' && token.text === text;

/** The tokens without brackets around the whole. */
function unwrapped(tokens: readonly CToken[]): readonly CToken[] {
  if (!isMark(tokens[0], '(') || !isMark(tokens.at(-1), ')')) return tokens;
  let depth = 0;
  for (let at = 0; at < tokens.length - 1; at += 1) {
    if (isMark(tokens[at], '(')) depth += 1;
    else if (isMark(tokens[at], ')')) depth -= 1;
    if (depth === 0) return tokens;
  }
  return unwrapped(tokens.slice(1, -1));
}

/** `left sign right` at the outermost level. */
function sides(tokens: readonly CToken[]): { left: Argument; sign: string; right: Argument } | undefined {
  for (const sign of Object.keys(SIGNS)) {
    const [left, right, more] = split(tokens, sign);
    if (left !== undefined && right !== undefined && more === undefined) return { left, sign, right };
  }
  return undefined;
}

const given = (tokens: Argument, name: string): Argument[] | undefined => (tokens[0]?.kind === 'word' && tokens[0].text === name && isMark(tokens.at(-1), ')') ? callArguments(tokens, 1) : undefined);
const isNothing = (tokens: Argument): boolean => tokens.length === 1 && ['NULL', '0'].includes(tokens[0]?.text ?? '');

/** One of the three shapes that read a parameter: strcmp, atoi, strstr of lr_eval_string (loadrunner-migration skill, documented). */
function comparison(tokens: readonly CToken[], texts: ScriptTexts): Comparison | undefined {
  const found = sides(tokens);
  const { left, sign, right } = found ?? { left: tokens, sign: '!=', right: [] };
  const compared = given(left, 'strcmp') ?? given(left, 'stricmp');
  if (compared !== undefined && (sign === '==' || sign === '!=') && (found === undefined || numberOf(right) === 0)) {
    const [one, other] = compared.map((argument) => textOf(argument, texts));
    return one === undefined || other === undefined ? undefined : { left: one, operator: SIGNS[sign] ?? 'EQUALS', right: other };
  }
  const searched = given(left, 'strstr');
  if (searched !== undefined && (sign === '==' || sign === '!=') && (found === undefined || isNothing(right))) {
    const [text, part] = searched.map((argument) => textOf(argument, texts));
    return text === undefined || part === undefined ? undefined : { left: text, operator: sign === '!=' ? 'CONTAINS' : 'NOT_CONTAINS', right: part };
  }
  const number = textOf(argumentOf(left, 'atoi') ?? argumentOf(left, 'atol') ?? argumentOf(left, 'atof'), texts);
  const limit = numberOf(right) ?? textOf(argumentOf(right, 'atoi'), texts);
  if (number === undefined || (found !== undefined && limit === undefined)) return undefined;
  return { left: number, operator: SIGNS[sign] ?? 'NOT_EQUALS', right: String(limit ?? 0) };
}

/** A number compared as a number also where it only has to be equal: `01` is `1` for atoi. */
function expressionOf(found: Comparison, numeric: boolean): string {
  const text = groovyOf({ comparisons: [found], match: 'ALL' });
  if (!numeric || (found.operator !== 'EQUALS' && found.operator !== 'NOT_EQUALS')) return text;
  const ordered = groovyOf({ comparisons: [{ ...found, operator: 'GREATER_EQUAL' }, { ...found, operator: 'LESS_EQUAL' }], match: 'ALL' });
  return found.operator === 'EQUALS' ? ordered : `!(${ordered})`;
}

/**
 * A C condition as a Groovy expression over variables; undefined where it reads a local of the C code. `&&`, `||`, `!` and brackets
 * may join what can be read.
 */
export function conditionOf(condition: readonly CToken[], texts: ScriptTexts, depth = 0): string | undefined {
  if (condition.length > TOKENS_MAX) return undefined;
  const tokens = unwrapped(condition);
  if (tokens.length === 0 || depth > 20) return undefined;
  for (const [mark, join] of [['||', ' || '], ['&&', ' && ']] as const) {
    const parts = split(tokens, mark);
    if (parts.length < 2) continue;
    const read = parts.map((part) => conditionOf(part, texts, depth + 1));
    return read.every((part) => part !== undefined) ? read.map((part) => `(${part})`).join(join) : undefined;
  }
  if (isMark(tokens[0], '!')) {
    const inner = tokens.slice(1);
    const direct = comparison(unwrapped(inner), texts);
    if (direct !== undefined && OPPOSITE[direct.operator] !== undefined && sides(unwrapped(inner)) === undefined) return expressionOf({ ...direct, operator: OPPOSITE[direct.operator] ?? direct.operator }, given(unwrapped(inner), 'atoi') !== undefined);
    const read = conditionOf(inner, texts, depth + 1);
    return read === undefined ? undefined : `!(${read})`;
  }
  const found = comparison(tokens, texts);
  const reads = tokens.some(({ kind, text }) => kind === 'word' && /^ato[ilf]$/.test(text));
  return found === undefined ? undefined : expressionOf(found, reads);
}

/** `for (i = 0; i < 10; i++)` as how often it runs; a bound that is a parameter becomes a reference. Undefined for anything else. */
export function loopCount(parts: readonly (readonly CToken[])[], texts: ScriptTexts): string | undefined {
  const [start = [], test = [], step = []] = parts;
  const variable = test[0]?.kind === 'word' ? test[0].text : undefined;
  const from = numberOf(start.slice(start.findIndex((token) => isMark(token, '=')) + 1));
  const sign = test[1]?.text;
  const forward = step.length === 2 && step.some((token) => isMark(token, '++')) && step.some(({ text }) => text === variable);
  if (variable === undefined || from === undefined || !start.some(({ text }) => text === variable) || !forward || (sign !== '<' && sign !== '<=')) return undefined;
  const bound = test.slice(2);
  const to = numberOf(bound);
  if (to !== undefined) return String(Math.max(0, Math.trunc(to - from + (sign === '<=' ? 1 : 0))));
  const reference = textOf(argumentOf(bound, 'atoi'), texts);
  return reference !== undefined && ((from === 0 && sign === '<') || (from === 1 && sign === '<=')) ? reference : undefined;
}
