import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../../src/contract/project.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import type { Workspace, WorkspaceMember } from '../../../src/contract/workspace.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { House, like, messageOf } from './house.js';

let house: House;
const newWorkspace = (name: string): Promise<Workspace> => house.made<Workspace>('/workspaces', { id: 'mine', userId: 'other', name, description: '', created: 0, lastModified: 0 });
const members = async (workspaceId: string): Promise<WorkspaceMember[]> => (await house.call('GET', `/workspaces/members/by-workspace/${workspaceId}`)).json as WorkspaceMember[];

beforeAll(async () => { house = await House.open(); });
afterAll(async () => { await house.backend.stop(); });

describe('a workspace', () => {
  it('is administered by who makes it, and keeps unknown fields', async () => {
    const made = await newWorkspace('Team');
    expect(made).toMatchObject({ id: like(expect.stringMatching(/^[\w-]{20}$/)), name: 'Team', role: 'ADMIN', created: like(expect.any(Number)) });
    expect(await members(made.id)).toMatchObject([{ username: 'ann@localhost', role: 'ADMIN', workspaceId: made.id }]);
    const put = await house.call('PUT', `/workspaces/${made.id}`, { ...made, name: 'Crew', future: { a: 1 } });
    expect([put.status, put.json]).toEqual([200, expect.objectContaining({ name: 'Crew', future: { a: 1 }, role: 'ADMIN', created: made.created })]);
    expect((await house.call('GET', `/workspaces/${made.id}`)).json).toMatchObject({ name: 'Crew', future: { a: 1 } });
    expect((await house.call('PUT', `/workspaces/${made.id}`, made, 'bob')).status).toBe(404);
  });

  it('is removed by a platform administrator only, with everything in it', async () => {
    const { id } = await newWorkspace('Doomed');
    await house.addMember(id, 'bob@localhost', 'TESTER');
    const project = await house.made<Project>('/design/projects', { id: '', workspaceId: id, name: 'P' });
    const form = new FormData();
    form.append('file', new Blob(['a']), 'a.csv');
    expect((await house.call('POST', `/design/project-files/${project.id}`, form)).status).toBe(200);
    expect([(await house.call('DELETE', `/workspaces/${id}`)).status, (await house.call('DELETE', `/workspaces/${id}`, undefined, 'bob')).status]).toEqual([403, 403]);
    expect((await house.call('DELETE', `/workspaces/${id}`, undefined, 'root')).status).toBe(204);
    for (const path of [`/workspaces/${id}`, `/design/projects/${project.id}`]) expect((await house.call('GET', path)).status).toBe(404);
    expect((await house.call('GET', '/workspaces/member-of', undefined, 'bob')).json).not.toContainEqual(expect.objectContaining({ id }));
    expect(existsSync(join(house.backend.dataFolder, 'files', project.id))).toBe(false);
    expect((await house.call('DELETE', `/workspaces/${id}`, undefined, 'root')).status).toBe(404);
  });

  it('hidden from strangers is removed by nobody of them', async () => {
    const { id } = await newWorkspace('Hidden');
    expect((await house.call('DELETE', `/workspaces/${id}`, undefined, 'bob')).status).toBe(404);
  });
});

