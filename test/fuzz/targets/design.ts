import fc from 'fast-check';
import { expect } from 'vitest';
import { CheckedVirtualUser } from '../../../src/contract/virtual-user.js';
import { AgentError } from '../../../src/errors/agent-error.js';
import { applyPatch } from '../../../src/octoperf/json-patch.js';
import { patched } from '../../../src/octoperf/patched-entity.js';
import { imported } from '../../unit/importers/jmx/jmx-view.js';
import { fixture, oddValue } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

/** Whether it gave something; refusals are for the agent and say what to do. */
function applied(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (!(error instanceof AgentError) || error.message.length < 20) throw error;
    return false;
  }
}
const key = fc.constantFrom('a', 'b', '0', '1', '2', '-', '01', '', 'length', '__proto__', 'constructor', 'toString', '~0', '~1', '~', '99999999999999999999');
const pointer = fc.oneof({ weight: 20, arbitrary: fc.array(key, { maxLength: 4 }).map((keys) => keys.map((one) => `/${one}`).join('')) }, { weight: 1, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.constantFrom('/a'.repeat(30_000), '/0'.repeat(5_000)) });
const operationAt = (path: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path, value }) }, { weight: 2, arbitrary: fc.record({ op: fc.constant('remove'), path }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('move', 'copy'), path, from: path }) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

const value = oddValue(fc.string());
const document = fc.oneof(fc.record({ a: fc.jsonValue({ maxDepth: 3 }), b: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }) }), fc.array(fc.jsonValue(), { maxLength: 3 }), fc.jsonValue());
const anyDocument: FuzzTarget<[unknown, unknown[]]> = {
  name: 'JSON Patch', inputs: 'any operations on any document; nothing given may change',
  any: fc.tuple(document, fc.oneof({ weight: 30, arbitrary: fc.array(operationAt(pointer, value), { maxLength: 6 }) }, { weight: 1, arbitrary: fc.constantFrom<unknown[][]>(Array.from({ length: 60 }, () => ({ op: 'copy', from: '', path: '/a' })), Array.from({ length: 3_000 }, () => ({ op: 'add', path: '/b/0', value: [[[]]] }))) })),
  run([held, operations]) {
    const before = JSON.stringify([held, operations]);
    const taken = applied(() => { applyPatch(held, operations); });
    expect(JSON.stringify([held, operations]) === before).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    return taken;
  },
};

const MODEL = { schema: CheckedVirtualUser, uri: 'octoperf://schema/vu' };
const [USER] = imported(fixture('jmx/taurus__all_controllers.jmx')).virtualUsers;
const virtualUser = JSON.parse(JSON.stringify({ '@type': 'VirtualUser', id: 'vu', userId: 'u', projectId: 'p', name: 'fuzz', description: '', type: 'JMETER', tags: [], children: USER?.children ?? [] })) as Record<string, unknown>;
/** Every place in the Virtual User. */
const places = ((): string[] => {
  const found: string[] = [];
  const walk = (held: unknown, path: string): void => { found.push(path); if (typeof held === 'object' && held !== null) for (const [name, inner] of Object.entries(held)) walk(inner, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`); };
  walk(virtualUser, '');
  return found;
})();
const node = fc.record({ '@type': fc.oneof({ weight: 3, arbitrary: fc.constantFrom('HttpRequestAction', 'ContainerAction', 'RegexpVariableExtractor', 'DelayAction', 'ResponseAssertion', 'GenericAction', 'LinkAction') }, { weight: 1, arbitrary: value }), id: value, name: value, enabled: value, children: fc.oneof(fc.constant([]), value), path: value, headers: value }, { requiredKeys: ['@type'] });
const someUser: FuzzTarget<unknown[]> = {
  name: 'Patch of a Virtual User', inputs: 'operations anywhere in an imported plan, with nodes and values of any kind, checked against the schema',
  any: fc.array(operationAt(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...places) }, { weight: 1, arbitrary: pointer }), fc.oneof(node, value)), { minLength: 1, maxLength: 4 }),
  run: (operations) => applied(() => { patched(virtualUser, operations, MODEL); }),
};

export const design: readonly FuzzTarget[] = [anyDocument, someUser];
