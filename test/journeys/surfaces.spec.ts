import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Agent, agentOf, connect } from '../support/agent.js';
import { connectAsPerson } from '../../demo/oauth-agent.js';
import { decodeJwt } from 'jose';
import { rpc } from '../support/rpc.js';
import { type ServerProcess, startServer, tokenOf, ACCOUNTS } from '../support/server-process.js';

const CATALOG = fileURLToPath(new URL('../catalog/', import.meta.url));
interface Catalogued { readonly name: string; readonly area: string; readonly effect: string }
const catalogue = readdirSync(CATALOG).filter((file) => file.endsWith('.json') && file !== 'budget.json').map((file) => JSON.parse(readFileSync(CATALOG + file, 'utf8')) as Catalogued);
const READING = new Set(['read', 'probe']);
const reading = catalogue.filter(({ effect }) => READING.has(effect)).map(({ name }) => name).sort();
const namesIn = (...areas: string[]): string[] => catalogue.filter(({ area }) => areas.includes(area)).map(({ name }) => name).sort();

let tester: Agent;
const open: Agent[] = [];
/** A client on a path below the endpoint, with headers. */
async function on(path: string, headers: Record<string, string> = {}, mcpUrl = inject('house').mcpUrl, token = tester.token): Promise<Agent> {
  const agent = await connect(`${mcpUrl}${path}`, token, undefined, headers);
  open.push(agent);
  return agent;
}
const toolsOf = async (agent: Agent): Promise<string[]> => (await agent.client.listTools()).tools.map(({ name }) => name);
const promptsOf = async (agent: Agent): Promise<string[]> => (await agent.client.listPrompts()).prompts.map(({ name }) => name);

beforeAll(async () => { tester = await agentOf('tester'); });
afterAll(async () => { await Promise.all([tester, ...open].map((agent) => agent.close())); });

