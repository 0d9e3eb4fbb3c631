import { describe, expect, it } from 'vitest';
import { CheckedVirtualUser } from '../../../src/contract/virtual-user.js';
import { patched } from '../../../src/octoperf/patched-entity.js';

const MODEL = { schema: CheckedVirtualUser, uri: 'octoperf://schema/vu' };
const request = (id: string, more: object = {}): Record<string, unknown> => ({ '@type': 'HttpRequestAction', id, name: id, enabled: true, serverId: 's', method: 'GET', path: `/${id}`, children: [], ...more });
const user = (...children: Record<string, unknown>[]): Record<string, unknown> => ({ '@type': 'VirtualUser', id: 'vu', projectId: 'p', name: 'n', description: null, type: 'JMETER', children, future: { kept: [1] } });
const patch = (entity: Record<string, unknown>, ...operations: object[]) => patched(entity, operations, MODEL);

describe('a patched entity', () => {
  it('keeps every field it had, unknown ones and absent ones alike', () => {
    const before = user(request('a', { jmx: '<x/>', retries: 3 }));
    const { entity, warnings } = patch(before, { op: 'replace', path: '/children/0/path', value: '/b' });
    expect(entity).toEqual(user(request('a', { jmx: '<x/>', retries: 3, path: '/b' })));
    expect(warnings).toEqual([]);
    expect(before).toEqual(user(request('a', { jmx: '<x/>', retries: 3 })));
  });

  it('warns of booleans that an added node leaves out, where it ends up', () => {
    const { '@type': type, id, serverId, method, path, children } = request('b');
    const { entity, warnings } = patch(user(request('a')),
      { op: 'add', path: '/children/0', value: { '@type': type, id, serverId, method, path, children, postData: { '@type': 'FormPostData', parameters: [] } } },
      { op: 'add', path: '/children/0/children/-', value: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 5 } },
      { op: 'add', path: '/children/0', value: request('first', { followRedirects: false, downloadResources: false, keepAlive: true }) });
    expect(entity['children']).toHaveLength(3);
    expect(warnings).toEqual(['/children/1 (HttpRequestAction) leaves out enabled, followRedirects, downloadResources: stored as false; without "enabled": true it is stored disabled']);
  });

  it('says nothing of booleans that a later operation adds', () => {
    expect(patch(user(), { op: 'add', path: '/children/-', value: { '@type': 'ThinktimeConstant', id: 't', value: 5 } }, { op: 'add', path: '/children/0/enabled', value: true }).warnings).toEqual([]);
  });

  it('bounds the warnings', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ op: 'add', path: '/children/-', value: { '@type': 'ThinktimeConstant', id: `t${index}`, value: 5 } }));
    const { warnings } = patch(user(), ...many);
    expect([warnings.length, warnings.at(-1)]).toEqual([21, '20 more nodes leave out booleans']);
  });

  it('refuses a missing or unknown type with operation, pointer, nearest type and the schema to read', () => {
    const operations = [{ op: 'replace', path: '/name', value: 'm' }, { op: 'add', path: '/children/0', value: { id: 'x' } }, { op: 'add', path: '/children/0', value: request('y') }];
    expect(() => patch(user(request('a')), ...operations)).toThrow('Operation 1 (add /children/0) makes an entity that does not fit the schema: /children/1/@type: a polymorphic node needs its "@type". Nothing was written. Retry after fixing the call. Read octoperf://schema/vu');
    expect(() => patch(user(), { op: 'add', path: '/children/-', value: { '@type': 'RegexVariableExtractor', id: 'x' } })).toThrow('/children/0/@type: "RegexVariableExtractor" is not a known type (nearest: RegexpVariableExtractor)');
  });

  it('refuses a wrong value at its pointer, however deep', () => {
    const tree = user({ '@type': 'ContainerAction', id: 'c', name: 'c', enabled: true, includeTimers: false, children: [request('a')] });
    expect(() => patch(tree, { op: 'test', path: '/id', value: 'vu' }, { op: 'replace', path: '/children/0/children/0/enabled', value: 'yes' })).toThrow(/^Operation 1 \(replace .*: \/children\/0\/children\/0\/enabled: .*boolean/);
    expect(() => patch(tree, { op: 'remove', path: '/children' })).toThrow('/children: ');
  });

  it('names the operation whose fault is still there at the end', () => {
    const operations = [
      { op: 'add', path: '/children/-', value: { id: 'x', '@type': 'Nope' } }, { op: 'remove', path: '/children/1' },
      { op: 'replace', path: '/children/0/method', value: 'BAD VERB' }, { op: 'replace', path: '/name', value: 'z' },
    ];
    expect(() => patch(user(request('a')), ...operations)).toThrow(/^Operation 2 \(replace \/children\/0\/method\)/);
  });

  it('lets pass what a newer backend had already stored, wherever it moves to', () => {
    const tree = user({ '@type': 'QuantumAction', id: 'q', spin: 'up', children: [] }, request('a'));
    const { entity } = patch(tree, { op: 'add', path: '/children/0', value: request('new') }, { op: 'replace', path: '/children/2/name', value: 'renamed' });
    expect((entity['children'] as { id: string; name: string }[]).map(({ id, name }) => [id, name])).toEqual([['new', 'new'], ['q', undefined], ['a', 'renamed']]);
    expect(() => patch(tree, { op: 'add', path: '/children/0', value: { '@type': 'QuantumAction', id: 'other' } })).toThrow('QuantumAction');
  });

  it('never changes what the entity is or where it lies, nor replaces it by something else', () => {
    for (const field of ['id', 'projectId']) expect(() => patch(user(), { op: 'replace', path: `/${field}`, value: 'x' })).toThrow(`changes ${field}`);
    expect(() => patch(user(), { op: 'add', path: '/workspaceId', value: 'x' })).toThrow('changes workspaceId');
    for (const value of [null, 3, []]) expect(() => patch(user(), { op: 'replace', path: '', value })).toThrow('no object');
  });
});
