import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { ACCOUNTS } from '../support/server-process.js';
import { freshProject } from '../support/work.js';

interface ProjectAnswer { id: string; name: string; description?: string; tags?: string[]; url: string }

let agent: Agent;
let other: Agent;
let workspaceId: string;

beforeAll(async () => {
  agent = await agentOf('tester');
  other = await agentOf('other');
  ({ workspaceId } = await freshProject(agent));
});
afterAll(async () => { await Promise.all([agent.close(), other.close()]); });

describe('create_project', () => {
  it('creates what was asked for', async () => {
    const made = await agent.call<ProjectAnswer>('create_project', { workspaceId, name: '  Checkout  ', description: 'Peak days', tags: ['web', 'web', 'peak'] });
    expect(made).toMatchObject({ name: 'Checkout', description: 'Peak days', tags: ['web', 'peak'], url: expect.stringContaining(`/workspace/${workspaceId}/project/${made.id}`) as string });
    const { projects } = await agent.call<{ projects: ProjectAnswer[] }>('list_projects_by_workspace', { workspaceId, search: 'Checkout' });
    expect(projects.map(({ id }) => id)).toContain(made.id);
  });
  it('takes a name of 80 characters and refuses one of 81, never cutting it', async () => {
    expect(await agent.call('create_project', { workspaceId, name: 'n'.repeat(80) })).toMatchObject({ name: 'n'.repeat(80) });
    expect(await agent.refused('create_project', { workspaceId, name: 'n'.repeat(81) })).toContain('name');
    expect(await agent.refused('create_project', { workspaceId, name: '   ' })).toContain('name');
  });
  it('refuses a description of 2001 characters', async () => {
    expect(await agent.refused('create_project', { workspaceId, name: 'x', description: 'd'.repeat(2001) })).toContain('description');
  });
  it('writes nothing into the workspace of another', async () => {
    expect(await other.refused('create_project', { workspaceId, name: 'intruder' })).toContain('Nothing was written');
  });
});

describe('update_project', () => {
  it('changes what is given and keeps the rest', async () => {
    const { id } = await agent.call<ProjectAnswer>('create_project', { workspaceId, name: 'Before', description: 'kept', tags: ['old'] });
    expect(await agent.call('update_project', { projectId: id, name: 'After' })).toMatchObject({ id, name: 'After', description: 'kept', tags: ['old'] });
    const cleared = await agent.call<ProjectAnswer>('update_project', { projectId: id, description: '', tags: [] });
    expect(cleared).toMatchObject({ id, name: 'After' });
    expect(cleared).not.toHaveProperty('description');
    expect(cleared).not.toHaveProperty('tags');
  });
  it('refuses when there is nothing to change', async () => {
    const { projectId } = await freshProject(agent);
    expect(await agent.refused('update_project', { projectId })).toContain('nothing to change');
  });
  it('refuses the project of another', async () => {
    const { projectId, name } = await freshProject(agent);
    expect(await other.refused('update_project', { projectId, name: 'mine now' })).toContain('Nothing was written');
    const { projects } = await agent.call<{ projects: ProjectAnswer[] }>('list_projects_by_workspace', { workspaceId, search: name });
    expect(projects).toHaveLength(1);
  });
});

describe('delete_project', () => {
  it('deletes the project whose name is confirmed', async () => {
    const { projectId, name } = await freshProject(agent);
    expect(await agent.call('delete_project', { projectId, confirmProjectName: name })).toMatchObject({ deleted: true });
    expect(await agent.refused('list_virtual_users', { projectId })).toContain('list_');
  });
  it('refuses any other name, be it one letter off, and deletes nothing', async () => {
    const { projectId, name } = await freshProject(agent);
    for (const wrong of ['', name.toUpperCase(), `${name} `, name.slice(1)]) {
      const refusal = await agent.refused('delete_project', { projectId, confirmProjectName: wrong });
      expect(refusal).toContain(JSON.stringify(name));
      expect(refusal).toContain('Nothing was written');
    }
    expect(await agent.call('list_virtual_users', { projectId })).toMatchObject({ total: 0 });
  });
  it('refuses the project of another without telling its name', async () => {
    const { projectId, name } = await freshProject(agent);
    expect(await other.refused('delete_project', { projectId, confirmProjectName: name })).not.toContain(name);
    expect(await agent.call('list_virtual_users', { projectId })).toMatchObject({ total: 0 });
  });
});

interface WorkspaceAnswer { id: string; name: string; description?: string; role?: string; url: string }
interface Members { members: { username: string; role: string }[]; total: number }
const fresh = async (): Promise<string> => (await agent.call<WorkspaceAnswer>('create_workspace', { name: `Team ${Date.now()}` })).id;
const me = ACCOUNTS.tester.username;
const guest = ACCOUNTS.other.username;

