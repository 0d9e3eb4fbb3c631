import { expect, it } from 'vitest';
import type { Project } from '../../../src/contract/project.js';
import type { LocalDatabase } from '../../../src/local/storage/local-database.js';

const project = (id: string, more: Partial<Project> = {}): Project => ({ id, userId: 'u', name: id, description: '', workspaceId: 'w', type: 'DESIGN', tags: [], ...more });

/** Documents, members, tasks, tickets: what every database must do alike. */
export function documentsSuite(database: () => LocalDatabase): void {
  const place = { workspaceId: 'w1', parentId: 'w1' };

  it('gives back a document exactly as it was stored, unknown and hostile content included', async () => {
    const document = project('as-stored', { name: 'NUL \u0000, lone \ud800, emoji 🐙, quote \' "', ...{ future: { '@type': 'X', deep: [1, null] } } });
    await database().documents.insert('project', document, place);
    expect(await database().documents.find('project', 'as-stored')).toEqual({ ...place, revision: 1, document });
  });

  it('lists by parent and by workspace in the order of insertion, of one collection only', async () => {
    const { documents } = database();
    for (const id of ['z', 'a', 'm']) await documents.insert('project', project(id), { workspaceId: 'w2', parentId: 'p2' });
    await documents.insert('scenario', { id: 's', userId: '', name: 's', description: '', projectId: 'p2', mode: 'STANDARD', userProfiles: [], tags: [] }, { workspaceId: 'w2', parentId: 'p2' });
    await documents.insert('project', project('elsewhere'), { workspaceId: 'w2', parentId: 'p3' });
    expect((await documents.listByParent('project', 'p2')).map(({ id }) => id)).toEqual(['z', 'a', 'm']);
    expect(await documents.idsByParent('project', 'p2')).toEqual(['z', 'a', 'm']);
    expect((await documents.listByWorkspace('project', 'w2')).map(({ id }) => id)).toEqual(['z', 'a', 'm', 'elsewhere']);
  });

  it('refuses a write over a revision that is no longer the last', async () => {
    const { documents } = database();
    await documents.insert('project', project('contended'), place);
    expect(await documents.replace('project', project('contended', { name: 'first' }), 1)).toBe(true);
    expect(await documents.replace('project', project('contended', { name: 'second' }), 1)).toBe(false);
    expect((await documents.find('project', 'contended'))?.document.name).toBe('first');
    expect(await documents.replace('project', project('contended', { name: 'third' }))).toBe(true);
    expect(await documents.replace('project', project('never-stored'))).toBe(false);
  });

  it('deletes one document, and everything below a parent', async () => {
    const { documents } = database();
    await documents.insert('project', project('doomed'), place);
    expect(await documents.delete('project', 'doomed')).toBe(true);
    expect(await documents.delete('project', 'doomed')).toBe(false);
    await documents.insert('project', project('child'), { workspaceId: 'w1', parentId: 'parent' });
    await documents.deleteByParent('parent');
    expect(await documents.find('project', 'child')).toBeUndefined();
  });

  it('refuses a second document of the same id', async () => {
    await database().documents.insert('project', project('twice'), place);
    await expect(database().documents.insert('project', project('twice'), place)).rejects.toThrow(/unique|duplicate/i);
  });

  it('keeps nothing of a transaction that fails', async () => {
    const failing = database().transaction(async (stores) => {
      await stores.documents.insert('project', project('rolled-back'), place);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await database().documents.find('project', 'rolled-back')).toBeUndefined();
  });

  it('does not mix transactions that run at once', async () => {
    const { documents } = database();
    await documents.insert('project', project('counter', { name: '0' }), place);
    const bump = (): Promise<boolean> =>
      database().transaction(async (stores) => {
        const found = await stores.documents.find('project', 'counter');
        return stores.documents.replace('project', project('counter', { name: String(Number(found?.document.name) + 1) }), found?.revision);
      });
    const done = await Promise.all(Array.from({ length: 12 }, bump));
    expect((await documents.find('project', 'counter'))?.document.name).toBe(String(done.filter(Boolean).length));
  });

  it('knows who is a member of what', async () => {
    const { members, accounts } = database();
    await accounts.insert({ id: 'acc', username: 'a@localhost', passwordHash: 'h', platformAdmin: false, created: 1 });
    expect(await members.add({ id: 'm1', workspaceId: 'mw', accountId: 'acc', role: 'TESTER' })).toBe(true);
    expect(await members.add({ id: 'm2', workspaceId: 'mw', accountId: 'acc', role: 'ADMIN' })).toBe(false);
    expect(await members.role('mw', 'acc')).toBe('TESTER');
    expect(await members.role('mw', 'stranger')).toBeUndefined();
    expect(await members.ofAccount('acc')).toEqual([{ workspaceId: 'mw', role: 'TESTER' }]);
    expect(await members.ofWorkspace('mw')).toEqual([{ id: 'm1', userId: 'acc', workspaceId: 'mw', username: 'a@localhost', role: 'TESTER' }]);
  });

  it('changes and ends memberships one by one, and all of a workspace', async () => {
    const { members, accounts } = database();
    for (const name of ['m-ann', 'm-bob']) await accounts.insert({ id: name, username: `${name}@localhost`, passwordHash: 'h', platformAdmin: false, created: 1 });
    await members.add({ id: 'mx', workspaceId: 'mx-w', accountId: 'm-ann', role: 'VIEWER' });
    await members.add({ id: 'my', workspaceId: 'mx-w', accountId: 'm-bob', role: 'ADMIN' });
    expect([await members.setRole('mx', 'ADMIN'), await members.setRole('none', 'ADMIN')]).toEqual([true, false]);
    expect(await members.find('mx')).toEqual({ id: 'mx', userId: 'm-ann', workspaceId: 'mx-w', username: 'm-ann@localhost', role: 'ADMIN' });
    expect([await members.setRole('mx', 'TESTER', { since: 2026, groups: ['a'] }), await members.setRole('mx', 'VIEWER')]).toEqual([true, true]);
    expect(await members.find('mx')).toEqual({ since: 2026, groups: ['a'], id: 'mx', userId: 'm-ann', workspaceId: 'mx-w', username: 'm-ann@localhost', role: 'VIEWER' });
    expect([await members.remove('mx'), await members.remove('mx'), await members.find('mx')]).toEqual([true, false, undefined]);
    await members.removeOf('mx-w');
    expect(await members.ofWorkspace('mx-w')).toEqual([]);
  });

  it('lets who holds a document or an account count without others coming in between', async () => {
    const { documents, members, accounts } = database();
    await documents.insert('workspace', { id: 'held', userId: '', name: 'W', description: '' }, { workspaceId: 'held', parentId: '' });
    for (const name of ['h-ann', 'h-bob', 'h-cid']) {
      await accounts.insert({ id: name, username: `${name}@localhost`, passwordHash: 'h', platformAdmin: false, created: 1 });
      await members.add({ id: name, workspaceId: 'held', accountId: name, role: 'ADMIN' });
    }
    const leave = (id: string): Promise<boolean> => database().transaction(async (stores) => {
      expect([await stores.accounts.hold(id), await stores.documents.hold('workspace', 'held')]).toEqual([true, true]);
      return (await stores.members.ofWorkspace('held')).length > 1 && stores.members.remove(id);
    });
    const left = await Promise.all(['h-ann', 'h-bob', 'h-cid'].map(leave));
    expect([left.filter(Boolean).length, (await members.ofWorkspace('held')).length]).toEqual([2, 1]);
    expect([await documents.hold('workspace', 'none'), await accounts.hold('none')]).toEqual([false, false]);
    expect(await documents.find('workspace', 'held')).toMatchObject({ revision: 1 });
  });

  it('keeps SLA profiles like every other document', async () => {
    const { documents } = database();
    const profile = { id: 'sla', userId: '', projectId: 'sla-p', name: 'S', thresholds: [{ metric: 'ERRORS_PERCENT' as const, thresholds: [], future: '\u0000' }] };
    await documents.insert('slaProfile', profile, { workspaceId: 'w', parentId: 'sla-p' });
    expect(await documents.listByParent('slaProfile', 'sla-p')).toEqual([profile]);
  });

  it('lets exactly one of many claim a ticket, and nobody after its time', async () => {
    const { tickets } = database();
    const ticket = { hash: 'h1', accountId: 'acc', method: 'POST', call: { path: '/x', query: { a: '1' } }, expiresAt: 1000 };
    await tickets.insert(ticket);
    const claims = await Promise.all(Array.from({ length: 8 }, () => tickets.claim('h1', 500)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await tickets.find('h1')).toEqual({ ...ticket, usedAt: 500 });
    await tickets.insert({ ...ticket, hash: 'h2' });
    expect(await tickets.claim('h2', 1000)).toBe(false);
    expect(await tickets.deleteExpiredBefore(1001)).toBe(2);
  });

  it('keeps the first result of a task, and ends those nobody works on', async () => {
    const { tasks } = database();
    await tasks.insert('t1', 'acc');
    await tasks.insert('t2', 'acc');
    expect(await tasks.find('t1')).toEqual({ id: 't1', accountId: 'acc', result: undefined });
    await tasks.finish('t1', { '@type': 'Done' });
    await tasks.finish('t1', { '@type': 'Late' });
    expect(await tasks.finishPending({ '@type': 'FailedTaskResult' })).toBe(1);
    expect((await tasks.find('t1'))?.result).toEqual({ '@type': 'Done' });
    expect((await tasks.find('t2'))?.result).toEqual({ '@type': 'FailedTaskResult' });
    expect(await tasks.find('t3')).toBeUndefined();
  });
}
