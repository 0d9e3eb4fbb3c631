import { describe, expect, it } from 'vitest';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import { AllowedHosts } from '../../../src/local/engine/http/allowed-hosts.js';
import { escapedPath } from '../../../src/local/engine/http/query.js';
import { evaluateCondition } from '../../../src/local/engine/interpreter/condition.js';
import { formatDate } from '../../../src/local/engine/interpreter/date-format.js';
import { encodeForm } from '../../../src/local/engine/interpreter/form-text.js';
import { safePattern } from '../../../src/local/patterns/safe-pattern.js';
import { Template } from '../../../src/local/engine/interpreter/template.js';
import { userSpans } from '../../../src/local/engine/load/curve.js';
import { cell } from '../../../src/local/engine/load/jtl-file.js';
import { csvRows } from '../../../src/local/engine/variables/csv-rows.js';
import { decimalFormat } from '../../../src/local/engine/variables/decimal-format.js';
import { rendered, target } from './targets.js';


describe('Template', () => {
  it('replaces in one pass: what a variable holds is never a template', () => {
    expect(rendered('a${x}b${y}', { x: '${y}', y: '${x}' })).toBe('a${y}b${x}');
  });
  it('leaves what is not set, not closed or not known as it is', () => {
    for (const text of ['${none}', 'a${', '${}', '{${'.repeat(3), '${__groovy(System.exit(1))}', '${__XPath(a,b)}', '$x', '${a${b', '}']) expect(rendered(text)).toBe(text);
  });
  it('finds its way past references that never close, and through hostile nesting', () => {
    expect(rendered('{"a": ${ "b": "${x}" }', { x: '1' })).toBe('{"a": ${ "b": "1" }');
    expect(rendered('${'.repeat(200_000))).toBe('${'.repeat(200_000));
    const nested = `${'${__urlencode('.repeat(3000)}x${')}'.repeat(3000)}`;
    expect(rendered(nested)).not.toBe('');
  });
  it('tells of functions that are not evaluated here, and why', () => {
    const heard: string[] = [];
    Template.of('${__groovy(new File("x"))} ${__UUID()} ${__BeanShell(1)}', { notEvaluated: (name, reason) => heard.push(`${name}: ${reason}`), readsPrevious: () => undefined });
    expect(heard).toEqual(['__groovy: it cannot evaluate the name "new"', '__BeanShell: it is not among the functions this engine knows']);
  });
  it.each([
    ['${__threadNum}', '3'], ['${__iterationNum}', '2'], ['${__property(host,,d)}', 'h'], ['${__property(none,,d)}', 'd'], ['${__P(none,d)}', 'd'], ['${__property(__proto__,,d)}', 'd'],
    ['${__urlencode(${x})}', 'a+b%26%C3%A9'], ['${__urldecode(a+b%26)}', 'a b&'], ['${__Random(5,5)}', '5'], ['${__RandomString(4,q)}', 'qqqq'], ['${__RandomString(0)}', ''], ['${__Random(b,a)}', 'b'],
  ])('%s is %s', (text, expected) => { expect(rendered(text, { x: 'a b&é' })).toBe(expected); });
  it('evaluates the other functions', () => {
    expect(rendered('${__UUID()}')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(rendered('${__time()}'))).toBeGreaterThan(1.6e12);
    expect(Number(rendered('${__time(/1000)}'))).toBeLessThan(1e11);
    const counted = Template.of('${__counter(FALSE,c)}');
    const place = target({});
    expect([counted.render(place), counted.render(target({})), place.variables.get('c')]).toEqual(['1', '2', '1']);
  });
  it('keeps an escaped comma and nested references together', () => {
    expect(rendered('${__urlencode(a\\,b)}')).toBe('a%2Cb');
    expect(rendered('${__P(no,${x})}', { x: '1,2' })).toBe('1,2');
  });
});

