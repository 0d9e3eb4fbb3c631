import { describe, expect, it } from 'vitest';
import { conditionOf, loopCount } from '../../../../src/local/importers/migrations/loadrunner/c-conditions.js';
import { split } from '../../../../src/local/importers/migrations/loadrunner/c-program.js';
import { cTokens } from '../../../../src/local/importers/migrations/loadrunner/c-tokens.js';
import { ScriptTexts } from '../../../../src/local/importers/migrations/loadrunner/texts.js';
import { groovyFunction, groovyOf, type Operator } from '../../../../src/local/importers/migrations/conditions.js';
import { rendered as asked } from '../../engine/targets.js';

const texts = new ScriptTexts({ left: '{', right: '}' });
for (const name of ['n', 'name', 'body']) texts.know(name);
/** What the engine answers to a C condition; undefined where it cannot be read. */
function answer(source: string, variables: Record<string, string>): string | undefined {
  const read = conditionOf(cTokens(source), texts);
  return read === undefined ? undefined : asked(groovyFunction(read), variables);
}

describe('comparisons, asked of the engine', () => {
  it.each<[Operator, string, string, boolean]>([
    ['EQUALS', 'a', 'a', true], ['EQUALS', 'a', 'b', false], ['NOT_EQUALS', 'a', 'b', true], ['CONTAINS', 'abc', 'b', true], ['NOT_CONTAINS', 'abc', 'b', false],
    ['STARTS_WITH', 'abc', 'ab', true], ['NOT_STARTS_WITH', 'abc', 'ab', false], ['ENDS_WITH', 'abc', 'bc', true], ['NOT_ENDS_WITH', 'abc', 'ab', true],
    ['MATCH_REGEXP', 'abc', 'b.', true], ['NOT_MATCH_REGEXP', 'abc', 'x', true], ['GREATER', '10', '9', true], ['GREATER_EQUAL', '9', '9', true], ['LESS', '10', '9', false], ['LESS_EQUAL', '9', '9', true],
    ['EQUALS', 'quote " back \\ dollar $ comma , brace )', 'quote " back \\ dollar $ comma , brace )', true],
  ])('%s of %s and %s', (operator, left, right, holds) => {
    expect(asked(groovyFunction(groovyOf({ comparisons: [{ left: '${x}', operator, right }], match: 'ALL' })), { x: left })).toBe(String(holds));
    expect(asked(groovyFunction(groovyOf({ comparisons: [{ left: '${x}', operator, right: '${y}' }], match: 'ANY' })), { x: left, y: right })).toBe(String(holds));
  });

  it('asks whether a variable is there', () => {
    const exists = groovyFunction(groovyOf({ comparisons: [{ left: '${x}', operator: 'EXISTS', right: '' }], match: 'ALL' }));
    expect([asked(exists, { x: '' }), asked(exists, {})]).toEqual(['true', 'false']);
  });

  it('joins by ANY and ALL', () => {
    const comparisons = [{ left: '${x}', operator: 'EQUALS', right: 'a' }, { left: '${y}', operator: 'EQUALS', right: 'b' }] as const;
    expect(asked(groovyFunction(groovyOf({ comparisons, match: 'ALL' })), { x: 'a', y: 'c' })).toBe('false');
    expect(asked(groovyFunction(groovyOf({ comparisons, match: 'ANY' })), { x: 'a', y: 'c' })).toBe('true');
    expect(groovyOf({ comparisons: [], match: 'ALL' })).toBe('true');
  });

  it('never lets a value become code', () => {
    expect(asked(groovyFunction(groovyOf({ comparisons: [{ left: '${x}', operator: 'EQUALS', right: 'a' }], match: 'ALL' })), { x: '" == "" || "1" == "1' })).toBe('false');
  });
});

describe('C conditions, asked of the engine', () => {
  it.each<[string, Record<string, string>, string]>([
    ['strcmp(lr_eval_string("{name}"), "OK") == 0', { name: 'OK' }, 'true'],
    ['strcmp(lr_eval_string("{name}"), "OK")', { name: 'OK' }, 'false'],
    ['!strcmp(lr_eval_string("{name}"), "OK")', { name: 'OK' }, 'true'],
    ['0 != strcmp("x", "x") || atoi(lr_eval_string("{n}")) >= 10', { n: '9' }, ''],
    ['atoi(lr_eval_string("{n}")) >= 10', { n: '9' }, 'false'],
    ['atoi(lr_eval_string("{n}")) == 1', { n: '01' }, 'true'],
    ['atoi(lr_eval_string("{n}")) != 1', { n: '01' }, 'false'],
    ['atoi(lr_eval_string("{n}"))', { n: '3' }, 'true'],
    ['strstr(lr_eval_string("{body}"), "token") != NULL', { body: 'a token' }, 'true'],
    ['strstr(lr_eval_string("{body}"), "token") == NULL', { body: 'a token' }, 'false'],
    ['((strstr(lr_eval_string("{body}"), "a")) && (atoi(lr_eval_string("{n}")) < 5))', { body: 'a', n: '4' }, 'true'],
    ['!(atoi(lr_eval_string("{n}")) < 5)', { n: '4' }, 'false'],
    ['strcmp(lr_eval_string("a, \\"b\\""), lr_eval_string("{name}")) == 0', { name: 'a, "b"' }, 'true'],
  ])('%s', (source, variables, expected) => {
    expect(answer(source, variables) ?? '').toBe(expected);
  });

  it.each(['rc != LR_PASS', 'i < 10', 'strcmp(Day, "Monday") == 0', '', '((', 'a ? b : c', 'atoi(buffer) > 1'])('does not read %s', (source) => {
    expect(conditionOf(cTokens(source), texts)).toBeUndefined();
  });

  it('does not read what no person writes, and is done with it', () => {
    expect(conditionOf(cTokens(`${'('.repeat(50_000)}1${')'.repeat(50_000)}`), texts)).toBeUndefined();
    expect(conditionOf(cTokens(Array.from({ length: 30_000 }, () => 'atoi(lr_eval_string("{n}"))').join(' && ')), texts)).toBeUndefined();
  });
});

describe('loop bounds', () => {
  it.each<[string, string | undefined]>([
    ['i = 0; i < 3; i++', '3'], ['int i = 1; i <= 3; ++i', '3'], ['i = 2; i < 1; i++', '0'], ['i = 0; i < atoi(lr_eval_string("{n}")); i++', '${n}'], ['i = 1; i <= atoi(lr_eval_string("{n}")); i++', '${n}'],
    ['i = 1; i < atoi(lr_eval_string("{n}")); i++', undefined], ['i = 0; i < count; i++', undefined], ['i = 0; i < 3; i += 2', undefined], ['i = 3; i > 0; i--', undefined], [';;', undefined], ['i = 0; j < 3; i++', undefined],
  ])('%s', (source, count) => {
    expect(loopCount(split(cTokens(source), ';'), texts)).toBe(count);
  });
});
