import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type RunningShop, startShop } from '../../demo/shop/shop.js';
import { ENDPOINTS, type Endpoint, expandPath } from '../../src/contract/endpoints.js';
import { type Agent, agentOf } from '../support/agent.js';
import { ACCOUNTS } from '../support/server-process.js';
import { anyLocation, importHar, shopHar, until, validate } from '../support/work.js';

const ERA_2026 = '2026-07-28';
const CONNECTIONS_PER_ERA = 5;
const CALLS_PER_CONNECTION = 30;
type Who = 'tester' | 'other';

/** Everything one account has that the other must never see. */
interface Belongings {
  readonly agent: Agent;
  readonly userId: string;
  /** In every name this account gives. */
  readonly mark: string;
  /** By the name of the parameter that takes it. */
  readonly ids: Record<'workspaceId' | 'projectId' | 'virtualUserId' | 'scenarioId' | 'benchResultId' | 'benchReportId' | 'reportId' | 'itemId' | 'actionId' | 'taskId' | 'ruleId' | 'variableId' | 'serverId' | 'slaProfileId' | 'providerId' | 'jobId' | 'templateId', string>;
  readonly timestamp: number;
}

let shop: RunningShop;
let tester: Belongings;
let other: Belongings;
let provider: { providerId: string; location: string };

beforeAll(async () => {
  shop = await startShop({ port: 0, latencyMs: 1 });
  const [first, second] = await Promise.all([agentOf('tester'), agentOf('other')]);
  provider = await anyLocation(first);
  [tester, other] = await Promise.all([furnish(first, 'tester'), furnish(second, 'other')]);
}, 60_000);
afterAll(async () => { await Promise.all([tester.agent.close(), other.agent.close(), shop.close()]); });

/** Gives an account one of everything: a validated and correlated Virtual User, a rule, a scenario, a run and its report. */
async function furnish(agent: Agent, who: Who): Promise<Belongings> {
  const mark = `${who}-${process.pid}-only`;
  const me = await agent.call<{ id: string; workspaces: { id: string }[] }>('get_current_user');
  const workspaceId = me.workspaces[0]?.id ?? '';
  const { id: projectId } = await agent.call<{ id: string }>('create_project', { workspaceId, name: `${mark} project` });
  const { id: virtualUserId } = await importHar(agent, projectId, await shopHar(shop.url), { maxThinktimeMs: 10 }, `${mark}.har`);
  const { actions } = await validate(agent, projectId, virtualUserId);
  const failed = actions.find(({ success, total }) => success < total);
  const { id: ruleId } = await agent.call<{ id: string }>('create_correlation_rule', { projectId, name: `${mark} rule`, regex: 'name="_csrf" value="([^"]+)"', injectionTargets: ['POST_PARAM'] });
  const { taskId } = await agent.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId, virtualUserId });
  await until(() => agent.call('get_task_result', { taskId }), ({ status }) => status !== 'PENDING');
  const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: `${mark} scenario`, virtualUserIds: [virtualUserId], providerId: provider.providerId, locations: [provider.location], users: 1, rampUpSec: 0, holdForSec: 1 });
  const { id: variableId } = await agent.call<{ id: string }>('create_constant_variable', { projectId, name: `v${process.pid}`, value: mark });
  const { servers } = await agent.call<{ servers: { id: string }[] }>('list_http_servers_by_project', { projectId });
  const serverId = servers[0]?.id ?? '';
  const { id: slaProfileId } = await agent.call<{ id: string }>('create_sla_profile', { projectId, name: `${mark} SLA`, metrics: ['RESPONSE_TIME_AVG'] });
  const { id: providerId } = await agent.call<{ id: string }>('create_onpremise_docker_provider', { workspaceId, name: `${mark} provider`, locations: [{ name: provider.location, latitude: 0, longitude: 0 }] });
  const { id: jobId } = await agent.call<{ id: string }>('schedule_scenario_once', { scenarioId, runAt: '2999-01-01T00:00:00Z', name: `${mark} job` });
  const run = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId, name: `${mark} run` });
  const benchResultId = run.benchResultIds[0] ?? '';
  await until(() => agent.call('get_bench_result', { benchResultId }), ({ terminal }) => terminal === true);
  const { items } = await agent.call<{ items: { id: string; '@type': string }[] }>('get_bench_report', { reportId: run.benchReportId });
  const itemId = items.find((item) => item['@type'] === 'SummaryReportItem')?.id ?? '';
  const { id: templateId } = await agent.call<{ id: string }>('create_report_template_from_report', { reportId: run.benchReportId, name: `${mark} template` });
  return { agent, userId: me.id, mark, timestamp: failed?.failedTimestamps[0] ?? 0, ids: { workspaceId, projectId, virtualUserId, scenarioId, benchResultId, benchReportId: run.benchReportId, reportId: run.benchReportId, itemId, actionId: failed?.actionId ?? '', taskId, ruleId, variableId, serverId, slaProfileId, providerId, jobId, templateId } };
}

