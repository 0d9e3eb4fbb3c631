import fc from 'fast-check';
import { expect } from 'vitest';
import { PlanRefused } from '../../../src/local/engine/engine-log.js';
import { evaluateCondition } from '../../../src/local/engine/interpreter/condition.js';
import { formatDate, parseDate } from '../../../src/local/engine/interpreter/date-format.js';
import { readExpression } from '../../../src/local/engine/interpreter/expression/expression.js';
import { NotEvaluated } from '../../../src/local/engine/interpreter/expression/value.js';
import { Template } from '../../../src/local/engine/interpreter/template.js';
import { csvRows } from '../../../src/local/engine/variables/csv-rows.js';
import { decimalFormat } from '../../../src/local/engine/variables/decimal-format.js';
import { safePattern } from '../../../src/local/patterns/safe-pattern.js';
import { expression, pieces, template } from '../../unit/engine/any-text.js';
import { target } from '../../unit/engine/targets.js';
import { anyText, sentences, stretched } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

const longText = (words: readonly string[], some: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof({ weight: 39, arbitrary: some }, { weight: 1, arbitrary: stretched(words) });

/** Expressions as people write them, and some that mix types. */
const sound = sentences(['1', '2.5', '-3', '"a"', "'${x}'", '""', 'true', 'false', 'null', 'vars.get("x")', 'vars.get("none")', 'vars["n"]', 'Math.max(1, 2)', 'Integer.parseInt("7")', 'prev.getResponseCode()'], ['$ + $', '$ - $', '$ * $', '$ / $', '$ % $', '$ == $', '$ != $', '$ < $', '$ >= $', '$ && $', '$ || $', '!$', '($)', '$ ? $ : $', '$ ?: $', '($).length()', '($).toString().trim()', '($).substring(1)', '($).equals($)', '($).replace($, $)', '($).matches("(a+)+$1")', '$ as int', '$ ==~ /a+/', 'Math.min($, $)'], 5);
const expressions: FuzzTarget<[string, string]> = {
  name: 'Expressions', inputs: 'pieces of Groovy, JEXL and JavaScript in any order, and sound expressions of any depth',
  any: fc.tuple(longText(['(', '!', '-', 'a.', '1+', '"', "'", 'vars[', '?', '"a"+', '.trim()', '&&'], fc.oneof(expression, sound)), fc.constantFrom('groovy', 'jexl', 'javascript')),
  run([text, dialect]) {
    try {
      expect(['string', 'number', 'boolean', 'object']).toContain(typeof readExpression(text, dialect as 'groovy')(target({ x: 'y', n: '3' })));
      return true;
    } catch (error) {
      if (error instanceof NotEvaluated || /^The regular expression/.test((error as Error).message)) return false;
      throw error;
    }
  },
};
const conditions: FuzzTarget<string> = {
  name: 'Conditions', inputs: 'pieces of conditions in any order, and sound ones of any depth',
  any: longText(['(', '"a" == ', '!', '&& 1 ', '|| "'], fc.oneof(expression, sound)),
  run(text) {
    try {
      expect(typeof evaluateCondition(text, target({ x: '1' }))).toBe('boolean');
      return true;
    } catch (error) {
      if (/cannot be evaluated by the local engine/.test((error as Error).message)) return false;
      throw error;
    }
  },
};
const HELD = ['a', '(', '[', '|', '*', '1', ',', '\n', '${', '}', 'aaaaaaaaaaaaaaaaaaaaaaaa!'];
const functions: FuzzTarget<[string, string]> = {
  name: 'Functions and templates', inputs: 'function calls and references in any order, with variables of any text; every one must give a text',
  any: fc.tuple(longText(['${', '}', '${__', '(', ',', '\\,', '${x}', '${__P(', '${__urlencode(', '${__regexFunction((a+)+$,', '${__eval('], template), fc.oneof(template, anyText(HELD))),
  run([text, held]) {
    const rendered = Template.of(text, { notEvaluated: () => undefined, readsPrevious: () => undefined }).render(target({ x: held, n: '3' }));
    expect(typeof rendered).toBe('string');
    return true;
  },
};
const datePattern = pieces(['yyyy', 'MM', 'MMM', 'dd', 'EEE', 'HH', 'hh', 'a', 'X', 'Z', "'", "''", 'SSS', 'T', '-', '2024', '01', 'Jan', 'PM', '+02:00']);
const formats: FuzzTarget<[string, string, number]> = {
  name: 'Date and number formats', inputs: 'patterns of any letters, texts and moments; none may throw',
  any: fc.tuple(longText(['y', "'", 'M', 'X', '0', '#', ','], datePattern), longText(['1', '-', 'J', '9'], datePattern), fc.oneof(fc.double(), fc.integer())),
  run([pattern, text, number]) {
    expect(typeof formatDate(pattern, number * 1e6)).toBe('string');
    expect(['number', 'undefined']).toContain(typeof parseDate(pattern, text));
    expect(typeof decimalFormat(pattern)(Math.trunc(Number.isFinite(number) ? number : 0))).toBe('string');
    return true;
  },
};

const REGEX = ['(', ')', '(?:', '(?=', '(?!', '(?<=', '(?<n>', '\\1', '\\k<n>', 'a', '.', '*', '+', '?', '{2,}', '{1,1000}', '{', '}', '[', ']', '^', '$', '|', '\\d', '\\w', '\\p{L}', '\\', '(?i)', '(?x)', '(a+)+', '(a|a)*', '.*', '.*.*', '\\Q', '\\E', '[^"]+', '"', '=', 'é', '\ud800'];
const SUBJECT = ['a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', 'b', '"', '=', '\n', '<a href="x">', 'é', '\u0000', ' '];
const patterns: FuzzTarget<[string, string]> = {
  name: 'Regular expressions', inputs: 'patterns of any pieces on texts of up to 120,000 characters',
  any: fc.tuple(anyText(REGEX, 15), anyText(SUBJECT, 60)),
  run([source, text]) {
    try {
      const pattern = safePattern(source);
      for (const match of pattern.find(text, 100)) expect(match.length).toBe(pattern.groupCount + 1);
      pattern.matchesWhole(text);
      pattern.occursIn(text);
      return true;
    } catch (error) {
      if (/^The regular expression .* (?:cannot be read|was stopped)/s.test((error as Error).message)) return false;
      throw error;
    }
  },
};

const csv: FuzzTarget<{ text: Uint8Array | string; encoding: string; delimiter: string; allowQuotedData: boolean }> = {
  name: 'CSV reading', inputs: 'cells, quotes, line ends and delimiters in any order, bytes of any character set',
  any: fc.record({ text: fc.oneof({ weight: 5, arbitrary: anyText(['"', '""', ',', ';', '\t', '\n', '\r\n', '\r', 'a', 'é', '\ufeff', '||', '\\t']) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) }), encoding: fc.constantFrom('', 'utf-8', 'UTF-16LE', 'iso-8859-1', 'windows-1252', 'shift_jis', 'nonsense', '__proto__'), delimiter: fc.oneof(fc.constantFrom('', ',', ';', '\\t', '||', '"', '\n', '\r', 'a'), fc.string({ maxLength: 3 })), allowQuotedData: fc.boolean() }),
  run({ text, ...shape }) {
    try {
      for (const row of csvRows(Buffer.from(text as string), shape, 'a.csv')) expect(row.length).toBeGreaterThan(0);
      return true;
    } catch (error) {
      if (error instanceof PlanRefused) return false;
      throw error;
    }
  },
};

export const engine: readonly FuzzTarget[] = [expressions, conditions, functions, formats, patterns, csv];
