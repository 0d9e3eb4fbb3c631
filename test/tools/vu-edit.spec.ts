import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar, shopHar } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

interface Node { '@type': string; id: string; method?: string; path?: string; children?: Node[] }

let agent: Agent;
let site: CsrfSite;
let projectId: string;
let virtualUserId: string;

beforeAll(async () => {
  agent = await agentOf('tester');
  site = await startCsrfSite();
  ({ projectId } = await freshProject(agent));
  ({ id: virtualUserId } = await importHar(agent, projectId, site.har(), {}, 'login.har'));
});
afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

const requestsOf = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [...(node['@type'] === 'HttpRequestAction' ? [node] : []), ...requestsOf(node.children ?? [])]);

describe('describe_virtual_user', () => {
  it('answers the listing with the link', async () => {
    const answer = await agent.call('describe_virtual_user', { virtualUserId });
    expect(answer).toMatchObject({ id: virtualUserId, name: 'login', type: 'JMETER', url: expect.stringContaining(`/project/${projectId}/design/virtual-user/${virtualUserId}`) as string });
    expect(answer).not.toHaveProperty('children');
  });
  it('refuses an unknown Virtual User, and one of another account alike', async () => {
    const other = await agentOf('other');
    expect(await agent.refused('describe_virtual_user', { virtualUserId: 'no-such-id' })).toContain('Nothing was written');
    expect(await other.refused('describe_virtual_user', { virtualUserId })).not.toContain('login');
    await other.close();
  });
});

describe('get_virtual_user', () => {
  it('answers a small tree as it is stored, without what was recorded', async () => {
    const answer = await agent.raw('get_virtual_user', { virtualUserId, full: true });
    const { children, ...envelope } = answer.data as { children: Node[] };
    expect(envelope).toMatchObject({ id: virtualUserId, projectId, name: 'login', type: 'JMETER', tags: [], view: 'whole', url: expect.any(String) as string });
    expect(requestsOf(children).map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /login', 'POST /login', 'GET /long']);
    expect(answer.text).not.toContain('0123456789012345678901234567890123456789');
    expect(await agent.call('get_virtual_user', { virtualUserId })).toMatchObject({ view: 'whole', children });
  });
  it('answers one action when asked for it, by id, place or pointer', async () => {
    const whole = await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId });
    const post = requestsOf(whole.children)[1];
    const at = await agent.call<{ children: { children: { at: string }[] }[] }>('get_virtual_user', { virtualUserId, depth: 3 });
    const pointer = at.children[0]?.children[1]?.at;
    for (const wanted of [{ actionId: post?.id }, { path: pointer }, { path: '0.1' }]) expect((await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId, ...wanted })).children).toEqual([post]);
    expect(await agent.call('get_virtual_user', { virtualUserId, path: `${pointer}/method` })).toMatchObject({ view: 'value', value: 'POST', children: [] });
  });
  it('answers a larger tree as an outline with ids and patch pointers, within 8,000 characters', async () => {
    const { id } = await importHar(agent, projectId, await shopHar('http://127.0.0.1:9'));
    const answer = await agent.raw('get_virtual_user', { virtualUserId: id });
    expect(answer.text.length).toBeLessThan(8_000);
    const { view, children, note } = answer.data as { view: string; children: (Node & { at: string })[]; note: string };
    expect([view, note]).toEqual(['outline', expect.stringContaining('full true')]);
    const shown = requestsOf(children) as (Node & { at: string })[];
    const { children: stored } = await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId: id, full: true });
    expect(shown.map((node) => node.id)).toEqual(requestsOf(stored).map((node) => node.id));
    const third = shown[2];
    expect((await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId: id, path: third?.at })).children[0]?.id).toBe(third?.id);
  });
  it('refuses what is not in the tree', async () => {
    expect(await agent.refused('get_virtual_user', { virtualUserId, actionId: '__proto__' })).toContain('get_virtual_user_validation_index');
    for (const path of ['/children/99', '9.9', '/children/01', '/__proto__/x', 'children']) expect(await agent.refused('get_virtual_user', { virtualUserId, path })).toContain('There is nothing at');
    expect(await agent.refused('get_virtual_user', { virtualUserId, path: '0', actionId: 'x' })).toContain('one of them');
  });
});

