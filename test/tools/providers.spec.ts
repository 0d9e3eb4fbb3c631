import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';

interface Provider { id: string; name: string; type: string; driver: string; locations: { name: string; latitude: number; longitude: number }[]; url: string }
interface Agents { agents: { id: string; name: string; state: string; host: string; location: string; duplicateOnHost: boolean; uninstallCommand: string }[]; total: number }
interface Usage { locations: { name: string; agents: number; memoryUsed: number; memoryTotal: number; usersRunning: number; usersFree: number }[]; memory: Record<string, unknown> }

const LOCAL = 'local-engine-provider';
const PARIS = { name: 'paris', latitude: 48.85, longitude: 2.35 };
const LYON = { name: 'lyon-2_b', latitude: 45.76, longitude: 4.84 };

let agent: Agent;
let other: Agent;
let workspaceId: string;
let count = 0;
const provider = (change: Record<string, unknown> = {}): Promise<Provider> => agent.call<Provider>('create_onpremise_docker_provider', { workspaceId, name: `Own ${++count}`, locations: [PARIS, LYON], ...change });
const listed = async (): Promise<{ id: string; locations: string[] }[]> => (await agent.call<{ providers: { id: string; locations: string[] }[] }>('list_docker_providers_by_workspace', { workspaceId })).providers;

beforeAll(async () => {
  [agent, other] = await Promise.all([agentOf('tester'), agentOf('other')]);
  ({ id: workspaceId } = await agent.call<{ id: string }>('create_workspace', { name: `Providers ${process.pid}` }));
  await agent.call('add_workspace_member', { workspaceId, username: 'other@localhost', role: 'TEST_EXECUTOR' });
});
afterAll(async () => { await Promise.all([agent.close(), other.close()]); });

describe('create_onpremise_docker_provider', () => {
  it('creates a private provider with its locations and the documented settings', async () => {
    const made = await provider({ name: '  Data centre ' });
    expect(made).toMatchObject({ name: 'Data centre', type: 'PRIVATE', driver: 'ON_PREMISE', locations: [PARIS, LYON], url: expect.stringContaining(`/workspace/${workspaceId}/provider/${made.id}`) as string });
    expect(await listed()).toContainEqual(expect.objectContaining({ id: made.id, locations: ['paris', 'lyon-2_b'] }));
    expect((await agent.call<Usage>('get_provider_usage', { providerId: made.id })).memory).toEqual({ ramMb: 4096, usablePercent: 90, baseMb: 128, vuMb: 8, heavyVuMb: null, realBrowserVuMb: 1024, maxSlots: 0 });
  });

  it('refuses bad names, bad coordinates, no location and two of one name', async () => {
    for (const name of ['Paris', 'pa ris', 'pärís', 'a/b', '']) expect(await agent.refused('create_onpremise_docker_provider', { workspaceId, name: 'x', locations: [{ ...PARIS, name }] })).toContain('locations');
    for (const place of [{ latitude: 91 }, { latitude: -90.5 }, { longitude: 181 }, { longitude: -181 }]) expect(await agent.refused('create_onpremise_docker_provider', { workspaceId, name: 'x', locations: [{ ...PARIS, ...place }] })).toContain('itude');
    expect(await agent.refused('create_onpremise_docker_provider', { workspaceId, name: 'x', locations: [] })).toContain('locations');
    expect(await agent.refused('create_onpremise_docker_provider', { workspaceId, name: 'x', locations: [PARIS, PARIS] })).toContain('same name');
    expect(await agent.refused('create_onpremise_docker_provider', { workspaceId, name: 'n'.repeat(81), locations: [PARIS] })).toContain('name');
  });

  it('is for administrators of the workspace', async () => {
    expect(await other.refused('create_onpremise_docker_provider', { workspaceId, name: 'x', locations: [PARIS] })).toContain('ADMIN');
  });
});

describe('add_provider_location', () => {
  it('adds one and keeps the others', async () => {
    const { id: providerId } = await provider({ locations: [PARIS] });
    expect(await agent.call('add_provider_location', { providerId, ...LYON })).toMatchObject({ id: providerId, locations: [PARIS, LYON] });
  });

  it('refuses a name that is taken, the local engine, and strangers', async () => {
    const { id: providerId } = await provider();
    expect(await agent.refused('add_provider_location', { providerId, ...PARIS })).toContain('already');
    expect(await agent.refused('add_provider_location', { providerId: LOCAL, ...PARIS })).toContain('public provider');
    expect(await other.refused('add_provider_location', { providerId, name: 'x', latitude: 0, longitude: 0 })).toContain('ADMIN');
  });
});

