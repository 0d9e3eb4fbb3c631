import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsAt, functionBody, reads, sourceOf, statementsOf } from '../../../../src/local/importers/javascript/statements.js';
import { staticJson } from '../../../../src/local/importers/javascript/static-json.js';
import { staticNumber, staticText } from '../../../../src/local/importers/javascript/static-text.js';
import { tokensOf } from '../../../../src/local/importers/javascript/tokens.js';
import { fuzzRuns } from '../fuzz-runs.js';

const texts = (source: string): string[] => tokensOf(source).map(({ text }) => text);
const statements = (source: string): string[] => statementsOf(tokensOf(source)).map((statement) => sourceOf(source, statement));
const known: Readonly<Record<string, string>> = { 'BASE': 'https://a.test', '__ENV.HOST': '${HOST}' };
const evaluated = (source: string): string | undefined => staticText(tokensOf(source), (chain) => (Object.hasOwn(known, chain) ? known[chain] : undefined));

describe('tokens', () => {
  it.each<[string, string[]]>([
    ['a.b?.c(1, "x")', ['a', '.', 'b', '?.', 'c', '(', '1', ',', '"x"', ')']],
    ['x // y\n/* z */ w', ['x', 'w']],
    ['a / b / c', ['a', '/', 'b', '/', 'c']],
    ['x = /a\\/[/"]/gi.test(y)', ['x', '=', '/a\\/[/"]/gi', '.', 'test', '(', 'y', ')']],
    ['return /x/', ['return', '/x/']],
    ['`a${b + `c${d}`}e` + f', ['`a${b + `c${d}`}e`', '+', 'f']],
    ['1_000 0xFF 1.5e3 .5', ['1_000', '0xFF', '1.5e3', '.5']],
    ['a===b!==c=>d??e', ['a', '===', 'b', '!==', 'c', '=>', 'd', '??', 'e']],
    ['#!/usr/bin/env node\nx', ['x']],
    ['naïve_$1', ['naïve_$1']],
  ])('%s', (source, wanted) => {
    expect(texts(source)).toEqual(wanted);
  });

  it.each([
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"\u0061\x62\u{63}\n\
d"`, 'abc\nd'],
    [String.raw`'\q\\'`, 'q\\'],
  ])('%s means %j', (source, value) => {
    expect(tokensOf(source)[0]?.value).toBe(value);
  });

  it('reads any text, every token where it says, none overlapping', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('`${', '}', '`', '"', "'", '/', '/*', '*/', '//', '\n', '\\', '[', '(', '{', ')', 'a', '${', '=>', '\u2028', '\ud800'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const source = pieces.join('');
      let end = 0;
      for (const token of tokensOf(source)) {
        expect(token.start).toBeGreaterThanOrEqual(end);
        expect(source.slice(token.start, token.end)).toBe(token.text);
        expect(token.end).toBeGreaterThan(token.start);
        end = token.end;
      }
      const total = statementsOf(tokensOf(source)).reduce((sum, statement) => sum + statement.length, 0);
      expect(total).toBeLessThanOrEqual(tokensOf(source).length);
      staticText(tokensOf(source), () => 'x');
    }), { numRuns: fuzzRuns(1500), seed: 1 });
  });
});

describe('statements', () => {
  it.each<[string, string[]]>([
    ['a(); b()', ['a()', 'b()']],
    ['a()\nb()', ['a()', 'b()']],
    ['a\n  .b()\n  .c()\nd', ['a\n  .b()\n  .c()', 'd']],
    ['const x =\n 1\nlet y = {\n a: 1,\n}\nz', ['const x =\n 1', 'let y = {\n a: 1,\n}', 'z']],
    ['if (x) { a(); } else { b() } c()', ['if (x) { a(); } else { b() }', 'c()']],
    ['if (x)\n  a()\nb()', ['if (x)\n  a()', 'b()']],
    ['try { a } catch (e) { b } finally { c }\nd', ['try { a } catch (e) { b } finally { c }', 'd']],
    ['do { a } while (x); b', ['do { a } while (x)', 'b']],
    ['for (let i = 0; i < 3; i++) { a() } b', ['for (let i = 0; i < 3; i++) { a() }', 'b']],
    ['export default function () { a }\nexport function b() {}', ['export default function () { a }', 'export function b() {}']],
    ['f(function () { a(); b(); })\ng', ['f(function () { a(); b(); })', 'g']],
    ['x = a +\n b\ny', ['x = a +\n b', 'y']],
  ])('%j', (source, wanted) => {
    expect(statements(source)).toEqual(wanted);
  });

  it('parts arguments at their own commas', () => {
    const tokens = tokensOf('f(a, [1, 2], { b: 3, c }, (x, y) => z)');
    const { given, end } = argumentsAt(tokens, 1);
    expect(given.map((argument) => sourceOf('f(a, [1, 2], { b: 3, c }, (x, y) => z)', argument))).toEqual(['a', '[1, 2]', '{ b: 3, c }', '(x, y) => z']);
    expect(end).toBe(tokens.length);
  });

  it.each<[string, string[], string[], boolean]>([
    ['function (a, b) { c }', ['a', 'b'], ['c'], false],
    ['async () => { c; }', [], ['c', ';'], false],
    ['r => r.ok', ['r'], ['r', '.', 'ok'], true],
    ['(r) => (r.ok)', ['r'], ['(', 'r', '.', 'ok', ')'], true],
  ])('reads the function %s', (source, parameters, body, isExpression) => {
    const found = functionBody(tokensOf(source));
    expect(found?.parameters).toEqual(parameters);
    expect(found?.body.map(({ text }) => text)).toEqual(body);
    expect(found?.isExpression).toBe(isExpression);
  });

  it('does not take a string for the word in it', () => {
    expect(reads(tokensOf('pm . test'), 0, 'pm . test')).toBe(true);
    expect(reads(tokensOf('"pm" . test'), 0, '"pm" . test')).toBe(false);
  });
});

describe('expressions', () => {
  it.each<[string, string | undefined]>([
    ["'a' + \"b\"", 'ab'],
    ['BASE + "/x"', 'https://a.test/x'],
    ['`${BASE}/x?y=${1}`', 'https://a.test/x?y=1'],
    ['`a${`b${"c"}`}`', 'abc'],
    ['("a") + ("b" + "c")', 'abc'],
    ['__ENV.HOST', '${HOST}'],
    ['"a" + 1', 'a1'],
    ['1 + 2', undefined],
    ['unknown', undefined],
    ['f("x")', undefined],
    ['"a" - "b"', undefined],
    ['`${x ? 1 : 2}`', undefined],
    ['constructor', undefined],
  ])('%s is %j', (source, wanted) => {
    expect(evaluated(source)).toBe(wanted);
  });

  it.each<[string, number | undefined]>([['1_0', 10], ['-0.5', -0.5], ['1 2', undefined], ['"1"', undefined]])('%s is the number %j', (source, wanted) => {
    expect(staticNumber(tokensOf(source))).toBe(wanted);
  });

  it.each<[string, string | undefined]>([
    ['{ a: 1, "b c": [true, null, "x"], d: { e: BASE } }', '{"a":1,"b c":[true,null,"x"],"d":{"e":"https://a.test"}}'],
    ['[]', '[]'],
    ['{ ...x }', undefined],
    ['{ f() {} }', undefined],
    ['{ a: now() }', undefined],
    ['{ "__proto__": 1 }', '{"__proto__":1}'],
  ])('%s as JSON is %j', (source, wanted) => {
    expect(staticJson(tokensOf(source), { text: (chain) => known[chain], tokens: () => undefined })).toBe(wanted);
  });
});
