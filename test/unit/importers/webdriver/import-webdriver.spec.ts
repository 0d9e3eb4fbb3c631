import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { importWebdriver } from '../../../../src/local/importers/import-webdriver.js';
import { tokensOf } from '../../../../src/local/importers/javascript/tokens.js';
import { scriptString, visitScript } from '../../../../src/local/importers/webdriver/visit-script.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { countingIds } from '../design-tree.js';
import { refused } from '../hostile-import.js';

describe('importWebdriver', () => {
  it('opens one page per address, in order', () => {
    const result = importWebdriver(['# pages', 'https://a.test/', '', 'https://a.test/x?y=1 2'], { name: 'Pages' }, countingIds());
    expect(result).toMatchObject({ name: 'Pages', type: 'WEB_DRIVER', servers: [], variables: [], notes: [] });
    expect(result.children).toEqual([
      { '@type': 'WebDriverAction', id: 'a1', name: '/', enabled: true, language: 'javascript', parameters: '', script: 'WDS.sampleResult.sampleStart();\nWDS.browser.get("https://a.test/");\nWDS.sampleResult.sampleEnd();' },
      { '@type': 'WebDriverAction', id: 'a2', name: '/x', enabled: true, language: 'javascript', parameters: '', script: 'WDS.sampleResult.sampleStart();\nWDS.browser.get("https://a.test/x?y=1%202");\nWDS.sampleResult.sampleEnd();' },
    ]);
  });

  it('names what a browser cannot open', () => {
    const { notes, children, name } = importWebdriver(['ftp://a.test/', 'POST https://a.test/ x=1', 'https://a.test/ok']);
    expect([children.length, name]).toEqual([1, 'a.test']);
    expect(notes.map(({ place, level }) => [place, level])).toEqual([['line 1', 'dropped'], ['line 2', 'dropped']]);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing', [], /holds no address/],
    ['only others', ['mailto:x@y.z'], /line 1: mailto/],
    ['too many', Array.from({ length: 1001 }, () => 'https://a.test/'), /more than 1000/],
  ])('%s is refused', (_what, lines, sentence) => {
    expect(() => importWebdriver(lines)).toThrow(ImportError);
    expect(() => importWebdriver(lines)).toThrow(sentence);
  });
});

describe('the script', () => {
  it.each(['");alert(1);//', '\u2028', '</script>', '\\', "it's", '${x}'])('keeps %j inside its string', (text) => {
    const strings = tokensOf(visitScript(text)).filter(({ kind }) => kind === 'string');
    expect(strings.map(({ value }) => value)).toEqual([text]);
    expect(scriptString(text)).not.toMatch(/[\u2028\u2029<]/);
  });

  it('holds any address as one string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tokens = tokensOf(visitScript(text));
      expect(tokens.filter(({ kind }) => kind === 'string')).toHaveLength(1);
      expect(tokens.map(({ text: written }) => written).slice(-7)).toEqual(['WDS', '.', 'sampleResult', '.', 'sampleEnd', '(', ')', ';'].slice(-7));
    }), { numRuns: fuzzRuns(2000), seed: 5 });
  });

  it('survives any list', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), { maxLength: 5 }), (lines) => { refused(() => importWebdriver(lines)); }), { numRuns: fuzzRuns(2000), seed: 6 });
  });
});