describe('members', () => {
  it('are people with an account, addressed by e-mail, viewers unless said', async () => {
    const { id: workspaceId } = await newWorkspace('Members');
    const added = await house.call('POST', '/workspaces/members', { workspaceId, username: ' Bob@LocalHost ' });
    expect([added.status, added.json]).toEqual([201, { id: like(expect.any(String)), userId: like(expect.any(String)), workspaceId, username: 'bob@localhost', role: 'VIEWER' }]);
    expect((await house.call('POST', '/workspaces/members', { workspaceId, username: 'bob@localhost' })).json).toEqual(added.json);
    const other = await house.call('POST', '/workspaces/members', { workspaceId, username: 'bob@localhost', role: 'ADMIN' });
    expect([other.status, messageOf(other)]).toEqual([400, expect.stringMatching(/member already, in the role VIEWER.*set_workspace_member_role/)]);
    const unknown = await house.call('POST', '/workspaces/members', { workspaceId, username: 'nobody@localhost' });
    expect([unknown.status, messageOf(unknown)]).toEqual([400, expect.stringContaining('no account "nobody@localhost"')]);
    const custom = await house.call('POST', '/workspaces/members', { workspaceId, username: 'root@localhost', role: 'CUSTOM' });
    expect([custom.status, messageOf(custom)]).toEqual([400, expect.stringContaining('CUSTOM can be read but not assigned')]);
    expect((await members(workspaceId)).map(({ username, role }) => [username, role])).toEqual([['ann@localhost', 'ADMIN'], ['bob@localhost', 'VIEWER']]);
  });

  it('change role and leave, by who administers the workspace and nobody else', async () => {
    const { id: workspaceId } = await newWorkspace('Roles');
    const member = await house.addMember(workspaceId, 'bob@localhost', 'VIEWER');
    const [ann] = await members(workspaceId);
    for (const [method, body] of [['PUT', { role: 'ADMIN' }], ['DELETE', undefined]] as const) expect((await house.call(method, `/workspaces/members/${member.id}`, body, 'bob')).status).toBe(403);
    expect((await house.call('POST', '/workspaces/members', { workspaceId, username: 'root@localhost' }, 'bob')).status).toBe(403);
    const changed = await house.call('PUT', `/workspaces/members/${member.id}`, { ...member, role: 'TESTER' });
    expect([changed.status, changed.json]).toEqual([200, { ...member, role: 'TESTER' }]);
    expect((await house.call('PUT', `/workspaces/members/${member.id}`, { ...member, userId: ann?.userId, role: 'TESTER' })).status).toBe(400);
    expect((await house.call('PUT', `/workspaces/members/${member.id}`, { role: 'CUSTOM' })).status).toBe(400);
    expect((await house.call('PUT', `/workspaces/members/${member.id}`, {})).status).toBe(400);
    expect((await house.call('DELETE', `/workspaces/members/${member.id}`)).status).toBe(204);
    const [hidden, missing] = [await house.call('DELETE', `/workspaces/members/${ann?.id}`, undefined, 'bob'), await house.call('DELETE', `/workspaces/members/${member.id}`)];
    expect([hidden.status, missing.status, messageOf(hidden).replace(String(ann?.id), ''), (await house.call('GET', `/workspaces/${workspaceId}`, undefined, 'bob')).status]).toEqual([404, 404, messageOf(missing).replace(member.id, ''), 404]);
  });

  it('leave no workspace without an administrator', async () => {
    const { id: workspaceId } = await newWorkspace('Last');
    const [ann] = await members(workspaceId);
    for (const [method, body] of [['PUT', { role: 'VIEWER' }], ['DELETE', undefined]] as const) {
      const refused = await house.call(method, `/workspaces/members/${ann?.id}`, body, 'root');
      expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringMatching(/keeps at least one administrator.*"ann@localhost" is the last one/)]);
    }
    expect((await house.call('PUT', `/workspaces/members/${ann?.id}`, { role: 'ADMIN' })).status).toBe(200);
    const bob = await house.addMember(workspaceId, 'bob@localhost', 'ADMIN');
    const both = await Promise.all([ann?.id, bob.id].map((id) => house.call('DELETE', `/workspaces/members/${id}`, undefined, 'root')));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
  });

  it('leave no account without a workspace to administer', async () => {
    const [{ id: shared }, own] = [await newWorkspace('Shared'), await house.workspace('bob')];
    const inShared = await house.addMember(shared, 'bob@localhost', 'ADMIN');
    await house.addMember(own, 'ann@localhost', 'ADMIN', 'bob');
    const inOwn = (await members(own)).find(({ username }) => username === 'bob@localhost');
    expect((await house.call('PUT', `/workspaces/members/${inOwn?.id}`, { role: 'VIEWER' }, 'bob')).status).toBe(200);
    const administered = (await house.backend.app.get(LocalDatabase).members.ofAccount(inShared.userId)).filter(({ role }) => role === 'ADMIN').map((membership) => membership.workspaceId);
    for (const id of administered) if (id !== shared) await house.call('DELETE', `/workspaces/${id}`, undefined, 'root');
    const refused = await house.call('PUT', `/workspaces/members/${inShared.id}`, { role: 'TESTER' }, 'bob');
    expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringMatching(/administrator of at least one workspace.*"bob@localhost"/)]);
    expect((await house.call('PUT', `/workspaces/members/${inOwn?.id}`, { role: 'ADMIN' })).status).toBe(200);
    expect((await house.call('PUT', `/workspaces/members/${inShared.id}`, { role: 'TESTER' }, 'bob')).status).toBe(200);
  });
});

