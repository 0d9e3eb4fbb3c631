import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
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
    const { projects } = await agent.call<{ projects: ProjectAnswer[] }>('list_projects_by_workspace', { workspaceId });
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
    expect(await agent.call('delete_project', { projectId, confirmProjectName: name })).toEqual({ deleted: true });
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
