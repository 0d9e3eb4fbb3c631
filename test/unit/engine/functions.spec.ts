import { describe, expect, it } from 'vitest';
import { formatDate, parseDate } from '../../../src/local/engine/interpreter/date-format.js';
import { readExpression } from '../../../src/local/engine/interpreter/expression/expression.js';
import type { Dialect } from '../../../src/local/engine/interpreter/expression/value.js';
import { Template } from '../../../src/local/engine/interpreter/template.js';
import { rendered, target } from './targets.js';

const variables = { x: 'y', n: '2', name: 'Ada', empty: '' };

describe('functions of JMeter', () => {
  it.each([
    ['${__groovy(vars.get("x").equals("y"))}', 'true'], ['${__groovy(vars.get("none") == null)}', 'true'], ['${__groovy(vars["n"].toInteger() + 1)}', '3'], ['${__groovy(vars.get("n") as int > 1)}', 'true'],
    ['${__groovy("${name}".contains("d") && !"${name}".isEmpty())}', 'true'], ['${__groovy(vars.get("none")?.length())}', ''], ['${__groovy(vars.get("none") ?: "else")}', 'else'], ['${__groovy(props.get("host"))}', 'h'],
    ['${__jexl3("${x}" == "y" && ${n} < 3,)}', 'true'], ['${__jexl3(${n} > 10 ? "big" : "small")}', 'small'], ['${__jexl3(7 / 2)}', '3'], ['${__jexl2("${x}" eq "y" and not ("${x}" ne "y"))}', 'true'], ['${__jexl3(empty("${empty}"))}', 'true'],
    ['${JMeterThread.last_sample_ok}', 'true'], ['${__jexl3(${JMeterThread.last_sample_ok})}', 'true'], ['${__groovy(vars.get("JMeterThread.last_sample_ok") == "true")}', 'true'], ['${__javaScript("${n}" == 2)}', 'true'], ['${__groovy("a-1" ==~ /[a-z]-\\\\d/)}', 'true'],
  ])('%s is %s', (text, expected) => { expect(rendered(text, variables)).toBe(expected); });
  it.each([
    ['${__intSum(1,2,-4)}', '-1'], ['${__intSum(1,2,total)}${total}', '33'], ['${__longSum(9007199254740993,1)}', '9007199254740994'], ['${__intSum(2147483647,1)}', '-2147483648'],
    ['${__changeCase(ab c,CAPITALIZE)}', 'Ab c'], ['${__changeCase(Ab,LOWER)}', 'ab'], ['${__changeCase(Ab)}', 'AB'],
    ['${__base64Encode(é)}${__base64Decode(w6k=)}', 'w6k=é'], ['${__escapeHtml(<a b="1">&)}', '&lt;a b=&quot;1&quot;&gt;&amp;'], ['${__unescapeHtml(&lt;&#233;&nope;)}', '<é&nope;'],
    ['${__digest(MD5,abc)}', '900150983cd24fb0d6963f7d28e17f72'], ['${__digest(SHA-256,abc,,true)}', 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'],
    ['${__V(na${empty}me)}', 'Ada'], ['${__V(none,fallback)}', 'fallback'], ['${__isVarDefined(x)}${__isVarDefined(z)}', 'truefalse'], ['${__samplerName}', 'Home'], ['${__threadGroupName}', 'Shop users'],
    ['${__machineName}', 'localhost'], ['${__char(65,0x42)}', 'AB'], ['${__escapeOroRegexpChars([a].*)}', '\\[a\\]\\.\\*'], ['${__setProperty(p,1)}${__P(p)}', '1'], ['${__urlencode(a\\,b\\\\c)}', 'a%2Cb%5Cc'],
  ])('%s is %s', (text, expected) => { expect(rendered(text, variables)).toBe(expected); });
  it('splits into variables', () => {
    const place = target({});
    Template.of('${__split(a;;b,part,;)}').render(place);
    expect(Object.fromEntries(place.variables)).toEqual({ part: 'a;;b', part_1: 'a', part_2: '?', part_3: 'b', part_n: '3' });
  });
  it('reads the last answer by a regular expression', () => {
    const previous = { text: 'id=1 id=22 id=333', headersText: '', url: '', reply: { code: 200, reason: 'OK' } };
    const place = target({ other: 'id=9' }, { previous });
    expect(Template.of('${__regexFunction(id=(\\\\d+),<$1$>,2,,none,ref)}').render(place)).toBe('<22>');
    expect([place.variables.get('ref'), place.variables.get('ref_matchNr'), place.variables.get('ref_g1')]).toEqual(['<22>', '3', '1']);
    expect(Template.of('${__regexFunction(id=(\\\\d+),$1$,ALL,+)} ${__regexFunction(zz,$1$,1,,none)} ${__regexFunction(id=(\\\\d),$1$,1,,,,other)}').render(place)).toBe('1+22+333 none 9');
    expect(rendered('${__groovy(prev.getResponseCode() == "200")}', {}, { previous })).toBe('true');
  });
  it('evaluates a text as a template only where it is asked to, and not for ever', () => {
    expect(rendered('${x} ${__eval(${x})} ${__evalVar(x)}', { x: '${y}', y: '1' })).toBe('${y} 1 1');
    expect(rendered('${__eval(${x})}', { x: 'a${__evalVar(x)}${__evalVar(x)}' }).length).toBeLessThan(100_000);
  });
  it('reads files of the project line by line, from the top again after the last', () => {
    const file = { fileText: (name: string) => (name === 'n.txt' ? 'one,1\ntwo,2\n' : (() => { throw new Error('no file'); })()), run: {} };
    const line = Template.of('${__StringFromFile(n.txt)}');
    expect([1, 2, 3].map(() => line.render(target({}, file)))).toEqual(['one,1', 'two,2', 'one,1']);
    const [ada, ben] = [target({}, file), target({}, file)];
    const row = Template.of('${__CSVRead(n.txt,0)}/${__CSVRead(n.txt,1)}${__CSVRead(n.txt,next)}');
    expect([row.render(ada), row.render(ben), row.render(ada)]).toEqual(['one/1', 'two/2', 'one/1']);
    expect(rendered('${__FileToString(n.txt)}|${__FileToString(../../etc/passwd)}', {}, file)).toBe('one,1\ntwo,2\n|${__FileToString(../../etc/passwd)}');
  });
  it('shifts and picks dates', () => {
    expect(rendered('${__timeShift(yyyy-MM-dd HH:mm,2024-02-28 23:30,P1DT1H)}')).toBe('2024-03-01 00:30');
    expect(rendered('${__timeShift(yyyy-MM-dd,2024-03-01,-P1D)} ${__timeShift(yyyy-MM-dd,2024-03-01,P-1D)}')).toBe('2024-02-29 2024-02-29');
    expect(rendered('${__RandomDate(,2024-01-01,2024-01-02)}')).toBe('2024-01-01');
    expect(rendered('${__dateTimeConvert(05 Jan 2024,dd MMM yyyy,yyyyMMdd)}')).toBe('20240105');
    expect(rendered('${__timeShift(yyyy-MM-dd,yesterday,P1D)}')).toBe('${__timeShift(yyyy-MM-dd,yesterday,P1D)}');
  });
});

describe('dates', () => {
  it.each([['EEE, d MMMM yyyy hh:mm a z', 'Mon, 5 February 2024 03:04 PM UTC'], ["'T'HHmmss.SSSZ", 'T150405.006+0000'], ['D u yy', '36 1 24']])('%s', (pattern, expected) => { expect(formatDate(pattern, Date.UTC(2024, 1, 5, 15, 4, 5, 6))).toBe(expected); });
  it('reads what it writes', () => {
    const at = Date.UTC(2024, 11, 31, 23, 59, 58, 7);
    for (const pattern of ["yyyy-MM-dd'T'HH:mm:ss.SSSX", 'yyyyMMddHHmmssSSS', 'EEEE, dd MMM yyyy hh:mm:ss.SSS a']) expect(parseDate(pattern, formatDate(pattern, at))).toBe(at);
    expect(parseDate('yyyy-MM-ddXXX', '2024-01-01+02:00')).toBe(Date.UTC(2023, 11, 31, 22));
    expect([parseDate('yyyy', '24x'), parseDate('MMM', 'Foo')]).toEqual([undefined, undefined]);
  });
});

describe('expressions', () => {
  const value = (text: string, dialect: Dialect): unknown => readExpression(text, dialect)(target(variables));
  it('follow the rules of their language', () => {
    expect([value('1 == "1"', 'groovy'), value('1 == "1"', 'jexl'), value('1 == "1"', 'javascript')]).toEqual([false, true, true]);
    expect([value('"10" < "9"', 'jexl'), value('10 < "9"', 'jexl'), value('1 + 2 * 3 - -4', 'groovy'), value('"a" + 1 + 2', 'groovy'), value('(1 + 2) * 3 % 4', 'javascript')]).toEqual([true, false, 11, 'a12', 1]);
    expect([value('"a".length', 'javascript'), value('"x".concat("y").toUpperCase().indexOf("Y")', 'groovy'), value('Math.max(1, 2) + Integer.parseInt("3")', 'groovy'), value('true ? false ? 1 : 2 : 3', 'groovy')]).toEqual([1, 1, 5, 2]);
    expect(() => value('"5" > 3', 'groovy')).toThrow(/comparison of a text with a number/);
    expect(() => value('vars.get("none").length()', 'groovy')).toThrow(/of nothing/);
  });
  it.each(['this', 'vars.constructor', 'vars["get"].constructor', '"a".constructor', '"a".__proto__', 'vars.__proto__.x()', 'Math.constructor("x")', 'new Date()', 'x => x', '"a".getClass().forName("java.lang.Runtime")', 'System.exit(1)', 'eval("1")', '[].filter', '"a"["length"]', 'vars', 'vars.get', '`a`', '1 = 2', 'a:b', '{}', '"a', '1 2'])('refuse %s', (text) => {
    for (const dialect of ['groovy', 'jexl', 'javascript'] as const) expect(() => readExpression(text, dialect)).toThrow();
  });
  it('set variables only by vars.put', () => {
    const place = target({});
    expect(readExpression('vars.put("a", "b")', 'groovy')(place)).toBe(null);
    expect(place.variables.get('a')).toBe('b');
  });
});