describe('create_workspace', () => {
  it('makes the caller its one ADMIN', async () => {
    const made = await agent.call<WorkspaceAnswer>('create_workspace', { name: ' Payments ', description: 'Cards' });
    expect(made).toMatchObject({ name: 'Payments', description: 'Cards', role: 'ADMIN', url: expect.stringContaining(made.id) as string });
    expect(await agent.call('list_workspace_members', { workspaceId: made.id })).toMatchObject({ members: [{ username: me, role: 'ADMIN' }], total: 1 });
  });
  it('refuses a name of 81 characters', async () => {
    expect(await agent.refused('create_workspace', { name: 'n'.repeat(81) })).toContain('name');
  });
});

describe('update_workspace', () => {
  it('changes what is given and keeps the rest', async () => {
    const workspaceId = await fresh();
    expect(await agent.call('update_workspace', { workspaceId, description: 'new words' })).toMatchObject({ id: workspaceId, name: expect.stringMatching(/^Team/) as string, description: 'new words' });
  });
  it('refuses no change, and anybody who is not ADMIN there', async () => {
    const workspaceId = await fresh();
    expect(await agent.refused('update_workspace', { workspaceId })).toContain('nothing to change');
    await agent.call('add_workspace_member', { workspaceId, username: guest, role: 'TESTER' });
    expect(await other.refused('update_workspace', { workspaceId, name: 'Mine now' })).toContain('Nothing was written');
  });
});

describe('add_workspace_member', () => {
  it('lets an account in as VIEWER, who sees but cannot write; again changes nothing', async () => {
    const workspaceId = await fresh();
    expect(await other.refused('list_projects_by_workspace', { workspaceId })).toContain('Nothing was written');
    expect(await agent.call('add_workspace_member', { workspaceId, username: guest.toUpperCase() })).toEqual({ username: guest, role: 'VIEWER' });
    expect(await agent.call('add_workspace_member', { workspaceId, username: guest })).toEqual({ username: guest, role: 'VIEWER' });
    expect(await other.call('list_projects_by_workspace', { workspaceId })).toMatchObject({ total: 0 });
    expect(await other.refused('create_project', { workspaceId, name: 'x' })).toContain('Nothing was written');
  });
  it('refuses an unknown account, a role that cannot be given, and a second role', async () => {
    const workspaceId = await fresh();
    expect(await agent.refused('add_workspace_member', { workspaceId, username: 'nobody@localhost' })).toContain('nobody@localhost');
    expect(await agent.refused('add_workspace_member', { workspaceId, username: guest, role: 'CUSTOM' })).toContain('role');
    await agent.call('add_workspace_member', { workspaceId, username: guest });
    expect(await agent.refused('add_workspace_member', { workspaceId, username: guest, role: 'ADMIN' })).toContain('set_workspace_member_role');
  });
});

describe('list_workspace_members', () => {
  it('names everybody with a role, by e-mail', async () => {
    const workspaceId = await fresh();
    await agent.call('add_workspace_member', { workspaceId, username: guest, role: 'TEST_EXECUTOR' });
    const { members } = await agent.call<Members>('list_workspace_members', { workspaceId });
    expect(members).toEqual([{ username: me, role: 'ADMIN' }, { username: guest, role: 'TEST_EXECUTOR' }]);
    expect(await agent.call('list_workspace_members', { workspaceId, search: guest.slice(0, 4) })).toMatchObject({ total: 1 });
  });
  it('answers a stranger as if the workspace did not exist', async () => {
    expect(await other.refused('list_workspace_members', { workspaceId: await fresh() })).toContain('Nothing was written');
  });
});

describe('set_workspace_member_role', () => {
  it('replaces the role, with effect at once', async () => {
    const workspaceId = await fresh();
    await agent.call('add_workspace_member', { workspaceId, username: guest });
    expect(await agent.call('set_workspace_member_role', { workspaceId, username: guest, role: 'TESTER' })).toMatchObject({ username: guest, role: 'TESTER' });
    expect(await other.call('create_project', { workspaceId, name: 'now I may' })).toMatchObject({ name: 'now I may' });
  });
  it('refuses to take the last ADMIN away, and an account that is no member', async () => {
    const workspaceId = await fresh();
    expect(await agent.refused('set_workspace_member_role', { workspaceId, username: me, role: 'VIEWER' })).toMatch(/admin/i);
    expect(await agent.refused('set_workspace_member_role', { workspaceId, username: guest, role: 'VIEWER' })).toContain('list_workspace_members');
    expect(await agent.call('list_workspace_members', { workspaceId })).toMatchObject({ members: [{ username: me, role: 'ADMIN' }] });
  });
});

describe('remove_workspace_member', () => {
  it('takes the account out', async () => {
    const workspaceId = await fresh();
    await agent.call('add_workspace_member', { workspaceId, username: guest });
    expect(await agent.call('remove_workspace_member', { workspaceId, username: guest })).toMatchObject({ removed: true });
    expect(await agent.call('list_workspace_members', { workspaceId })).toMatchObject({ total: 1 });
    expect(await other.refused('list_projects_by_workspace', { workspaceId })).toContain('Nothing was written');
  });
  it('refuses to remove the last ADMIN', async () => {
    const workspaceId = await fresh();
    expect(await agent.refused('remove_workspace_member', { workspaceId, username: me })).toMatch(/admin/i);
  });
});