/** Ids of the same form that stand for nothing. */
const madeUp = (ids: Belongings['ids']): Belongings['ids'] => Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, [...id].reverse().join('')])) as Belongings['ids'];
/** A text with every id replaced by the name of its parameter, so that only the words are left. */
const wordsOf = (text: string, ids: Belongings['ids']): string => Object.entries(ids).reduce((words, [name, id]) => words.replaceAll(id, `<${name}>`), text);

describe('two accounts at once, on both eras', () => {
  it('no answer ever carries what belongs to the other', async () => {
    const answers: Record<Who, string[]> = { tester: [], other: [] };
    const made: Record<Who, string[]> = { tester: [], other: [] };
    const connection = async (who: Who, pinned: string | undefined, number: number): Promise<void> => {
      const agent = await agentOf(who, pinned);
      const { mark, ids: { workspaceId, projectId, virtualUserId, scenarioId, benchResultId, reportId, itemId } } = who === 'tester' ? tester : other;
      // One of its own to change: who changes a thing at the same time as another may be told to look again.
      const { id: ownProjectId } = await agent.call<{ id: string }>('create_project', { workspaceId, name: `${mark} of ${number}` });
      made[who].push(ownProjectId);
      const mix: [string, Record<string, unknown>][] = [
        ['get_current_user', {}], ['list_workspaces', {}], ['create_project', { workspaceId, name: `${mark} ${number}` }], ['list_projects_by_workspace', { workspaceId, search: mark }],
        ['update_project', { projectId: ownProjectId, description: `${mark} described` }], ['list_virtual_users', { projectId }], ['describe_virtual_user', { virtualUserId }],
        ['get_scenario', { scenarioId }], ['list_correlation_rules', { projectId }], ['get_bench_result', { benchResultId }], ['get_report_summary_values', { reportId, itemId }],
        ['list_bench_reports_by_project', { projectId }], ['sanity_check_virtual_user', { virtualUserId }],
      ];
      for (let index = 0; index < CALLS_PER_CONNECTION; index++) {
        const [name, args] = mix[(index * 5 + number) % mix.length] ?? ['get_current_user', {}];
        const { text, data, isError } = await agent.raw(name, args);
        expect(isError, `${name}: ${text}`).toBe(false);
        if (name === 'get_current_user') expect(data['username']).toBe(ACCOUNTS[who].username);
        if (name === 'create_project') made[who].push(String(data['id']));
        answers[who].push(`${text}${JSON.stringify(data)}`);
      }
      await agent.close();
    };
    const connections = Array.from({ length: CONNECTIONS_PER_ERA }, (_, number) => (['tester', 'other'] as const).flatMap((who) => [connection(who, undefined, number), connection(who, ERA_2026, number)]));
    await Promise.all(connections.flat());
    expect(answers.tester.length + answers.other.length).toBe(CONNECTIONS_PER_ERA * 4 * CALLS_PER_CONNECTION);
    expect(made.tester.length).toBeGreaterThan(0);
    expect(new Set([...made.tester, ...made.other]).size).toBe(made.tester.length + made.other.length);
    for (const [mine, theirs, belongings] of [['tester', 'other', other], ['other', 'tester', tester]] as const) {
      const secrets = [belongings.userId, belongings.mark, ACCOUNTS[theirs].username, ...Object.values(belongings.ids), ...made[theirs]];
      const leaked = answers[mine].flatMap((answer) => secrets.filter((secret) => answer.includes(secret)));
      expect(leaked).toEqual([]);
      expect(answers[mine].some((answer) => answer.includes(belongings === other ? tester.mark : other.mark))).toBe(true);
    }
  });
});

