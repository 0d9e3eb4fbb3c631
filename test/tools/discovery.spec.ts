import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { ACCOUNTS } from '../support/server-process.js';
import { freshProject, type FreshProject, importHar, shopHar } from '../support/work.js';

interface Listed { id: string; name: string; url?: string; [field: string]: unknown }
interface Page { total: number; omitted?: string }

let agent: Agent;
let other: Agent;
let project: FreshProject;

beforeAll(async () => {
  agent = await agentOf('tester');
  other = await agentOf('other');
  project = await freshProject(agent);
});
afterAll(async () => { await Promise.all([agent.close(), other.close()]); });

describe('get_current_user', () => {
  it('tells which account acts and its role on each workspace', async () => {
    const user = await agent.call<{ username: string; id: string; platformAdmin: boolean; workspaces: Listed[] } & Page>('get_current_user');
    expect(user).toMatchObject({ username: ACCOUNTS.tester.username, platformAdmin: false, total: user.workspaces.length });
    expect(user.id).not.toBe('');
    expect(user.workspaces).toContainEqual(expect.objectContaining({ id: project.workspaceId, role: 'ADMIN' }));
    for (const { id, url } of user.workspaces) expect(url).toMatch(new RegExp(`/ui/workspace/${id}$`));
  });
  it('knows the platform administrator', async () => {
    const admin = await agentOf('admin');
    expect(await admin.call('get_current_user')).toMatchObject({ platformAdmin: true });
    await admin.close();
  });
  it('refuses an argument it does not take', async () => {
    expect(await agent.refused('get_current_user', { userId: 'x' })).toContain('unknown argument "userId"');
  });
});

describe('list_workspaces', () => {
  it('lists only the workspaces of the caller', async () => {
    const mine = await agent.call<{ workspaces: Listed[] } & Page>('list_workspaces');
    const theirs = await other.call<{ workspaces: Listed[] }>('list_workspaces');
    expect(mine.workspaces.map(({ id }) => id)).toContain(project.workspaceId);
    expect(theirs.workspaces.map(({ id }) => id)).not.toContain(project.workspaceId);
    expect(mine.total).toBe(mine.workspaces.length);
  });
  it('narrows by name', async () => {
    expect(await agent.call('list_workspaces', { search: 'no workspace is called so' })).toEqual({ workspaces: [], total: 0 });
  });
  it('refuses a negative offset', async () => {
    expect(await agent.refused('list_workspaces', { offset: -1 })).toContain('offset');
  });
});

describe('list_projects_by_workspace', () => {
  it('lists the projects with links and without what is empty', async () => {
    const { projects } = await agent.call<{ projects: Listed[] }>('list_projects_by_workspace', { workspaceId: project.workspaceId, search: project.name.toUpperCase() });
    expect(projects).toHaveLength(1);
    expect(projects[0]).toMatchObject({ id: project.projectId, name: project.name, url: expect.stringContaining(`/project/${project.projectId}`) as string });
    expect(projects[0]?.['created']).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(projects[0]).not.toHaveProperty('description');
  });
  it('answers another account as if the workspace did not exist', async () => {
    expect(await other.refused('list_projects_by_workspace', { workspaceId: project.workspaceId })).toContain('Nothing was written');
  });
});

describe('list_scenarios_by_project', () => {
  it('lists nothing in a new project', async () => {
    expect(await agent.call('list_scenarios_by_project', { projectId: project.projectId })).toEqual({ scenarios: [], total: 0 });
  });
  it('refuses an unknown project', async () => {
    expect(await agent.refused('list_scenarios_by_project', { projectId: 'no-such-project' })).toContain('list_');
  });
});

describe('list_virtual_users', () => {
  it('lists what was imported, in short', async () => {
    const { projectId } = await freshProject(agent);
    const { id, name } = await importHar(agent, projectId, await shopHar('http://127.0.0.1:9'));
    const { virtualUsers, total } = await agent.call<{ virtualUsers: Listed[] } & Page>('list_virtual_users', { projectId });
    expect(total).toBe(1);
    expect(virtualUsers[0]).toMatchObject({ id, name, type: 'JMETER', url: expect.stringContaining(`/design/virtual-user/${id}`) as string });
    expect(virtualUsers[0]).not.toHaveProperty('children');
  });
  it('answers another account as if the project did not exist', async () => {
    expect(await other.refused('list_virtual_users', { projectId: project.projectId })).toContain('Nothing was written');
  });
});

describe('list_docker_providers_by_workspace', () => {
  it('lists the providers of the workspace, each with its locations', async () => {
    const { providers } = await agent.call<{ providers: Listed[] }>('list_docker_providers_by_workspace', { workspaceId: project.workspaceId });
    for (const { locations, url } of providers) {
      expect(locations).toBeInstanceOf(Array);
      expect(url).toContain(`/workspace/${project.workspaceId}/provider/`);
    }
  });
  it('refuses an unknown workspace', async () => {
    expect(await agent.refused('list_docker_providers_by_workspace', { workspaceId: 'no-such-workspace' })).toContain('list_');
  });
});

describe('list_public_docker_providers', () => {
  it('offers a provider that can be used, with a location', async () => {
    const { providers } = await agent.call<{ providers: (Listed & { locations: string[] })[] }>('list_public_docker_providers');
    expect(providers.length).toBeGreaterThan(0);
    expect(providers[0]?.locations.length).toBeGreaterThan(0);
  });
  it('refuses a workspaceId, which it does not take', async () => {
    expect(await agent.refused('list_public_docker_providers', { workspaceId: project.workspaceId })).toContain('unknown argument "workspaceId"');
  });
});
