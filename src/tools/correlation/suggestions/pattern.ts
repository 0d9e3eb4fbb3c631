import type { Occurrence } from './occurrences.js';

/** A regular expression with one group, kept in parts so that it can be tried in linear time whatever the text. */
export interface Pattern {
  /** Expression before the value; bounded repetitions only. */
  readonly left: string;
  /** Characters that end the value, as they stand in a character class. */
  readonly stops: string;
  /** Expression after the value; where there is one, it begins with one of `stops`. */
  readonly right: string;
  /** Letters match in both cases: names of headers. */
  readonly anyCase?: boolean;
  /** The name the value stands under there. */
  readonly key: string;
}

/** A text as an expression that matches it and nothing else. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/** The expression as create_correlation_rule takes it. */
export const regexOf = ({ left, stops, right, anyCase }: Pattern): string => `${anyCase === true ? '(?i)' : ''}${left}([^${stops}]+)${right}`;

/**
 * Whether the first match of the pattern in the whole text is the value at this very place: rules always take the first. The
 * value ends at the first stop, so no part is read twice (a plain run of the expression could take quadratic time).
 */
export function findsFirst(pattern: Pattern, { source: { text }, at, form }: Occurrence): boolean {
  const left = new RegExp(pattern.left, pattern.anyCase === true ? 'gi' : 'g');
  const stop = new RegExp(`[${pattern.stops}]`, 'g');
  const right = new RegExp(pattern.right, 'y');
  let end = -1;
  for (let match = left.exec(text); match !== null; match = left.exec(text)) {
    const start = left.lastIndex;
    if (match[0] === '') left.lastIndex += 1;
    if (start > at) return false;
    if (end < start) {
      stop.lastIndex = start;
      end = stop.exec(text)?.index ?? text.length;
    }
    right.lastIndex = end;
    if (end > start && right.test(text)) return start === at && end === at + form.length;
  }
  return false;
}