describe('small formats', () => {
  it.each([['', 7, '7'], ['000', 7, '007'], ['user-0000', 42, 'user-0042'], ['#,##0', 1234567, '1,234,567'], ['0', -5, '-5'], ['0.00', 3, '3.00'], ["'n'00", 3, 'n03']])('DecimalFormat %j of %d is %s', (pattern, value, expected) => { expect(decimalFormat(pattern)(value)).toBe(expected); });
  it('reads a long row of commas once', () => { expect(decimalFormat(','.repeat(1_000_000))(7)).toBe(`${','.repeat(1_000_000)}7`); });
  it('formats dates in UTC', () => { expect(formatDate("yyyy-MM-dd'T'HH:mm:ss.SSS yy", 0)).toBe('1970-01-01T00:00:00.000 70'); });
  it('encodes forms as Java does', () => { expect(encodeForm("a b&c=é~!'()*-._\ud800")).toBe('a+b%26c%3D%C3%A9%7E%21%27%28%29*-._%EF%BF%BD'); });
  it('escapes only what must not stand in a path', () => { expect(escapedPath('/é a?x=%20&y=${z}')).toBe('/%C3%A9%20a?x=%20&y=${z}'); });
  it('quotes CSV cells', () => { expect([cell('a'), cell('a,b'), cell('say "x"'), cell('two\nlines')]).toEqual(['a', '"a,b"', '"say ""x"""', '"two\nlines"']); });
});

describe('csvRows', () => {
  const shape = { encoding: '', delimiter: ',', allowQuotedData: true };
  it('reads quotes, doubled quotes and line ends in cells', () => {
    expect(csvRows(Buffer.from('a,"b ""x"", c"\r\n"two\nlines",\n\n"open'), shape, 'f')).toEqual([['a', 'b "x", c'], ['two\nlines', ''], ['open']]);
  });
  it('splits plainly without quotes, with any delimiter', () => {
    expect(csvRows(Buffer.from('"a;b";c\n'), { ...shape, delimiter: ';', allowQuotedData: false }, 'f')).toEqual([['"a', 'b"', 'c']]);
    expect(csvRows(Buffer.from('a\tb'), { ...shape, delimiter: '\\t' }, 'f')).toEqual([['a', 'b']]);
  });
  it('reads other character sets and refuses unknown ones', () => {
    expect(csvRows(Buffer.from([0xe9]), { ...shape, encoding: 'iso-8859-1' }, 'f')).toEqual([['é']]);
    expect(() => csvRows(Buffer.from('a'), { ...shape, encoding: 'klingon' }, 'f')).toThrow(/Correct the encoding/);
  });
});

describe('evaluateCondition', () => {
  it.each([
    ['"a" == "a"', true], ['"a" != "a"', false], ['2 < 10', true], ['"2" < "10"', false], ['2 >= 2 && "x" == \'x\'', true], ['1 > 2 || !(3 == 4)', true], ['true', true], ['false || 0', false], ['-1 < 0', true], ['"1" == 1', true], ['"1" === 1', false],
  ])('%s is %s', (text, expected) => { expect(evaluateCondition(text, target({}))).toBe(expected); });
  it.each(['process.exit()', '1 +', '"a', '', '(1', 'a == b', '1 2', `${'('.repeat(5000)}1`])('refuses %j with a sentence', (text) => { expect(() => evaluateCondition(text, target({}))).toThrow(/cannot be evaluated by the local engine/); });
});

describe('safePattern', () => {
  it('is linear on patterns that explode elsewhere', () => {
    expect(safePattern('(a+)+$').find(`${'a'.repeat(50_000)}!`, 1)).toEqual([]);
    expect(safePattern('^(\\w+\\s?)*$').matchesWhole(`${'word '.repeat(5000)}!`)).toBe(false);
  });
  it('stops a look-around pattern that backtracks too much', () => {
    expect(() => safePattern('^(?!z)(a|aa)+$').find(`${'a'.repeat(40)}!`, 1)).toThrow(/was stopped after 50 ms/);
    expect(safePattern('(?<=id=)\\d+').find('id=42', 1)).toEqual([['42']]);
  });
  it('knows back-references and inline flags', () => {
    expect(safePattern('(?i)(["\'])x\\1').find('a "X" b', 5)).toEqual([['"X"', '"']]);
    expect(safePattern('(?s)<a>(.*?)</a>').find('<a>1\n2</a>', 1)).toEqual([['<a>1\n2</a>', '1\n2']]);
  });
  it('says what is wrong with a broken pattern', () => { expect(() => safePattern('(unclosed')).toThrow(/cannot be read/); });
  it('takes empty matches and groups that took no part', () => {
    expect(safePattern('x*').find('ab', 10).length).toBe(3);
    expect(safePattern('(a)|(b)').find('b', 1)).toEqual([['b', undefined, 'b']]);
    expect(safePattern('(?=.)(a)|(b)').find('b', 1)).toEqual([['b', undefined, 'b']]);
  });
});