describe('update_virtual_user', () => {
  it('changes what is given and leaves the tree alone', async () => {
    const { id, children } = await importHar(agent, projectId, site.har(), {}, 'update.har');
    expect(await agent.call('update_virtual_user', { virtualUserId: id, name: 'Renamed', tags: ['a', 'a', 'b'] })).toMatchObject({ id, name: 'Renamed', tags: ['a', 'b'], url: expect.stringContaining(id) as string });
    expect(await agent.call('update_virtual_user', { virtualUserId: id, description: 'Says what it is.' })).toMatchObject({ name: 'Renamed', tags: ['a', 'b'], description: 'Says what it is.' });
    expect((await agent.call('get_virtual_user', { virtualUserId: id, full: true }))['children']).toEqual(children);
  });
  it('refuses nothing to change and texts that are too long', async () => {
    expect(await agent.refused('update_virtual_user', { virtualUserId })).toContain('nothing to change');
    expect(await agent.refused('update_virtual_user', { virtualUserId, name: 'x'.repeat(81) })).toContain('name');
    expect(await agent.refused('update_virtual_user', { virtualUserId: 'no-such-id', name: 'x' })).toContain('list_virtual_users');
  });
});

describe('backup_virtual_user', () => {
  it('copies the tree under a new id and tags the copy', async () => {
    const copy = await agent.call<{ id: string; name: string; tags: string[] }>('backup_virtual_user', { virtualUserId, label: 'pre-correlation' });
    expect(copy).toMatchObject({ name: 'login (backup)', tags: ['backup', 'pre-correlation'], url: expect.stringContaining(copy.id) as string });
    expect(copy.id).not.toBe(virtualUserId);
    const [original, copied] = await Promise.all([virtualUserId, copy.id].map((id) => agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId: id, full: true })));
    expect(copied?.children).toEqual(original?.children);
    expect(await agent.call('list_virtual_users', { projectId, search: 'login (backup)' })).toMatchObject({ total: 1 });
  });
  it('refuses an unknown Virtual User and an empty label', async () => {
    expect(await agent.refused('backup_virtual_user', { virtualUserId: 'no-such-id' })).toContain('list_virtual_users');
    expect(await agent.refused('backup_virtual_user', { virtualUserId, label: ' ' })).toContain('label');
  });
});