describe('a read-only connection', () => {
  it.each([['by path', '/readonly', {}], ['by header', '', { 'X-MCP-Read-Only': 'true' }], ['by both, and the header cannot take it back', '/readonly', { 'X-MCP-Read-Only': 'false' }]])('lists tools and prompts that only read, %s', async (_, path, headers) => {
    const agent = await on(path, headers);
    expect(await toolsOf(agent)).toEqual(reading);
    expect(await promptsOf(agent)).toEqual(reading);
    expect((await agent.client.listTools()).tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  });

  it('refuses by name what is not in its list, and does nothing', async () => {
    const agent = await on('/readonly');
    const before = (await tester.call<{ total: number }>('list_workspaces')).total;
    expect(await agent.refused('create_workspace', { name: 'never' })).toMatch(/asked to be read-only: create_workspace .* Nothing was written/s);
    expect((await tester.call<{ total: number }>('list_workspaces')).total).toBe(before);
    await expect(agent.client.getPrompt({ name: 'create_workspace', arguments: { name: 'x' } })).rejects.toThrow(/Unknown prompt/);
    expect(JSON.stringify(await agent.call('get_current_user'))).toContain(ACCOUNTS.tester.username);
  });
});

describe('a connection narrowed to areas', () => {
  it('has the tools and prompts of these areas only', async () => {
    const agent = await on('/x/discovery,scenarios');
    expect(await toolsOf(agent)).toEqual(namesIn('discovery', 'scenarios'));
    expect(await promptsOf(agent)).toEqual(namesIn('discovery', 'scenarios'));
    expect(await agent.refused('list_variables', { projectId: 'p' })).toMatch(/in the area variables, and this connection is narrowed to discovery, scenarios/);
  });

  it('is the intersection where path and header name different ones', async () => {
    expect(await toolsOf(await on('/x/discovery,scenarios', { 'X-MCP-Areas': 'scenarios, variables' }))).toEqual(namesIn('scenarios'));
    expect(await toolsOf(await on('/readonly/x/scenarios'))).toEqual(namesIn('scenarios').filter((name) => reading.includes(name)));
  });

  it('shows a view only where a tool that it shows is served', async () => {
    const uris = async (agent: Agent): Promise<string[]> => (await agent.client.listResources()).resources.map(({ uri }) => uri);
    expect(await uris(tester)).toContain('ui://octoperf/report-chart');
    const narrow = await on('/x/discovery');
    expect(await uris(narrow)).not.toContain('ui://octoperf/report-chart');
    expect(await uris(narrow)).toContain('octoperf://templates/agents-md');
    await expect(narrow.client.readResource({ uri: 'ui://octoperf/report-chart' })).rejects.toThrow(/Unknown resource/);
    expect(await uris(await on('/x/verdict'))).toContain('ui://octoperf/report-chart');
  });

  it.each([
    ['/x/discovry', {}, /no area "discovry". It serves discovery, workspaces/], ['', { 'x-mcp-areas': 'discovery,nothing' }, /no area "nothing"/],
    ['/x/discovery', { 'x-mcp-areas': 'scenarios' }, /none in common/], ['/x/discovery/x/sla', {}, /twice/], ['/readonly/typo', {}, /does not know \/typo/], ['', { 'x-mcp-read-only': 'perhaps' }, /true or false/],
  ])('answers 400 with words where it cannot be understood: %s %o', async (path, headers, words) => {
    for (const method of ['tools/list', 'initialize', 'tools/call']) {
      const answer = await rpc(`${inject('house').mcpUrl}${path}`, method, {}, { authorization: `Bearer ${tester.token}`, ...(headers as Record<string, string>) });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id: 1, error: { code: -32602, message: expect.stringMatching(words) as string } });
    }
    const get = await fetch(`${inject('house').mcpUrl}${path}`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${tester.token}`, ...(headers as Record<string, string>) } });
    expect(get.status).toBe(400);
  });

  it('tells nobody anything without a token', async () => {
    expect((await rpc(`${inject('house').mcpUrl}/x/discovry`, 'tools/list')).status).toBe(401);
  });
});

describe('a path below the endpoint', () => {
  it('is a resource of its own to clients: its challenge leads to a document that names the very URL (RFC 9728 §3.3)', async () => {
    const { mcpUrl, origin } = inject('house');
    for (const path of ['/readonly', '/x/discovery/readonly', '/w/some-id/meta', '']) {
      const challenge = (await rpc(`${mcpUrl}${path}`, 'tools/list')).headers.get('www-authenticate') ?? '';
      const [, url = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? [];
      // Below the context path, which every proxy forwards; and where a client looks that does not read the challenge (§3.1).
      expect(url).toBe(`${mcpUrl}/.well-known/oauth-protected-resource${path}`);
      for (const place of [url, `${origin}/.well-known/oauth-protected-resource/mcp${path}`]) expect(await (await fetch(place)).json(), place).toMatchObject({ resource: `${mcpUrl}${path}` });
    }
    for (const path of ['/public', '/x/', '/readonly/readonly', '/nothing']) {
      for (const place of [`${mcpUrl}/.well-known/oauth-protected-resource`, `${origin}/.well-known/oauth-protected-resource/mcp`]) expect((await fetch(place + path)).status, place + path).toBe(404);
    }
  });

  it('is signed in to by a client that knows nothing but its URL; the token is one for the whole server', async () => {
    const { mcpUrl } = inject('house');
    const { client, memory } = await connectAsPerson(`${mcpUrl}/readonly/x/discovery`, ACCOUNTS.other.username, ACCOUNTS.other.password);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(namesIn('discovery'));
    const token = memory.tokens()?.access_token ?? '';
    expect([decodeJwt(token).aud].flat()).toContain(mcpUrl);
    expect((await rpc(mcpUrl, 'tools/list', {}, { authorization: `Bearer ${token}` })).status).toBe(200);
    await client.close();
  });

  it('leaves the open downloads alone', async () => {
    const { mcpUrl } = inject('house');
    const guide = await fetch(`${mcpUrl}/public/AGENTS.md`);
    expect([guide.status, (await guide.text()).includes('OctoPerf')]).toEqual([200, true]);
    expect((await fetch(`${mcpUrl}/nothing`, { method: 'POST', headers: { authorization: `Bearer ${tester.token}` } })).status).toBe(404);
  });

  it('is bounded and read like the endpoint itself', async () => {
    const { mcpUrl } = inject('house');
    const broken = await fetch(`${mcpUrl}/readonly`, { method: 'POST', headers: { authorization: `Bearer ${tester.token}`, 'content-type': 'application/json' }, body: '{' });
    expect([broken.status, ((await broken.json()) as { error: { code: number } }).error.code]).toEqual([400, -32700]);
    const large = await fetch(`${mcpUrl}/x/discovery`, { method: 'POST', headers: { authorization: `Bearer ${tester.token}`, 'content-type': 'application/json' }, body: JSON.stringify('a'.repeat(5_000_000)) });
    expect([large.status, ((await large.json()) as { error: { code: number } }).error.code]).toEqual([413, -32600]);
  });

  it('speaks the newest protocol as well', async () => {
    const agent = await connect(`${inject('house').mcpUrl}/x/discovery/readonly`, tester.token, '2026-07-28');
    open.push(agent);
    expect(await toolsOf(agent)).toEqual(namesIn('discovery'));
    expect(await agent.refused('create_workspace', { name: 'never' })).toMatch(/read-only/);
  });
});

describe('a connection to a workspace', () => {
  let workspaceId: string;
  beforeAll(async () => { workspaceId = (await tester.call<{ id: string }>('create_workspace', { name: 'Default of a path' })).id; });

  it('needs no workspaceId where a tool takes one, and says so in the list and in the prompts', async () => {
    const agent = await on(`/w/${workspaceId}`);
    const { tools } = await agent.client.listTools();
    const projects = tools.find(({ name }) => name === 'create_project');
    expect(projects?.inputSchema.required).toEqual(['name']);
    expect((projects?.inputSchema.properties?.['workspaceId'] as { description: string }).description).toMatch(/list_workspaces\. Default: the workspace of this endpoint's path\./);
    expect(JSON.stringify(tools)).not.toContain(workspaceId);
    const { prompts } = await agent.client.listPrompts();
    expect(prompts.find(({ name }) => name === 'create_project')?.arguments?.filter(({ required }) => required).map(({ name }) => name)).toEqual(['name']);
    const made = await agent.call<{ id: string }>('create_project', { name: 'By default' });
    expect((await tester.call<{ projects: { id: string }[] }>('list_projects_by_workspace', { workspaceId })).projects.map(({ id }) => id)).toEqual([made.id]);
    expect((await agent.call<{ projects: { id: string }[] }>('list_projects_by_workspace', {})).projects.map(({ id }) => id)).toEqual([made.id]);
  });

  it('lets an argument win, and answers what the backend answers where the workspace cannot be seen', async () => {
    const stranger = await on('/w/not-a-workspace-of-mine');
    expect(await stranger.refused('list_projects_by_workspace', {})).toMatch(/workspace "?not-a-workspace-of-mine"?/);
    expect(await stranger.call('list_projects_by_workspace', { workspaceId })).toHaveProperty('projects');
    const other = await connect(`${inject('house').mcpUrl}/w/${workspaceId}`, await tokenOf(inject('house'), ACCOUNTS.other.username));
    open.push(other);
    expect(await other.refused('list_projects_by_workspace', {})).toMatch(/There is no workspace/);
  });

  it('is missed in words on the plain endpoint', async () => {
    const refusal = await tester.refused('list_projects_by_workspace', {});
    expect(refusal).toMatch(/workspaceId/);
    expect(refusal).toContain('Take workspaceId from list_workspaces');
    expect(refusal).toContain(`${inject('house').mcpUrl}/w/{workspaceId}`);
    expect(await tester.refused('get_scenario', {})).not.toContain('list_workspaces');
  });
});

describe('an operator', () => {
  let server: ServerProcess;
  let token: string;
  beforeAll(async () => {
    server = await startServer({ environment: { OCTOPERF_MCP__MODE: 'read-only', OCTOPERF_MCP__AREAS: '[discovery, scenarios, variables]' } });
    token = await tokenOf(server, ACCOUNTS.tester.username);
  });
  afterAll(() => server.stop());
  const narrowed = (path: string, headers?: Record<string, string>): Promise<Agent> => on(path, headers, `${server.origin}/mcp`, token);

  it('makes a server read-only and small, and no request can widen it', async () => {
    const allowed = namesIn('discovery', 'scenarios', 'variables').filter((name) => reading.includes(name));
    const agent = await narrowed('', { 'X-MCP-Read-Only': 'false' });
    expect(await toolsOf(agent)).toEqual(allowed);
    expect(await agent.refused('delete_variable', { variableId: 'v' })).toMatch(/This server is read-only/);
    expect(await toolsOf(await narrowed('/x/variables'))).toEqual(['list_variables']);
    const beyond = await rpc(`${server.origin}/mcp/x/analysis`, 'tools/list', {}, { authorization: `Bearer ${token}` });
    expect([beyond.status, await beyond.text()]).toEqual([400, expect.stringMatching(/It serves discovery, scenarios, variables\./)]);
    expect((await rpc(`${server.origin}/mcp/x/vu-edit`, 'tools/list', {}, { authorization: `Bearer ${token}` })).status).toBe(400);
  });

  it('has a guide that names no tool it does not serve', async () => {
    const guide = await (await fetch(`${server.origin}/mcp/public/AGENTS.md`)).text();
    const tools = guide.slice(guide.lastIndexOf('\n## '));
    expect(tools).toContain('list_variables');
    expect(tools).not.toContain('delete_variable');
  });
});
