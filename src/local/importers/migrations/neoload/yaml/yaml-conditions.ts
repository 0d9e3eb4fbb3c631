import type { Comparison, Conditions, Operator } from '../../conditions.js';
import { field, list, text, textField } from './values.js';

/** Operators as an as-code condition writes them (public reference, if.md); longer ones first. */
const SIGNS: readonly (readonly [string, Operator])[] = [
  ['not_match_regexp', 'NOT_MATCH_REGEXP'], ['not_starts_with', 'NOT_STARTS_WITH'], ['not_ends_with', 'NOT_ENDS_WITH'], ['greater_equal', 'GREATER_EQUAL'], ['not_contains', 'NOT_CONTAINS'],
  ['match_regexp', 'MATCH_REGEXP'], ['starts_with', 'STARTS_WITH'], ['not_exists', 'NOT_EXISTS'], ['not_equals', 'NOT_EQUALS'], ['not_exist', 'NOT_EXISTS'], ['less_equal', 'LESS_EQUAL'], ['ends_with', 'ENDS_WITH'],
  ['contains', 'CONTAINS'], ['greater', 'GREATER'], ['equals', 'EQUALS'], ['exists', 'EXISTS'], ['exist', 'EXISTS'], ['less', 'LESS'],
  ['>=', 'GREATER_EQUAL'], ['<=', 'LESS_EQUAL'], ['==', 'EQUALS'], ['!=', 'NOT_EQUALS'], ['>', 'GREATER'], ['<', 'LESS'],
];

/** An operand and what stands behind it: quoted (a backslash keeps a quote), or up to the next space. */
function operand(source: string): { value: string; rest: string } {
  const trimmed = source.trimStart();
  const quote = trimmed.charAt(0);
  if (quote !== "'" && quote !== '"') {
    const [value = ''] = /^\S*/.exec(trimmed) ?? [];
    return { value, rest: trimmed.slice(value.length) };
  }
  let value = '';
  let at = 1;
  for (; at < trimmed.length && trimmed[at] !== quote; at += 1) {
    if (trimmed[at] === '\\' && (trimmed[at + 1] === quote || trimmed[at + 1] === '\\')) at += 1;
    value += trimmed.charAt(at);
  }
  return { value, rest: trimmed.slice(at + 1) };
}

/** `'${x}' == 'y'`; undefined where no operator follows the first operand. */
export function comparisonOf(source: string): Comparison | undefined {
  const { value: left, rest } = operand(source.slice(0, 10_000));
  const tail = rest.trimStart();
  const sign = SIGNS.find(([written]) => tail.startsWith(written));
  if (sign === undefined) return undefined;
  return { left, operator: sign[1], right: operand(tail.slice(sign[0].length)).value };
}

/** `conditions` and `match` of a step; `match` is any where nothing is said. */
export function conditionsOf(step: unknown): Conditions {
  const comparisons = list(field(step, 'conditions')).flatMap((condition) => comparisonOf(text(condition)) ?? []);
  return { comparisons, match: textField(step, 'match') === 'all' ? 'ALL' : 'ANY' };
}