describe('fields of a member that nobody here knows', () => {
  it('are kept when it is made, read, given another role, and written back whole', async () => {
    const { id: workspaceId } = await newWorkspace('Future');
    const more = { expiresAt: 1_800_000_000_000, groups: [{ name: 'perf' }], note: null };
    const added = await house.made<Record<string, unknown>>('/workspaces/members', { workspaceId, username: 'bob@localhost', role: 'VIEWER', ...more });
    expect(added).toMatchObject({ ...more, role: 'VIEWER', username: 'bob@localhost' });
    const read = async (): Promise<unknown> => (await members(workspaceId)).find(({ username }) => username === 'bob@localhost');
    expect(await read()).toEqual(added);
    const path = `/workspaces/members/${String(added['id'])}`;
    expect((await house.call('PUT', path, { ...added, role: 'TESTER' })).json).toEqual({ ...added, role: 'TESTER' });
    expect((await house.call('PUT', path, { role: 'ADMIN' })).json).toEqual({ ...added, role: 'ADMIN' });
    const { note: _gone, ...without } = added;
    await house.call('PUT', path, { ...without, groups: [], role: 'ADMIN' });
    expect(await read()).toEqual({ ...without, groups: [], role: 'ADMIN' });
  });
  it('never stand in for those that are known', async () => {
    const { id: workspaceId } = await newWorkspace('Strict');
    const { id } = await house.addMember(workspaceId, 'bob@localhost', 'VIEWER');
    const answer = await house.call('PUT', `/workspaces/members/${id}`, { id, username: 'ann@localhost', role: 'TESTER' });
    expect(answer.json).toMatchObject({ id, workspaceId, username: 'bob@localhost', role: 'TESTER' });
    expect((await members(workspaceId)).map(({ username }) => username)).toEqual(['ann@localhost', 'bob@localhost']);
  });
});

describe('roles', () => {
  const READ = ['ADMIN', 'TESTER', 'TEST_EXECUTOR', 'VIEWER', 'CUSTOM'];
  const EDIT = ['ADMIN', 'TESTER', 'TEST_EXECUTOR'];
  const DESIGN = ['ADMIN', 'TESTER'];

  it('bound every kind of call', async () => {
    const { id: workspaceId } = await newWorkspace('Matrix');
    const bob = await house.addMember(workspaceId, 'bob@localhost', 'VIEWER');
    const project = await house.made<Project>('/design/projects', { id: '', workspaceId, name: 'P' });
    const projectId = project.id;
    const virtualUser = await house.virtualUser(projectId, []);
    const profile = { id: '', projectId, name: 'S', thresholds: [] };
    let names = 0;
    const calls: readonly (readonly [readonly string[], string, string, (() => unknown)?])[] = [
      [READ, 'GET', `/design/projects/${projectId}`], [READ, 'GET', `/design/project-files/list/${projectId}`], [READ, 'GET', `/design/variables/by-project/${projectId}`],
      [READ, 'GET', `/design/sla-profiles/by-project/${projectId}`], [READ, 'GET', `/workspaces/members/by-workspace/${workspaceId}`], [READ, 'POST', '/design/http-servers/by-projects', () => [projectId]],
      [EDIT, 'PUT', `/design/projects/${projectId}`, () => project],
      [EDIT, 'POST', '/design/variables', () => ({ id: '', projectId, name: `v${++names}`, variable: { '@type': 'ConstantVariable', value: '' } })],
      [EDIT, 'POST', '/design/http-servers', () => ({ id: '', projectId, protocol: 'HTTP', hostname: 'shop.example', port: 80 })],
      [EDIT, 'POST', `/design/http-servers/by-project/${projectId}`, () => []],
      [EDIT, 'POST', '/design/sla-profiles', () => profile],
      [EDIT, 'POST', `/design/correlation-frameworks/JAVA/${projectId}`, () => ({})],
      [EDIT, 'POST', '/users/presigned-urls', () => ({ method: 'POST', path: `/design/project-files/${projectId}` })],
      [DESIGN, 'PUT', `/design/virtual-users/${virtualUser.id}`, () => virtualUser],
      [DESIGN, 'POST', '/design/virtual-users', () => ({ ...virtualUser, id: '' } satisfies VirtualUser)],
      [DESIGN, 'POST', '/design/projects', () => ({ id: '', workspaceId, name: 'Another' })],
      [['ADMIN'], 'PUT', `/workspaces/${workspaceId}`, () => ({ id: workspaceId, name: 'Matrix' })],
      [['ADMIN'], 'POST', '/workspaces/members', () => ({ workspaceId, username: 'ann@localhost', role: 'ADMIN' })],
    ];
    const wrong: string[] = [];
    for (const role of ['ADMIN', 'TESTER', 'TEST_EXECUTOR', 'VIEWER', 'CUSTOM'] as const) {
      await house.backend.app.get(LocalDatabase).members.setRole(bob.id, role);
      for (const [allowed, method, path, body] of calls) {
        const { status } = await house.call(method, path, body?.(), 'bob');
        if (allowed.includes(role) ? status >= 300 : status !== 403) wrong.push(`${role} ${method} ${path} ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    await house.call('DELETE', `/workspaces/members/${bob.id}`);
    for (const [, method, path, body] of calls) expect((await house.call(method, path, body?.(), 'bob')).status).toBe(404);
  });
});
