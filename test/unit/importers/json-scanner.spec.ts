import { describe, expect, it } from 'vitest';
import { findJsonFault, placeOf } from '../../../src/local/importers/json-fault.js';
import { JsonScanner } from '../../../src/local/importers/json-scanner.js';
import { seeded } from './seeded.js';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonFault', () => {
  it.each([
    ['', 0], ['{', 1], ['{"a"}', 4], ['{"a":}', 5], ['{"a":1,}', 7], ['[1,]', 3], ['[1 2]', 3], ['{"a":1 "b":2}', 7], ['nul', 0], ['01', 0], ['1.', 0], ['"a', 2],
    ['"a\nb"', 2], ['"\\x"', 1], ['"\\u12"', 1], ['[1]]', 3], ['{a:1}', 1], ["{'a':1}", 1], ['[,1]', 1], ['{"a":[}', 6], ['"\\', 2],
  ])('%s breaks at byte %i', (text, offset) => {
    expect(parses(text)).toBe(false);
    expect(findJsonFault(Buffer.from(text))?.offset).toBe(offset);
  });

  it.each(['{}', '[]', ' [1, -2.5e+3, true, null, "\\u00e9\\n", {"a": {}}] ', '"\\\\"', '0', '{"":""}'])('%s is in order', (text) => {
    expect(findJsonFault(Buffer.from(text))).toBeUndefined();
  });

  it('does not depend on the depth', () => {
    expect(findJsonFault(Buffer.from(`${'['.repeat(200_000)}1${']'.repeat(200_000)}`))).toBeUndefined();
  });

  it('agrees with JSON.parse on mangled texts', () => {
    const random = seeded(7);
    const source = '{"a":[1,-2.5e3,"x\\"\\\\y\\u00e9",true,null,{"b":{}}],"c":"é"}';
    for (let round = 0; round < 3000; round += 1) {
      const at = Math.floor(random() * source.length);
      const char = '{}[]",:\\0-.eunt \n'[Math.floor(random() * 17)] ?? '';
      const text = random() < 0.5 ? source.slice(0, at) + char + source.slice(at + 1) : source.slice(0, at) + source.slice(at + Math.ceil(random() * 3));
      expect([text, findJsonFault(Buffer.from(text)) === undefined]).toEqual([text, parses(text)]);
    }
  });
});

describe('placeOf', () => {
  it('counts lines and columns from one', () => {
    const bytes = Buffer.from('ab\ncd\n\nx');
    expect([0, 1, 2, 3, 6, 7].map((offset) => placeOf(bytes, offset))).toEqual(['line 1, column 1', 'line 1, column 2', 'line 1, column 3', 'line 2, column 1', 'line 3, column 1', 'line 4, column 1']);
  });
});

describe('JsonScanner', () => {
  it('finds the edges of any value', () => {
    const values = [1, -2.5, 'a"b\\', '\\\\"', '}],{[', '', true, null, [], {}, [[1, '2'], { a: '}' }], { 'x"': [null] }];
    for (const text of [JSON.stringify(values), JSON.stringify(values, null, 1)]) {
      const scanner = new JsonScanner(Buffer.from(text));
      const read: unknown[] = [];
      for (const index of scanner.elements()) read[index] = scanner.value();
      scanner.end();
      expect(read).toEqual(values);
    }
  });

  it('walks the members of an object', () => {
    const scanner = new JsonScanner(Buffer.from(' { "a" : 1 , "b\\n" : [ 2 ] } '));
    const read: [string, unknown][] = [];
    for (const name of scanner.members()) read.push([name, scanner.value()]);
    scanner.end();
    expect(read).toEqual([['a', 1], ['b\n', [2]]]);
  });
});