describe('patch_virtual_user', () => {
  const fresh = async (): Promise<{ id: string; children: Node[] }> => (await importHar(agent, projectId, site.har(), {}, 'patch.har')) as unknown as { id: string; children: Node[] };

  it('changes the tree by pointers of the outline and answers what takes it back', async () => {
    const { id, children } = await fresh();
    const answer = await agent.call<{ undoHandle: string; warnings: string[] }>('patch_virtual_user', { virtualUserId: id, patch: [
      { op: 'test', path: '/children/0/children/1/method', value: 'POST' },
      { op: 'replace', path: '/children/0/children/1/path', value: '/signin' },
      { op: 'add', path: '/children/0/children/1/children/-', value: { '@type': 'ThinktimeConstant', id: crypto.randomUUID(), name: 'wait', value: 1500 } },
    ] });
    expect(answer).toMatchObject({ id, url: expect.stringContaining(id) as string, undoHandle: expect.stringMatching(/^undo-virtual-user-\d{8}T\d{9}-[0-9a-f]{8}\.json$/) as string });
    expect(answer.warnings).toEqual([expect.stringContaining('stored disabled')]);
    const read = await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId: id, path: '0.1' });
    expect(read.children[0]).toMatchObject({ path: '/signin', children: expect.arrayContaining([expect.objectContaining({ name: 'wait', enabled: false })]) as unknown });
    expect(await agent.call('undo_change', { projectId, undoHandle: answer.undoHandle })).toMatchObject({ restored: [{ id, outcome: 'overwritten' }] });
    expect((await agent.call('get_virtual_user', { virtualUserId: id, full: true }))['children']).toEqual(children);
  });
  it('keeps unknown fields of every node', async () => {
    const { id } = await fresh();
    await agent.call('patch_virtual_user', { virtualUserId: id, patch: [{ op: 'add', path: '/children/0/futureField', value: { a: [1] } }] });
    await agent.call('patch_virtual_user', { virtualUserId: id, ops: [{ op: 'replace', path: '/children/0/name', value: 'Renamed' }] });
    expect((await agent.call<{ children: unknown[] }>('get_virtual_user', { virtualUserId: id, full: true })).children[0]).toMatchObject({ name: 'Renamed', futureField: { a: [1] } });
  });
  it('refuses as a whole, saying which operation, where, and what to read', async () => {
    const { id, children } = await fresh();
    const refused = (...patch: object[]): Promise<string> => agent.refused('patch_virtual_user', { virtualUserId: id, patch });
    const rename = { op: 'replace', path: '/name', value: 'never' };
    expect(await refused(rename, { op: 'remove', path: '/children/0/nope' })).toMatch(/Operation 1 \(remove \/children\/0\/nope\).*Nothing was written/s);
    expect(await refused(rename, { op: 'add', path: '/children/-', value: { id: 'x' } })).toMatch(/Operation 1 .*\/children\/1\/@type.*octoperf:\/\/schema\/vu/s);
    expect(await refused(rename, { op: 'test', path: '/type', value: 'PLAYWRIGHT' })).toContain('JMETER');
    expect(await refused({ op: 'add', path: '/__proto__/polluted', value: 1 })).toContain('prototype');
    expect(await refused({ op: 'replace', path: '/id', value: 'x' })).toContain('changes id');
    expect(await refused({ op: 'copy', from: '/children/0/children/0', path: '/children/-' })).toContain('fresh UUID');
    expect(await agent.refused('patch_virtual_user', { virtualUserId: id })).toContain('as patch');
    expect(await agent.refused('patch_virtual_user', { virtualUserId: id, patch: [{ op: 'frobnicate', path: '' }] })).toContain('op');
    expect(await agent.call('get_virtual_user', { virtualUserId: id, full: true })).toMatchObject({ name: 'patch', children });
    expect((await agent.call<{ copies: { entityId: string }[] }>('list_undo_copies', { projectId })).copies.filter((copy) => copy.entityId === id)).toEqual([]);
  });
});

describe('delete_virtual_user', () => {
  it('deletes, and the way back makes it anew with everything but the recording', async () => {
    const { id, children } = await importHar(agent, projectId, site.har(), {}, 'delete.har');
    const { undoHandle } = await agent.call<{ undoHandle: string }>('delete_virtual_user', { virtualUserId: id });
    expect(await agent.refused('describe_virtual_user', { virtualUserId: id })).toContain('list_virtual_users');
    const undone = await agent.call<{ restored: { id: string }[]; notes: string[]; undoHandle?: string }>('undo_change', { projectId, undoHandle });
    expect(undone.restored).toEqual([{ id: expect.not.stringMatching(id) as string, name: 'delete', outcome: 'recreated', formerId: id, url: expect.any(String) as string }]);
    expect(undone.notes.join(' ')).toMatch(/new id.*recorded requests and responses cannot come back/);
    expect(undone.undoHandle).toBeUndefined();
    expect((await agent.call('get_virtual_user', { virtualUserId: undone.restored[0]?.id, full: true }))['children']).toEqual(children);
  });
  it('refuses what is not there or belongs to another', async () => {
    const other = await agentOf('other');
    expect(await agent.refused('delete_virtual_user', { virtualUserId: 'no-such-id' })).toContain('list_virtual_users');
    await other.refused('delete_virtual_user', { virtualUserId });
    expect(await agent.call('describe_virtual_user', { virtualUserId })).toMatchObject({ name: 'login' });
    await other.close();
  });
});

describe('export_virtual_user_jmx', () => {
  it('mints a link that downloads a JMeter test plan once', async () => {
    const link = await agent.call<{ url: string; method: string; instructions: string }>('export_virtual_user_jmx', { virtualUserId });
    expect(link).toMatchObject({ method: 'GET', instructions: expect.stringContaining('login.jmx') as string });
    const answer = await fetch(link.url);
    expect([answer.status, (await answer.text()).includes('<jmeterTestPlan')]).toEqual([200, true]);
    expect((await fetch(link.url)).status).toBe(410);
  });
  it('refuses an unknown Virtual User', async () => {
    expect(await agent.refused('export_virtual_user_jmx', { virtualUserId: 'no-such-id' })).toContain('list_virtual_users');
  });
});