describe("the other's ids", () => {
  interface Tool { name: string; inputSchema: { required?: string[] } }
  const PLACE = { name: 'x', latitude: 0, longitude: 0 };
  const FILLERS: Readonly<Record<string, unknown>> = { name: 'x', scenarioName: 'x', regex: '(x)', injectionTargets: ['BODY'], confirmProjectName: 'x', users: 1, rampUpSec: 0, holdForSec: 1, rampDownSec: 1, stepCount: 1, profileIndex: 0, runAt: '2999-01-01T00:00:00Z', expression: '0 3 * * *', filename: 'jmeter.log', kind: 'VALIDATION_RESPONSE', description: 'x',
    frameworkId: 'SAML', value: 'x', columnNames: ['a'], min: 1, max: 2, patch: [{ op: 'test', path: '/name', value: 'x' }], urls: ['http://localhost/'], role: 'VIEWER', username: 'nobody@localhost', metrics: ['RESPONSE_TIME_AVG'], ipSpoofing: false,
    latitude: 0, longitude: 0, sampleType: 'BASIC', tagKeys: ['region'], undoHandle: 'undo-variable-20260101T000000000-01234567.json', search: 'x', tags: ['x'],
  };
  /** A change needs something to change, and a verdict something to judge, beside what is required. */
  const CHANGES: Readonly<Record<string, string[]>> = { update_project: ['description'], update_workspace: ['description'], update_virtual_user: ['description'], update_http_server: ['ipSpoofing'], update_provider_location: ['latitude'], update_scenario: ['description'], update_bench_report: ['description'], update_report_template: ['description'], update_user_profile: ['location'], get_run_verdict: ['benchResultId'] };
  let tools: Tool[];
  beforeAll(async () => { ({ tools } = (await tester.agent.client.listTools()) as { tools: Tool[] }); });

  function argumentsFor({ inputSchema: { required = [] }, name }: Tool, ids: Belongings['ids'], timestamp: number): Record<string, unknown> {
    const values: Record<string, unknown> = { ...FILLERS, ...provider, ...ids, timestamp, baselineBenchResultId: ids.benchResultId, candidateBenchResultId: ids.benchResultId, locations: name === 'create_onpremise_docker_provider' ? [PLACE] : [provider.location], virtualUserIds: [ids.virtualUserId], benchResultIds: [ids.benchResultId, 'nothing'] };
    const wanted = [...required, ...(CHANGES[name] ?? [])];
    return Object.fromEntries(wanted.map((parameter) => {
      if (values[parameter] === undefined) throw new Error(`${name} needs ${parameter}: add an id of it to the belongings, or a value to the fillers`);
      return [parameter, values[parameter]];
    }));
  }

  it('are refused by every tool in the same words as ids that stand for nothing, and change nothing', async () => {
    const untouched = async (): Promise<unknown[]> => {
      const { agent, ids: { workspaceId, projectId, virtualUserId, scenarioId, benchResultId } } = other;
      return Promise.all([agent.call('list_projects_by_workspace', { workspaceId, search: other.mark }), agent.call('get_virtual_user', { virtualUserId }), agent.call('get_scenario', { scenarioId }), agent.call('list_correlation_rules', { projectId }), agent.call('get_bench_result', { benchResultId }), agent.call('get_virtual_user_validation', { projectId, virtualUserId }), agent.call('list_scheduled_jobs_by_project', { projectId })]);
    };
    const before = await untouched();
    const nothing = madeUp(other.ids);
    const tried = tools.filter(({ name, inputSchema: { required = [] } }) => [...required, ...(CHANGES[name] ?? [])].some((parameter) => /Ids?$/.test(parameter)));
    expect(tried.length).toBeGreaterThan(30);
    for (const tool of tried) {
      const theirs = await tester.agent.refused(tool.name, argumentsFor(tool, other.ids, other.timestamp));
      const none = await tester.agent.refused(tool.name, argumentsFor(tool, nothing, other.timestamp));
      expect(wordsOf(theirs, other.ids), tool.name).toBe(wordsOf(none, nothing));
      expect(theirs, tool.name).not.toContain('Invalid parameters');
      expect(theirs, tool.name).not.toContain(other.mark);
    }
    expect(await untouched()).toEqual(before);
  });

  it('mixed with own ids are refused too', async () => {
    const { agent, ids } = tester;
    await agent.refused('validate_virtual_user', { projectId: ids.projectId, virtualUserId: other.ids.virtualUserId, ...provider });
    await agent.refused('apply_correlations_to_virtual_user', { projectId: ids.projectId, virtualUserId: other.ids.virtualUserId });
    await agent.refused('apply_correlations_to_virtual_user', { projectId: other.ids.projectId, virtualUserId: ids.virtualUserId });
    await agent.refused('import_har_virtual_user', { projectId: other.ids.projectId, virtualUserId: ids.virtualUserId });
    await agent.refused('create_scenario_ramp_up', { projectId: ids.projectId, scenarioName: 'x', virtualUserIds: [ids.virtualUserId, other.ids.virtualUserId], providerId: provider.providerId, locations: [provider.location], users: 1, rampUpSec: 0, holdForSec: 1 });
    await agent.refused('get_report_summary_values', { reportId: ids.reportId, itemId: other.ids.itemId });
    await agent.refused('apply_report_template', { reportId: ids.reportId, templateId: other.ids.templateId });
    await agent.refused('run_scenario', { scenarioId: ids.scenarioId, templateId: other.ids.templateId });
    await agent.refused('create_comparison_report', { benchResultIds: [ids.benchResultId, other.ids.benchResultId] });
  });
});