describe('AllowedHosts', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'LOCALHOST'])('always lets %s be loaded', (host) => { expect(new AllowedHosts([]).refusal(host)).toBeUndefined(); });
  it.each(['example.com', '10.0.0.1', '0.0.0.0', 'localhost.evil.com', '127.0.0.1.nip.io', '[::ffff:10.0.0.1]', ''])('refuses %s and says how to allow it', (host) => { expect(new AllowedHosts([]).refusal(host)).toContain('local.engine.allowed-hosts'); });
  it('knows exact names, suffixes and everything', () => {
    const hosts = new AllowedHosts(['shop.test', '*.Example.com']);
    expect([hosts.refusal('shop.test'), hosts.refusal('a.example.com')]).toEqual([undefined, undefined]);
    for (const host of ['example.com', 'evilexample.com', 'a.shop.test']) expect(hosts.refusal(host)).toBeDefined();
    expect(new AllowedHosts(['*']).refusal('any.where')).toBeUndefined();
  });
  it('judges a mapped name by its address, and loopback names cannot be mapped away', () => {
    const hosts = new AllowedHosts(['shop.test'], { 'shop.test': '10.0.0.1', 'inner.test': '127.0.0.1', 'localhost': '10.0.0.1' });
    expect(hosts.refusal('shop.test')).toContain('mapped to 10.0.0.1');
    expect(hosts.refusal('inner.test')).toBeUndefined();
    expect(hosts.addressOf('localhost')).toBeUndefined();
  });
});

describe('userSpans', () => {
  const spans = (load: UserProfileLoad): string[] => userSpans(load).map(({ startAt, stopAt }) => `${startAt}-${stopAt}`);
  const shape = { delayMs: 100, rampUpMs: 400, plateauMs: 1000, plateauVus: 4 };
  it('ramps up: user k starts when the line reaches k', () => { expect(spans({ '@type': 'UserProfileLoadRampUp', ...shape })).toEqual(['200-1500', '300-1500', '400-1500', '500-1500']); });
  it('starts all at once without a ramp', () => { expect(spans({ '@type': 'UserProfileLoadRampUp', ...shape, rampUpMs: 0 })).toEqual(Array(4).fill('100-1100')); });
  it('ramps down: who came last goes first', () => { expect(spans({ '@type': 'UserProfileLoadRampUpThenRampDown', ...shape, rampDownMs: 400 })).toEqual(['200-1800', '300-1700', '400-1600', '500-1500']); });
  it('climbs stairs in equal jumps', () => { expect(spans({ '@type': 'UserProfileLoadAscendingStairs', ...shape, stepCount: 2 })).toEqual(['100-1500', '100-1500', '300-1500', '300-1500']); });
  it('spreads users that do not divide by the steps', () => { expect(spans({ '@type': 'UserProfileLoadAscendingStairs', ...shape, plateauVus: 5, stepCount: 2 })).toEqual(['100-1500', '100-1500', '300-1500', '300-1500', '300-1500']); });
  it('follows a custom line up, down and up again', () => {
    const points = [[0, 0], [100, 2], [200, 0], [300, 2]].map(([timeInMs = 0, threadsCount = 0]) => ({ timeInMs, threadsCount }));
    expect(spans({ '@type': 'UserProfileLoadCustom', points })).toEqual(['50-150', '250-300']);
  });
  it('sorts points, keeps the larger at one time and interpolates', () => {
    const points = [[1000, 0], [0, 2], [0, 1], [500, 4]].map(([timeInMs = 0, threadsCount = 0]) => ({ timeInMs, threadsCount }));
    expect(spans({ '@type': 'UserProfileLoadCustom', points })).toEqual(['0-875', '0-750', '250-625']);
  });
  it('yields nobody for a line at zero', () => { expect(spans({ '@type': 'UserProfileLoadCustom', points: [{ timeInMs: 0, threadsCount: 0 }, { timeInMs: 9, threadsCount: 0 }] })).toEqual([]); });
});
