import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { applyPatch as appliedByAnother } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../../src/octoperf/json-patch.js';

interface Case { comment?: string; doc: unknown; patch: unknown[]; expected?: unknown; error?: string; must?: string; disabled?: boolean }
const cases = (path: string): Case[] => JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')) as Case[];
const applied = (document: unknown, patch: unknown[]): unknown => applyPatch(document, patch).document;

function holds({ doc, patch, expected, error }: Case): void {
  const [docBefore, patchBefore] = [JSON.stringify(doc), JSON.stringify(patch)];
  if (error !== undefined) expect(() => applied(doc, patch)).toThrow(/^Operation \d+ \(/);
  else if (expected === undefined) expect(() => applied(doc, patch)).not.toThrow();
  else expect(applied(doc, patch)).toEqual(expected);
  expect([JSON.stringify(doc), JSON.stringify(patch)]).toEqual([docBefore, patchBefore]);
}

describe('the public suite', () => {
  const suite = cases('json-patch/json-patch-tests__spec_tests.json').filter((one) => one.disabled !== true);
  it('has the cases that its facts name', () => {
    expect([suite.length, suite.filter((one) => one.error !== undefined).length, suite.filter((one) => one.expected !== undefined).length]).toEqual([16, 4, 12]);
  });
  for (const one of suite) it(one.comment ?? JSON.stringify(one.patch), () => { holds(one); });
});

describe('hostile patches', () => {
  for (const one of cases('hostile/json-patch/hostile_patches_sample.json')) {
    it(one.comment ?? '', () => {
      if (one.must === undefined) holds(one);
      else expect(() => applied(one.doc, one.patch)).toThrow(/prototype/);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });
  }
  it('refuses names that reach a prototype in every place', () => {
    const doc = { a: {} };
    for (const path of ['/__proto__', '/a/__proto__/x', '/constructor', '/a/prototype', '/a/~0__proto__/constructor/x']) {
      for (const patch of [{ op: 'add', path, value: 1 }, { op: 'remove', path }, { op: 'test', path, value: 1 }, { op: 'copy', from: path, path: '/b' }, { op: 'move', from: '/a', path }]) expect(() => applied(doc, [patch])).toThrow('prototype');
    }
    expect(() => applied(doc, [{ op: 'add', path: '/b', value: JSON.parse('{"x":[{"__proto__":{"polluted":1}}]}') as unknown }])).toThrow('__proto__');
  });
  it('sees own members only', () => {
    for (const name of ['toString', 'hasOwnProperty', 'valueOf']) {
      expect(() => applied({}, [{ op: 'copy', from: `/${name}`, path: '/x' }])).toThrow('no member');
      expect(() => applied({}, [{ op: 'replace', path: `/${name}`, value: 1 }])).toThrow('no member');
      expect(applied({}, [{ op: 'add', path: `/${name}`, value: 1 }, { op: 'test', path: '', value: { [name]: 1 } }])).toEqual({ [name]: 1 });
    }
    expect(() => applied({ a: [1] }, [{ op: 'test', path: '/a/length', value: 1 }])).toThrow('no element');
  });
  it.each(['-1', '01', '1e0', '1.0', '+1', ' 1', '', '3', '-', '99999999999999999999'])('refuses "%s" as an index to read', (index) => {
    for (const op of ['replace', 'test', 'remove']) expect(() => applied({ a: [1, 2, 3] }, [{ op, path: `/a/${index}`, value: 0 }])).toThrow(/^Operation 0 /);
  });
  it('adds at the end, and not beyond it', () => {
    expect(applied([1], [{ op: 'add', path: '/1', value: 2 }, { op: 'add', path: '/-', value: 3 }])).toEqual([1, 2, 3]);
    expect(() => applied([1], [{ op: 'add', path: '/2', value: 2 }])).toThrow('no index from 0 to 1');
    expect(() => applied([1, 2], [{ op: 'move', from: '/0', path: '/2' }])).toThrow('no index from 0 to 1');
    expect(() => applied([1], [{ op: 'add', path: '/01', value: 2 }])).toThrow('index');
  });
  it('moves within arrays as if removed first, and onto itself without effect', () => {
    expect(applied([1, 2, 3], [{ op: 'move', from: '/0', path: '/2' }])).toEqual([2, 3, 1]);
    expect(applied({ a: { b: 1 } }, [{ op: 'move', from: '/a', path: '/a' }])).toEqual({ a: { b: 1 } });
    expect(applied({ a: { b: 1 } }, [{ op: 'move', from: '/a', path: '' }])).toEqual({ b: 1 });
    expect(() => applied({ a: [[1]] }, [{ op: 'move', from: '/a', path: '/a/0' }])).toThrow('into itself');
  });
  it('reads escapes as RFC 6901 says', () => {
    expect(applied({ 'a/b': 1, 'm~n': 2, '~1': 3, '': 4 }, [{ op: 'remove', path: '/a~1b' }, { op: 'remove', path: '/m~0n' }, { op: 'test', path: '/~01', value: 3 }, { op: 'test', path: '/', value: 4 }])).toEqual({ '~1': 3, '': 4 });
    for (const path of ['/a~2', '/a~', 'a']) expect(() => applied({ a: 1 }, [{ op: 'test', path, value: 1 }])).toThrow(/^Operation 0 /);
  });
  it('compares values, not spellings', () => {
    expect(() => applied({ a: { x: 1, y: [null, 'é'] } }, [{ op: 'test', path: '/a', value: { y: [null, '\u00e9'], x: 1.0 } }])).not.toThrow();
    for (const value of ['1', { x: 1 }, [1], null, false, { hasOwnProperty: 1 }]) expect(() => applied({ a: 1 }, [{ op: 'test', path: '/a', value }])).toThrow('test failed');
    expect(() => applied({ a: { hasOwnProperty: 1 } }, [{ op: 'test', path: '/a', value: { hasOwnProperty: 1 } }])).not.toThrow();
  });
  it.each([[null], ['x'], [{}], [{ op: 'add' }], [{ op: 'add', path: 3, value: 1 }], [{ op: 'toString', path: '/a' }], [{ op: 'spam', path: '/a' }], [{ op: 'add', path: '/b' }], [{ op: 'move', path: '/b' }], [[]]])('refuses the malformed operation %j', (operation) => {
    expect(() => applied({ a: 1 }, [{ op: 'test', path: '/a', value: 1 }, operation])).toThrow(/^Operation 1 /);
  });
  it('stops copies that double, and nesting without end', () => {
    const doubling = Array.from({ length: 64 }, (_, index) => ({ op: 'copy', from: '', path: `/${index}` }));
    expect(() => applied({ a: [1, 2, 3] }, doubling)).toThrow('copies of this patch');
    const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    for (const levels of [400, 100_000]) expect(() => applied({}, [{ op: 'add', path: '/a', value: deep(levels) }])).toThrow('nest deeper');
    expect(() => applied({ a: deep(200) }, [{ op: 'add', path: `/a${'/0'.repeat(199)}/-`, value: deep(200) }])).toThrow('nest deeper');
  });
  it('does not share what it copies or adds', () => {
    const value = { n: 1 };
    expect(applied({ a: {} }, [{ op: 'add', path: '/b', value }, { op: 'copy', from: '/b', path: '/a/c' }, { op: 'replace', path: '/b/n', value: 2 }])).toEqual({ a: { c: { n: 1 } }, b: { n: 2 } });
    expect(value).toEqual({ n: 1 });
  });
  it('names index, kind, path and what is there instead', () => {
    expect(() => applied({ list: [{ name: 'x' }] }, [{ op: 'test', path: '/list/0/name', value: 'x' }, { op: 'remove', path: '/list/0/nam' }])).toThrow('Operation 1 (remove /list/0/nam) cannot be applied: "nam" is no member (name) of the object at /list/0.');
  });
});

describe('any patch', () => {
  const key = fc.constantFrom('a', 'b', '0', '1', '2', '-', '01', '', 'length', '__proto__', 'toString', '~0', '~1');
  const pointer = fc.array(key, { maxLength: 3 }).map((keys) => keys.map((one) => `/${one}`).join(''));
  const value = fc.jsonValue({ maxDepth: 2 });
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: pointer, value }),
    fc.record({ op: fc.constant('remove'), path: pointer }),
    fc.record({ op: fc.constantFrom('move', 'copy'), path: pointer, from: pointer }),
  );
  const document = fc.oneof(fc.record({ a: value, b: fc.array(value, { maxLength: 3 }) }), fc.array(value, { maxLength: 3 }));

  it('is refused with a sentence or does what another implementation does, and touches nothing', () => {
    fc.assert(fc.property(document, fc.array(operation, { maxLength: 5 }), (doc, patch) => {
      const before = JSON.stringify([doc, patch]);
      let ours: unknown;
      try {
        ours = applied(doc, patch);
      } catch (error) {
        expect(error).toHaveProperty('name', 'AgentError');
        return;
      } finally {
        expect(JSON.stringify([doc, patch])).toBe(before);
      }
      if (patch.some(({ path, ...rest }) => path === '' && rest.op !== 'test' && rest.op !== 'add' && rest.op !== 'replace')) return;
      const holder = { root: JSON.parse(JSON.stringify(doc)) as unknown };
      const rooted = patch.map((one) => ({ ...one, path: `/root${one.path}`, ...('from' in one ? { from: `/root${one.from}` } : {}) }));
      expect(appliedByAnother(holder, rooted as never).filter((fault) => fault !== null)).toEqual([]);
      expect(JSON.parse(JSON.stringify(holder.root))).toEqual(ours);
    }), { numRuns: 10_000, seed: 20_240 });
  });

  it('of rubbish is refused with a sentence', () => {
    fc.assert(fc.property(fc.anything(), fc.array(fc.oneof(fc.jsonValue(), fc.record({ op: fc.string(), path: fc.string(), value: fc.jsonValue() }, { requiredKeys: [] }))), (doc, patch) => {
      try {
        applied(JSON.parse(JSON.stringify(doc) ?? 'null'), patch);
      } catch (error) {
        expect(error).toHaveProperty('name', 'AgentError');
      }
    }), { numRuns: 10_000, seed: 7 });
  });
});
