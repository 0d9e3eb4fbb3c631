import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { AREA_LINES } from '../../src/mcp/meta/area-lines.js';
import { ASKED_AS } from '../../src/mcp/meta/asked-as/index.js';
import { type Agent, agentOf, connect } from '../support/agent.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { costOf, tokensOf } from '../support/token-count.js';
import { freshProject } from '../support/work.js';
import { FRESH } from '../unit/mcp/find/fresh-questions.js';
import { FURTHER_TUNING } from '../unit/mcp/find/further-tuning-questions.js';
import { HELD_OUT } from '../unit/mcp/find/held-out-questions.js';
import type { Question } from '../unit/mcp/find/question.js';
import { TUNING } from '../unit/mcp/find/tuning-questions.js';

const BUDGET = 1_500;
const ANSWER_BUDGET = 900;
interface Found { readonly name: string; readonly area: string; readonly effect: string; readonly arguments: string; readonly confirmation?: string }
type Schema = Record<string, unknown> & { properties: Record<string, { description?: string }>; required?: string[] };
interface Answer { readonly tools: Found[]; readonly further: string[]; readonly of: number; readonly note?: string; readonly areas?: string[] }
interface Described { readonly name: string; readonly inputSchema: Schema; readonly outputSchema?: object; readonly confirmation: string; readonly wayBack?: string }

let tester: Agent;
let meta: Agent;
const open: Agent[] = [];
async function on(path: string, mcpUrl = inject('house').mcpUrl, token = tester.token, era?: string): Promise<Agent> {
  const agent = await connect(`${mcpUrl}${path}`, token, era);
  open.push(agent);
  return agent;
}
const find = async (agent: Agent, query: string, more: object = {}): Promise<Found[]> => (await agent.call<{ tools: Found[] }>('find_tools', { query, ...more })).tools;
const describeTools = async (agent: Agent, names: string[], more: object = {}): Promise<Described[]> => (await agent.call<{ tools: Described[] }>('describe_tools', { names, ...more })).tools;
const run = <T>(agent: Agent, name: string, args?: object): Promise<T> => agent.call<T>('run_tool', { name, ...(args === undefined ? {} : { arguments: args }) });

