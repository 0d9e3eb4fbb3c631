import { describe, expect, it } from 'vitest';
import { checkRegexRule } from '../../../src/local/design/regex-rule.js';
import { boundedCall } from '../../../src/local/patterns/bounded-call.js';
import { safePattern } from '../../../src/local/patterns/safe-pattern.js';

describe('checkRegexRule', () => {
  it.each(['a(b)', '(?:x)(y)', '(?<name>x)', '(?<=k=)(v)', '(?i)token=([^&"]+)', '\\(([^)]+)\\)', '[(](a)'])('accepts %s', (regex) => {
    expect(checkRegexRule(regex)).toBeUndefined();
  });

  it.each([['abc', /no capturing group/], ['(a)(b)', /2 capturing groups/], ['(?<=x)(a)(b)', /2 capturing groups/], ['(', /cannot be read/], ['  ', /empty/], ['(?:a)', /no capturing group/]])('refuses %s', (regex, sentence) => {
    expect(checkRegexRule(regex)).toMatch(sentence);
  });
});

describe('safePattern', () => {
  it('finds the same whichever engine runs it', () => {
    for (const source of ['k=(\\d+)(x)?', '(?=k)k=(\\d+)(x)?']) {
      expect(safePattern(source).find('k=1 k=22x k=3', 2)).toEqual([['k=1', '1', undefined], ['k=22x', '22', 'x']]);
      expect([safePattern(source).occursIn('ak=1'), safePattern(source).occursIn('k=')]).toEqual([true, false]);
    }
  });

  it('reads the flags of Java', () => {
    expect(safePattern('(?is)(?=A)a(.)b').find('A\nB', 1)).toEqual([['A\nB', '\n']]);
  });

  it('cannot be stalled', () => {
    const text = `${'a'.repeat(40)}!`;
    expect(safePattern('^(a+)+$').occursIn(text)).toBe(false);
    expect(() => safePattern('(?!x)^(a+)+$').occursIn(text)).toThrow(/backtracks too much/);
    expect(() => safePattern('(?i)((a{1,50}){1,10})b').find('a'.repeat(1_000_000), 1)).toThrow(/was stopped after 500 ms/);
    expect(() => safePattern(`(?=a)\\d${'=\\d'.repeat(20_000)}`).find('a1', 1)).toThrow(/^The regular expression .* cannot be read: Invalid regular expression/s);
    expect(safePattern('(a+)(b)').find(`${'a'.repeat(20_000)}b`, 1).map(([, , second]) => second)).toEqual(['b']);
  });
});

describe('boundedCall', () => {
  const endless = (): never => { for (;;); };

  it('ends work that does not end', () => {
    expect(boundedCall(() => 7, 1000, 'late')).toBe(7);
    expect(() => boundedCall(endless, 20, 'Too late.')).toThrow('Too late.');
    expect(() => boundedCall(() => { throw new Error('own'); }, 1000, 'late')).toThrow('own');
    expect(boundedCall(() => 8, 1000, 'late')).toBe(8);
  });

  it('may be made inside another', () => {
    expect(boundedCall(() => boundedCall(() => 1, 1000, 'inner') + boundedCall(() => 2, 1000, 'inner'), 1000, 'outer')).toBe(3);
    expect(() => boundedCall(() => boundedCall(endless, 20, 'Inner late.'), 5000, 'outer')).toThrow('Inner late.');
    expect(() => boundedCall(() => boundedCall(endless, 5000, 'inner'), 20, 'Outer late.')).toThrow('Outer late.');
    expect(boundedCall(() => 9, 1000, 'late')).toBe(9);
  });
});
