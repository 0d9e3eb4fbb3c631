import { describe, expect, it } from 'vitest';
import { addressKey } from '../../../src/limits/address-key.js';
import { costOf, countOf, idOf } from '../../../src/limits/message-cost.js';
import { isDeeper } from '../../../src/limits/nesting.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('the address that requests are counted under', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [undefined, 'unknown'],
  ])('%s: %s', (address, key) => { expect(addressKey(address)).toBe(key); });
});

describe('what a request costs', () => {
  it.each([
    [{ id: 1, method: 'tools/call' }, 1, 1, 1],
    [{ id: 'a', method: 'tools/list' }, 0.1, 1, 'a'],
    [{ method: 'notifications/initialized' }, 0.1, 1, null],
    [[{ id: 1, method: 'tools/call' }, { id: 2, method: 'tools/call' }], 2, 2, null],
    [[], 0, 0, null],
    [undefined, 0.1, 1, null],
    ['text', 0.1, 1, null],
    [null, 0.1, 1, null],
    [{ id: { evil: 1 }, method: 'tools/call' }, 1, 1, null],
  ])('%j', (body, cost, count, id) => {
    expect([costOf(body), countOf(body), idOf(body)]).toEqual([cost, count, id]);
  });
});

describe('nesting', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  it('is counted as deep as it goes at any moment', () => {
    expect(isDeeper(bytes(nested(64)), 64)).toBe(false);
    expect(isDeeper(bytes(nested(65)), 64)).toBe(true);
    expect(isDeeper(bytes(`[${Array.from({ length: 500 }, () => '{"a":[]}').join(',')}]`), 3)).toBe(false);
  });
  it('brackets in texts do not count, whatever is escaped', () => {
    expect(isDeeper(bytes(JSON.stringify({ a: '[[[[', b: 'quote " [[[[', c: 'slash \\', d: '{{{{' })), 1)).toBe(false);
    expect(isDeeper(bytes('{"a":"\\\\","b":[[]]}'), 2)).toBe(true);
  });
  it('a text that never ends is left to the parser', () => { expect(isDeeper(bytes('"[[[[[[[['), 2)).toBe(false); });
});