/** A client of the newest protocol that puts questions before its user. */
async function asking(mcpUrl: string, token: string, answer: (message: string) => 'accept' | 'decline'): Promise<Client> {
  const client = new Client({ name: 'asking', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.setRequestHandler('elicitation/create', ({ params }) => {
    const action = answer(params.message);
    return (action === 'accept' ? { action, content: { confirm: true } } : { action });
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  return client;
}

beforeAll(async () => {
  tester = await agentOf('tester');
  meta = await on('/meta');
});
afterAll(async () => { await Promise.all([tester, ...open].map((agent) => agent.close())); });

describe('the endpoint /meta', () => {
  it('lists three tools for at most 1,500 tokens, and works without any of them being listed before', async () => {
    const early = await on('/meta');
    expect((await find(early, 'who am I')).map(({ name }) => name)).toContain('get_current_user');
    const { tools } = await meta.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['describe_tools', 'find_tools', 'run_tool']);
    expect(tokensOf(costOf(JSON.stringify(tools)))).toBeLessThanOrEqual(BUDGET);
    for (const { annotations } of tools) expect(Object.values(annotations ?? {}).filter((value) => typeof value === 'boolean')).toHaveLength(4);
    expect(tools.at(-1)?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true, openWorldHint: true });
  });

  it('finds, describes and runs', async () => {
    const [first] = await find(meta, 'create a counter variable');
    expect(first).toMatchObject({ name: 'create_counter_variable', area: 'variables', effect: 'create', arguments: expect.stringMatching(/projectId, .*\?/) as string });
    const [described] = await describeTools(meta, ['create_counter_variable'], { withResult: true });
    const listed = (await tester.client.listTools()).tools.find(({ name }) => name === 'create_counter_variable');
    expect([described?.inputSchema, described?.outputSchema]).toEqual([listed?.inputSchema, listed?.outputSchema]);
    expect(described?.wayBack).toMatch(/delete_variable/);
    const { projectId } = await freshProject(tester);
    const made = await run<{ id: string; url: string }>(meta, 'create_counter_variable', { projectId, name: 'n', start: 1, increment: 1 });
    expect(made.url).toMatch(/^http/);
    const { variables } = await tester.call<{ variables: { id: string }[] }>('list_variables', { projectId });
    expect(variables.map(({ id }) => id)).toEqual([made.id]);
    expect(await run(meta, 'list_variables', { projectId })).toEqual(await tester.call('list_variables', { projectId }));
    expect(await run(meta, 'get_current_user')).toEqual(await tester.call('get_current_user'));
  });

  it('refuses what the tool itself would refuse, in the same words', async () => {
    for (const [name, args] of [['list_variables', {}], ['list_variables', { projectId: 'p', typo: 1 }], ['list_variables', { projectId: 'nothing' }], ['list_projects_by_workspace', {}]] as const) {
      expect(await meta.refused('run_tool', { name, arguments: args })).toBe(await tester.refused(name, args));
    }
    await expect(meta.client.callTool({ name: 'run_tool', arguments: { name: 'no_such_tool' } })).rejects.toThrow(/Unknown tool: no_such_tool/);
    expect(await meta.refused('run_tool', { arguments: {} })).toMatch(/name: .* Nothing was written/s);
    expect(await meta.refused('run_tool', { name: 'list_variables', arguments: '{}' })).toMatch(/arguments: .* Nothing was written/s);
    expect(await meta.refused('run_tool', { name: 'list_variables', args: {} })).toMatch(/unknown argument "args"; this tool takes name, arguments/);
    expect(await meta.refused('run_tool', { name: 'run_tool', arguments: { name: 'list_workspaces' } })).toMatch(/called by itself/);
    expect(await meta.refused('describe_tools', { names: ['create_countr_variable'] })).toMatch(/no tool "create_countr_variable" here.*create_counter_variable/s);
  });

  // Below what was measured by one or two held-out questions and five of the 298 others, so that a tool more does not turn this red; docs/surfaces.md has the figures.
  it.each([['tuning', [...TUNING, ...FURTHER_TUNING], 0.98, 1], ['held out', HELD_OUT, 0.87, 0.93], ['held out later', FRESH, 0.83, 0.9]] as const)('finds a right tool among five, and names one at all: %s', async (set, questions: readonly Question[], whole, named) => {
    const [missed, unnamed]: [string[], string[]] = [[], []];
    const sizes: number[] = [];
    for (const { asked, right } of questions) {
      const answer = await meta.call<Answer>('find_tools', { query: asked });
      sizes.push(tokensOf(costOf(JSON.stringify(answer))));
      if (!answer.tools.some(({ name }) => right.includes(name))) missed.push(asked);
      if (![...answer.tools.map(({ name }) => name), ...answer.further].some((name) => right.includes(name))) unnamed.push(asked);
    }
    // Those that were held out stay so: a failure does not tell which they are.
    const words = (asked: string[]): string => (set === 'tuning' ? asked.join('; ') : `${asked.length} of ${questions.length}`);
    expect(1 - missed.length / questions.length, words(missed)).toBeGreaterThanOrEqual(whole);
    expect(1 - unnamed.length / questions.length, words(unnamed)).toBeGreaterThanOrEqual(named);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThanOrEqual(ANSWER_BUDGET);
  });

  it('has words of users for every tool, and a line for every area', async () => {
    expect(Object.keys(ASKED_AS).sort()).toEqual((await tester.client.listTools()).tools.map(({ name }) => name).sort());
    const areas = ((await meta.call<Answer>('find_tools')).areas ?? []).map((line) => line.split(':')[0] ?? '');
    expect(areas.filter((area) => AREA_LINES[area] === undefined)).toEqual([]);
  });

  it('says what there is where nothing fits, and leads on by area', async () => {
    const nothing = await meta.call<Answer>('find_tools', { query: 'zzzz qqqq' });
    expect([nothing.tools, nothing.further, nothing.of > 140, nothing.note]).toEqual([[], [], true, expect.stringMatching(/Nothing fits well/)]);
    expect((await meta.call<Answer>('find_tools')).areas).toEqual(nothing.areas);
    // A word more than half of which nothing meets: a few guesses beside the areas.
    const poor = await meta.call<Answer>('find_tools', { query: 'bake a chocolate cake with marzipan' });
    expect(poor.tools.length).toBeLessThanOrEqual(2);
    for (const { areas: shown = [] } of [nothing, poor]) {
      expect(shown.length).toBeGreaterThan(20);
      expect(shown.filter((line) => !/^[a-z-]+: \w/.test(line))).toEqual([]);
    }
    const [area] = (nothing.areas ?? []).flatMap((line) => /^(sla): /.exec(line)?.[1] ?? []);
    const inArea = await meta.call<Answer>('find_tools', { area });
    expect([inArea.tools, inArea.areas, inArea.further.length, inArea.further.every((name) => /sla/.test(name))]).toEqual([[], undefined, 8, true]);
    const within = await meta.call<Answer>('find_tools', { query: 'lower a limit', area, limit: 2 });
    expect([within.tools.map(({ name }) => name).includes('patch_sla_profile'), new Set([...within.tools.map(({ name }) => name), ...within.further]).size]).toEqual([true, 8]);
  });

  it('tells as many whole as asked for, and names the next', async () => {
    const answer = await meta.call<Answer>('find_tools', { query: 'create a variable for test data', limit: 3 });
    expect([answer.tools.length, answer.further.length, answer.note, answer.areas]).toEqual([3, 10, undefined, undefined]);
    expect(new Set([...answer.tools.map(({ name }) => name), ...answer.further]).size).toBe(13);
    expect((await describeTools(meta, answer.further.slice(0, 5))).map(({ name }) => name)).toEqual(answer.further.slice(0, 5));
  });

  it('understands the commonest German and French words', async () => {
    for (const [query, name] of [['Lasttest jetzt starten', 'run_scenario'], ['arrêter le test en cours', 'stop_bench_result'], ['Bericht als PDF exportieren', 'export_bench_report_pdf'], ['inviter un collègue', 'add_workspace_member']] as const) {
      expect((await find(meta, query)).map((tool) => tool.name), query).toContain(name);
    }
  });

  it('is not there on the plain endpoint', async () => {
    expect((await tester.client.listTools()).tools.map(({ name }) => name).filter((name) => /_tools?$/.test(name) && /find|describe_tools|run_tool/.test(name))).toEqual([]);
    expect(await tester.refused('find_tools', { query: 'x' })).toMatch(/belongs to the endpoint \/meta/);
    expect(await tester.refused('run_tool', { name: 'list_workspaces' })).toMatch(/belongs to the endpoint \/meta/);
  });

  it('keeps to a narrowing: what is not reached is neither found, described nor run', async () => {
    const narrow = await on('/x/variables,discovery/readonly/meta');
    expect((await narrow.client.listTools()).tools.at(-1)?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect((await find(narrow, 'create delete variable', { limit: 20 })).every(({ effect }) => effect === 'read')).toBe(true);
    expect(await narrow.refused('run_tool', { name: 'delete_variable', arguments: { variableId: 'v' } })).toMatch(/read-only/);
    expect(await narrow.refused('run_tool', { name: 'list_sla_profiles', arguments: { projectId: 'p' } })).toMatch(/narrowed to discovery, variables/);
    expect(await narrow.refused('describe_tools', { names: ['delete_variable'] })).toMatch(/read-only/);
  });

  it('gives tools the workspace of the path', async () => {
    const { id } = await tester.call<{ id: string }>('create_workspace', { name: 'Meta' });
    const there = await on(`/meta/w/${id}`);
    expect((await find(there, 'projects of a workspace'))[0]).toMatchObject({ name: 'list_projects_by_workspace', arguments: expect.stringMatching(/^workspaceId\?/) as string });
    const [described] = await describeTools(there, ['create_project']);
    expect([described?.inputSchema.required, described?.inputSchema.properties['workspaceId']?.description]).toEqual([['name'], expect.stringMatching(/Default/)]);
    const made = await run<{ id: string }>(there, 'create_project', { name: 'Here' });
    expect((await run<{ projects: { id: string }[] }>(there, 'list_projects_by_workspace')).projects.map((project) => project.id)).toEqual([made.id]);
  });

  it('words prompts so that they lead through run_tool', async () => {
    const { messages } = await meta.client.getPrompt({ name: 'list_variables', arguments: { projectId: 'p1' } });
    expect(JSON.stringify(messages)).toMatch(/Call the tool list_variables through run_tool with projectId = p1/);
  });

  it('speaks the newest protocol as well', async () => {
    const newest = await on('/meta', undefined, undefined, '2026-07-28');
    expect((await newest.client.listTools()).tools).toHaveLength(3);
    expect(await run(newest, 'get_current_user')).toEqual(await tester.call('get_current_user'));
  });
});

describe('confirmation through /meta', () => {
  let server: ServerProcess;
  let token: string;
  let plain: Agent;
  beforeAll(async () => {
    server = await startServer({ environment: { OCTOPERF_MCP__CONFIRMATION__REMOVE: 'ask', OCTOPERF_MCP__CONFIRMATION__SPEND: 'forbid' } });
    token = await tokenOf(server, ACCOUNTS.tester.username);
    plain = await on('', `${server.origin}/mcp`, token);
  });
  afterAll(() => server.stop());
  const made = async (): Promise<{ projectId: string; variableId: string }> => {
    const { projectId } = await freshProject(plain);
    const { id } = await plain.call<{ id: string }>('create_constant_variable', { projectId, name: 'c', value: '1' });
    return { projectId, variableId: id };
  };
  const left = async (projectId: string): Promise<number> => (await plain.call<{ variables: unknown[] }>('list_variables', { projectId })).variables.length;

  it('takes two steps with the token among the arguments of the tool', async () => {
    const { projectId, variableId } = await made();
    const there = await on('/meta', `${server.origin}/mcp`, token);
    expect((await find(there, 'delete a variable'))[0]).toMatchObject({ name: 'delete_variable', confirmation: 'ask' });
    expect((await describeTools(there, ['delete_variable']))[0]?.inputSchema.properties).toHaveProperty('confirmation');
    const question = await there.refused('run_tool', { name: 'delete_variable', arguments: { variableId } });
    expect(await left(projectId)).toBe(1);
    const [, confirmation] = /confirmation "([^"]+)"/.exec(question) ?? [];
    expect(await there.refused('run_tool', { name: 'delete_variable', arguments: { variableId, confirmation: 'x'.repeat(60) } })).toMatch(/not given out by this server/);
    await run(there, 'delete_variable', { variableId, confirmation });
    expect(await left(projectId)).toBe(0);
    expect(await there.refused('run_tool', { name: 'delete_variable', arguments: { variableId, confirmation } })).toMatch(/no variable|used before|There is no/);
  });

  it.each([['accept', 0], ['decline', 1]] as const)('asks the user of a client that can ask: %s', async (action, remaining) => {
    const { projectId, variableId } = await made();
    const asked: string[] = [];
    const there = await asking(`${server.origin}/mcp/meta`, token, (message) => { asked.push(message); return action; });
    const result = await there.callTool({ name: 'run_tool', arguments: { name: 'delete_variable', arguments: { variableId } } });
    expect([asked.length, /variable "c"/.test(asked[0] ?? ''), result.isError === true, await left(projectId)]).toEqual([1, true, action === 'decline', remaining]);
    await there.close();
  });

  it('does not offer what is forbidden', async () => {
    const there = await on('/meta', `${server.origin}/mcp`, token);
    expect((await find(there, 'run a load test', { limit: 20 })).map(({ name }) => name)).not.toContain('run_scenario');
    expect(await there.refused('run_tool', { name: 'run_scenario', arguments: { scenarioId: 's' } })).toMatch(/does not allow run_scenario/);
  });
});