describe('clients of the REST API', () => {
  const credentials: Record<Who, Record<string, string>> = { tester: {}, other: {} };
  let origin: string;

  beforeAll(async () => {
    ({ origin } = inject('house'));
    for (const [who, { agent }] of [['tester', tester], ['other', other]] as const) {
      const { username, password } = ACCOUNTS[who];
      const login = (await (await fetch(`${origin}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username, password }) })).json()) as { token: { token: string } };
      const made = (await (await fetch(`${origin}/users/api-keys`, { method: 'POST', body: new URLSearchParams({ name: 'two users' }), headers: { authorization: `Bearer ${login.token.token}` } })).json()) as { apiKey: string };
      credentials[who] = { 'access token': agent.token, 'session token': login.token.token, 'API key': made.apiKey };
    }
  });

  const send = (token: string, { method, path }: Pick<Endpoint, 'method' | 'path'>, body?: unknown): Promise<Response> =>
    fetch(origin + path, { method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  it.each(['access token', 'session token', 'API key'])('with their %s act as their own account, and see their own projects only', async (kind) => {
    for (const [who, mine, theirs] of [['tester', tester, other], ['other', other, tester]] as const) {
      const token = credentials[who][kind] ?? '';
      expect(await (await send(token, { method: 'GET', path: '/users/current' })).json()).toMatchObject({ id: mine.userId, username: ACCOUNTS[who].username });
      const workspaces = await (await send(token, ENDPOINTS.workspaces)).text();
      expect(workspaces).toContain(mine.ids.workspaceId);
      expect(workspaces).not.toContain(theirs.ids.workspaceId);
      expect((await send(token, { method: 'GET', path: expandPath(ENDPOINTS.project.path, mine.ids) })).status).toBe(200);
      expect((await send(token, { method: 'GET', path: expandPath(ENDPOINTS.project.path, theirs.ids) })).status).toBe(404);
    }
  });

  it("find the other's ids at no endpoint: the answer is that of an id that stands for nothing", async () => {
    const nothing = madeUp(other.ids);
    const token = credentials.tester['session token'] ?? '';
    const bodies: Readonly<Record<string, unknown>> = {
      updateWorkspace: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.workspace.path, other.ids) })).json(),
      updateProject: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.project.path, other.ids) })).json(),
      updateVirtualUser: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.virtualUser.path, other.ids) })).json(),
      updateScenario: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.scenario.path, other.ids) })).json(),
      updateHttpServer: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.httpServer.path, other.ids) })).json(),
      updateVariable: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.variable.path, other.ids) })).json(),
      updateSlaProfile: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.slaProfile.path, other.ids) })).json(),
      updateProvider: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.provider.path, other.ids) })).json(),
      updateBenchReport: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.benchReport.path, other.ids) })).json(),
      updateReportTemplate: await (await send(other.agent.token, { method: 'GET', path: expandPath(ENDPOINTS.reportTemplate.path, other.ids) })).json(),
      createTrendReport: { '@type': 'TrendReportConfig', selectors: [], shownResults: 1 },
      validate: { ...provider, iterations: 1 },
      deleteHttpServers: [],
      importUrls: { urls: ['http://localhost/'] },
      importWebDriver: { urls: ['http://localhost/'] },
    };
    const queries: Readonly<Record<string, string>> = { agentCommand: '?region=local', validationBody: '?kind=VALIDATION_RESPONSE', benchFile: '?filename=jmeter.log', benchFileLines: '?filename=jmeter.log', deleteBenchFile: '?filename=jmeter.log', projectFile: '?filename=x.csv', projectFileLines: '?filename=x.csv', deleteProjectFile: '?filename=x.csv' };
    // Every endpoint that is addressed by something this journey owns. One that is not built answers 501 to everybody; any other
    // status but 404 means that it looks at the body or the query first: give it one above.
    const known = new Set([...Object.keys(other.ids), 'type', 'timestamp']);
    const addressed = Object.entries(ENDPOINTS).filter(([, { path }]) => path.includes('{') && [...path.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => known.has(name)));
    let hidden = 0;
    for (const [name, { method, path }] of addressed) {
      const ask = async (ids: Belongings['ids']): Promise<{ status: number; words: string }> => {
        const body = method === 'GET' || method === 'DELETE' ? undefined : JSON.parse(Object.entries(other.ids).reduce((text, [key, id]) => text.replaceAll(id, ids[key as keyof Belongings['ids']]), JSON.stringify(bodies[name] ?? {}))) as unknown;
        const answer = await send(token, { method, path: expandPath(path, { ...ids, type: 'DESIGN', timestamp: other.timestamp }) + (queries[name] ?? '') }, body);
        return { status: answer.status, words: wordsOf(((await answer.json()) as { message: string }).message, ids) };
      };
      const theirs = await ask(other.ids);
      expect(theirs, name).toEqual(await ask(nothing));
      expect([404, 501], `${name}: ${theirs.status} ${theirs.words}`).toContain(theirs.status);
      expect(theirs.words, name).not.toContain(other.mark);
      if (theirs.status === 404) hidden++;
    }
    expect(hidden).toBeGreaterThan(30);
  });
});