describe('update_provider_location', () => {
  it('moves a location, and renames it in its place', async () => {
    const { id: providerId } = await provider();
    expect(await agent.call('update_provider_location', { providerId, location: 'paris', latitude: 1 })).toMatchObject({ orphanedAgents: [], provider: { locations: [{ ...PARIS, latitude: 1 }, LYON] } });
    expect(await agent.call('update_provider_location', { providerId, location: 'paris', newName: 'versailles', longitude: 2 })).toMatchObject({ orphanedAgents: [], provider: { locations: [{ name: 'versailles', latitude: 1, longitude: 2 }, LYON] } });
  });

  it('refuses what it cannot do', async () => {
    const { id: providerId } = await provider();
    expect(await agent.refused('update_provider_location', { providerId, location: 'paris' })).toContain('nothing to change');
    expect(await agent.refused('update_provider_location', { providerId, location: 'rome', latitude: 1 })).toContain('It has: paris, lyon-2_b');
    expect(await agent.refused('update_provider_location', { providerId, location: 'paris', newName: 'lyon-2_b' })).toContain('already');
    expect(await agent.refused('update_provider_location', { providerId, location: 'paris', newName: 'Paris' })).toContain('newName');
    expect(await other.refused('update_provider_location', { providerId, location: 'paris', latitude: 1 })).toContain('ADMIN');
  });
});

describe('remove_provider_location', () => {
  it('drops one and says how to bring it back; the last one stays', async () => {
    const { id: providerId } = await provider();
    const { removed } = await agent.call<{ removed: Record<string, unknown> }>('remove_provider_location', { providerId, location: 'paris' });
    expect(removed).toEqual(PARIS);
    expect((await listed()).find(({ id }) => id === providerId)?.locations).toEqual(['lyon-2_b']);
    expect(await agent.refused('remove_provider_location', { providerId, location: 'paris' })).toContain('no location "paris"');
    expect(await agent.refused('remove_provider_location', { providerId, location: 'lyon-2_b' })).toContain('last location');
    expect(await agent.call('add_provider_location', { providerId, ...removed })).toMatchObject({ locations: [LYON, PARIS] });
  });
});

describe('get_onpremise_agent_command', () => {
  it('answers a command with the address of the backend and a token, another one each time', async () => {
    const { id: providerId } = await provider();
    const [first, second] = [await agent.call<{ command: string; notes: string[] }>('get_onpremise_agent_command', { providerId, location: 'paris' }), await agent.call<{ command: string }>('get_onpremise_agent_command', { providerId, location: 'paris' })];
    expect(first.command).toMatch(/^SERVER_URL='http:\/\/localhost:\d+' AGENT_TOKEN='[\w.-]+' AGENT_NAME='octoperf-agent-paris-[0-9a-f]{6}' node dist\/main\.js agent$/);
    expect(second.command).not.toBe(first.command);
    expect(first.notes.join('\n')).toContain('docker run');
    const claims = JSON.parse(Buffer.from(/AGENT_TOKEN='[^.]+\.([^.]+)\./.exec(first.command)?.[1] ?? '', 'base64url').toString()) as { iss: string; info: string };
    expect(claims.iss).toBe('octoperf');
    expect(JSON.parse(claims.info)).toMatchObject({ providerId, region: 'paris', type: 'MANUAL', name: expect.stringContaining('octoperf-agent-paris-') as string });
  });

  it('refuses an unknown location, the local engine, and those who do not administer', async () => {
    const { id: providerId } = await provider();
    expect(await agent.refused('get_onpremise_agent_command', { providerId, location: 'rome' })).toContain('paris, lyon-2_b');
    expect(await agent.refused('get_onpremise_agent_command', { providerId: LOCAL, location: 'local' })).toContain('nothing has to be installed');
    expect(await other.refused('get_onpremise_agent_command', { providerId, location: 'paris' })).toContain('ADMIN');
  });
});

describe('list_provider_agents', () => {
  it('shows the agent that every backend has, and none where none was installed', async () => {
    const { agents } = await agent.call<Agents>('list_provider_agents', { providerId: LOCAL });
    expect(agents).toMatchObject([{ name: 'local-1', state: 'UP', location: 'local', duplicateOnHost: false }]);
    const { id: providerId } = await provider();
    expect(await agent.call('list_provider_agents', { providerId })).toEqual({ agents: [], total: 0 });
    expect(await other.call('list_provider_agents', { providerId })).toEqual({ agents: [], total: 0 });
  });

  it('refuses the provider of another workspace', async () => {
    const { id: own } = await other.call<{ id: string }>('create_workspace', { name: `Strange ${process.pid}` });
    const { id: providerId } = await other.call<{ id: string }>('create_onpremise_docker_provider', { workspaceId: own, name: 'Theirs', locations: [PARIS] });
    expect(await agent.refused('list_provider_agents', { providerId })).toContain('There is no provider');
    expect(await agent.refused('get_provider_usage', { providerId })).toContain('There is no provider');
  });
});

describe('get_provider_usage', () => {
  it('answers what each location carries', async () => {
    const { id: providerId } = await provider({ ramMb: 8192, usablePercent: 70, vuMb: 5 });
    const { locations, memory } = await agent.call<Usage>('get_provider_usage', { providerId });
    expect(locations).toEqual(['paris', 'lyon-2_b'].map((name) => ({ name, agents: 0, memoryUsed: 0, memoryTotal: 0, usersRunning: 0, usersFree: 0 })));
    expect(memory).toMatchObject({ ramMb: 8192, usablePercent: 70, vuMb: 5 });
    expect((await agent.call<Usage>('get_provider_usage', { providerId: LOCAL })).locations).toMatchObject([{ name: 'local', agents: 1, memoryTotal: 8000 }]);
  });
});
