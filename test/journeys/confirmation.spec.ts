import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultJmeterEngine } from '../../src/contract/engine-settings.js';
import { digestOf } from '../../src/mcp/confirmation/canonical.js';
import { ConfirmationSeal } from '../../src/mcp/confirmation/sealed-confirmation.js';
import { UsedConfirmations } from '../../src/mcp/confirmation/used-confirmations.js';
import { freePort } from '../../demo/free-port.js';
import { type Agent, connect } from '../support/agent.js';
import { startServer } from '../support/server-process.js';
import { type BridgeBefore, json, raw, startBridgeBefore, Upstream } from './upstream.js';

const SECRET = 'a secret of the operator, long enough for everyone';
const ASK = { OCTOPERF_MCP__CONFIRMATION__SPEND: '', OCTOPERF_MCP__CONFIRMATION__REMOVE: '', OCTOPERF_MCP_CONFIRMATION_SECRET: SECRET };
const RUN = 'POST /runtime/scenarios/run/s1';
const DELETE = 'DELETE /runtime/scenarios/s1';
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Shop', description: '', type: 'DESIGN', tags: [] };
const load = { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 60_000, plateauMs: 540_000, plateauVus: 50 };
const scenario = (overrides: object = {}): object => ({
  id: 's1', userId: 'u1', projectId: 'p1', name: 'Black Friday', description: '', mode: 'STANDARD', tags: [], lastModified: 1_700_000_000_000,
  userProfiles: [{ id: 'up1', name: 'Buyers', virtualUserId: 'v1', providerId: 'pr1', location: 'eu', load, memory: { vuMb: null }, engine: defaultJmeterEngine() }], ...overrides,
});
const virtualUser = { '@type': 'VirtualUser', id: 'v1', userId: 'u1', projectId: 'p1', name: 'Buyer', description: '', type: 'JMETER', tags: [], children: [
  { '@type': 'HttpRequestAction', id: 'a1', name: 'home', enabled: true, serverId: 'h1', method: 'GET', path: '/', children: [] },
  { '@type': 'HttpRequestAction', id: 'a2', name: 'off', enabled: false, serverId: 'h2', method: 'GET', path: '/', children: [] },
] };
const servers = [{ id: 'h1', projectId: 'p1', protocol: 'HTTPS', hostname: 'shop.example', port: 443 }, { id: 'h2', projectId: 'p1', protocol: 'HTTPS', hostname: 'unused.example', port: 443 }];
const report = { id: 'r1', projectId: 'p1', benchResultIds: ['b1'], name: 'Black Friday', items: [], configs: [] };

let upstream: Upstream;
let bridge: BridgeBefore;
let agent: Agent;
let other: Agent;

const tokenIn = (refusal: string): string => /confirmation "([^"]+)"/.exec(refusal)?.[1] ?? 'none';
const asked = async (name: string, args: Record<string, unknown>): Promise<string> => tokenIn(await agent.refused(name, args));
const done = (route: string): number => upstream.at(route).length;

beforeAll(async () => {
  upstream = await Upstream.start();
  bridge = await startBridgeBefore(upstream.url, ASK);
  [agent, other] = await Promise.all([bridge.agent({ sub: 'ann' }), bridge.agent({ sub: 'bob' })]);
});
beforeEach(() => {
  upstream.on('GET /runtime/scenarios/s1', json(scenario()));
  upstream.on('GET /runtime/scenarios/by-project/p1', json([scenario()]));
  upstream.on('GET /design/projects/p1', json(PROJECT));
  upstream.on('GET /design/virtual-users/v1', json(virtualUser));
  upstream.on('GET /design/http-servers/by-project/p1', json(servers));
  upstream.on('GET /runtime/scenarios/matching-plans/s1', json([{ planId: 'pl1', name: 'Team', remainingTests: 7 }]));
  upstream.on(RUN, json(report));
  upstream.on(DELETE, raw(204, ''));
});
afterAll(async () => {
  await Promise.all([agent.close(), other.close()]);
  await bridge.stop();
  await upstream.stop();
});

describe('a tool that spends or removes, before a real OctoPerf', () => {
  it('says what it would do and does nothing; sent again with the confirmation it does it once', async () => {
    const refusal = await agent.refused('run_scenario', { scenarioId: 's1' });
    expect(refusal).toMatch(/^Not done yet: run_scenario \(Run a load test\) needs a confirmation\. The scenario "Black Friday": up to 50 users in 1 profile for 10 min, real load on https:\/\/shop\.example; plan "Team" with 7 tests left\. Nothing was written\. Ask the user before you call again\./);
    expect(refusal).not.toContain('unused.example');
    expect(done(RUN)).toBe(0);
    expect(await agent.call('run_scenario', { scenarioId: 's1', confirmation: tokenIn(refusal) })).toMatchObject({ benchResultIds: ['b1'] });
    expect(done(RUN)).toBe(1);
    expect(upstream.at(RUN)[0]?.headers['idempotency-key']).toMatch(/^confirmation-[0-9a-f-]{36}$/);
  });

  it('shows what a deletion takes along', async () => {
    expect(await agent.refused('delete_scenario', { scenarioId: 's1' })).toContain('The scenario "Black Friday"; its past runs and reports stay.');
    expect(await agent.refused('delete_virtual_user', { virtualUserId: 'v1' })).toContain('The Virtual User "Buyer". It is played by 1 scenario that will lack it: "Black Friday".');
    expect(done(DELETE)).toBe(0);
  });

  it('refuses a call of which the thing is not there, without asking', async () => {
    expect(await agent.refused('delete_scenario', { scenarioId: 'gone' })).not.toContain('confirmation "');
  });

  it('refuses wrong arguments before it asks', async () => {
    expect(await agent.refused('run_scenario', { scenarioID: 's1' })).toContain('unknown argument "scenarioID"');
  });

  const REFUSALS: [string, (token: string) => Promise<string>, RegExp][] = [
    ['other arguments', (token) => agent.refused('run_scenario', { scenarioId: 's1', name: 'another', confirmation: token }), /^The arguments are not those that were confirmed\. Nothing was written\./],
    ['another tool', (token) => agent.refused('delete_scenario', { scenarioId: 's1', confirmation: token }), /^This confirmation was given for run_scenario, not for delete_scenario\. Nothing was written\./],
    ['another caller', (token) => other.refused('run_scenario', { scenarioId: 's1', confirmation: token }), /^This confirmation was given to another account\. Nothing was written\./],
    ['a changed token', (token) => agent.refused('run_scenario', { scenarioId: 's1', confirmation: `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}` }), /^This confirmation was not given out by this server, or the server was restarted since\. Nothing was written\./],
    ['any other text', () => agent.refused('run_scenario', { scenarioId: 's1', confirmation: 'yes' }), /^This confirmation was not given out by this server/],
    ['something that is no text', () => agent.refused('run_scenario', { scenarioId: 's1', confirmation: true }), /^This confirmation was not given out by this server/],
  ];
  it.each(REFUSALS)('refuses a confirmation for %s', async (_, use, sentence) => {
    const token = await asked('run_scenario', { scenarioId: 's1' });
    expect(await use(token)).toMatch(sentence);
    expect([done(RUN), done(DELETE)]).toEqual([0, 0]);
    // Nothing of this used the confirmation up.
    await agent.call('run_scenario', { scenarioId: 's1', confirmation: token });
    expect(done(RUN)).toBe(1);
  });

  it('refuses a confirmation that was used, also by two calls at once', async () => {
    const token = await asked('delete_scenario', { scenarioId: 's1', withoutUndo: true });
    const answers = await Promise.all([1, 2, 3].map(() => agent.raw('delete_scenario', { scenarioId: 's1', withoutUndo: true, confirmation: token })));
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
    for (const { text } of answers.filter(({ isError }) => isError)) expect(text).toMatch(/^This confirmation was used before: it holds once\. Nothing was written\./);
    expect(done(DELETE)).toBe(1);
  });

  it.each([
    ['the scenario', () => { upstream.on('GET /runtime/scenarios/s1', json(scenario({ lastModified: 1_700_000_000_001 }))); }],
    ['what it plays', () => { upstream.on('GET /design/virtual-users/v1', json({ ...virtualUser, name: 'Robber' })); }],
    ['where it goes', () => { upstream.on('GET /design/http-servers/by-project/p1', json([{ ...servers[0], hostname: 'bank.example' }])); }],
  ])('refuses a confirmation after %s changed', async (_, change) => {
    const token = await asked('run_scenario', { scenarioId: 's1' });
    change();
    expect(await agent.refused('run_scenario', { scenarioId: 's1', confirmation: token })).toMatch(/^What the call acts on has changed since it was shown\. Nothing was written\./);
    expect(done(RUN)).toBe(0);
  });

  it('refuses an expired confirmation', async () => {
    const bound = { subject: 'ann', tool: 'run_scenario', args: digestOf({ scenarioId: 's1' }), target: 'any' };
    const expired = new ConfirmationSeal(SECRET).seal(bound, 'agent', Date.now() - 1);
    expect(await agent.refused('run_scenario', { scenarioId: 's1', confirmation: expired })).toMatch(/^This confirmation has expired\. Nothing was written\./);
    expect(done(RUN)).toBe(0);
  });

  it('offers the argument on the tools that ask, and on no other', async () => {
    const { tools } = await agent.client.listTools();
    const offering = tools.filter(({ inputSchema }) => 'confirmation' in (inputSchema.properties ?? {}));
    expect(offering.length).toBeGreaterThan(5);
    expect(offering.filter(({ annotations }) => annotations?.destructiveHint !== true)).toEqual([]);
    expect(offering.map(({ name }) => name)).toEqual(expect.arrayContaining(['run_scenario', 'delete_project', 'schedule_scenario_cron', 'enable_scheduled_job']));
    // To end load is the safe thing: nobody is kept from it.
    expect(offering.map(({ name }) => name)).not.toContain('stop_bench_result');
    expect(offering.map(({ name }) => name)).not.toContain('patch_virtual_user');
    expect(offering[0]?.inputSchema.required ?? []).not.toContain('confirmation');
  });
});

describe('a client that can put a question before its user (2026-07-28)', () => {
  const clientOf = async (answer: (message: string) => object): Promise<Client> => {
    const client = new Client({ name: 'asking', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } });
    client.setRequestHandler('elicitation/create', ({ params }) => answer(params.message) as never);
    await client.connect(new StreamableHTTPClientTransport(new URL(bridge.mcpUrl), { requestInit: { headers: { authorization: `Bearer ${await bridge.token({ sub: 'ann' })}` } } }));
    return client;
  };

  it('is asked in the protocol, and the call goes on when the user says yes', async () => {
    const messages: string[] = [];
    const client = await clientOf((message) => { messages.push(message); return { action: 'accept', content: { confirm: true } }; });
    const result = await client.callTool({ name: 'run_scenario', arguments: { scenarioId: 's1' } });
    expect(result.structuredContent).toMatchObject({ benchResultIds: ['b1'] });
    expect(messages).toEqual([expect.stringMatching(/^Run a load test\? The scenario "Black Friday": up to 50 users/)]);
    expect(done(RUN)).toBe(1);
    await client.close();
  });

  it.each([
    ['no', { action: 'decline' }],
    ['nothing', { action: 'cancel' }],
    ['yes to the form but not to the question', { action: 'accept', content: { confirm: false } }],
  ])('nothing is done when the user says %s', async (_, answer) => {
    const client = await clientOf(() => answer);
    const result = await client.callTool({ name: 'run_scenario', arguments: { scenarioId: 's1' } });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('The user did not confirm the call. Nothing was written.');
    expect(done(RUN)).toBe(0);
    await client.close();
  });

  it('a question of the protocol is no confirmation for an agent to send', async () => {
    const bound = { subject: 'ann', tool: 'run_scenario', args: digestOf({ scenarioId: 's1' }), target: 'any' };
    const state = new ConfirmationSeal(SECRET).seal(bound, 'client', Date.now() + 60_000);
    expect(await agent.refused('run_scenario', { scenarioId: 's1', confirmation: state })).toMatch(/^This confirmation was not given out by this server/);
  });

  it('that cannot ask gets the token, on the new protocol too', async () => {
    const modern = await bridge.agent({ sub: 'ann' }, '2026-07-28');
    const refusal = await modern.refused('run_scenario', { scenarioId: 's1' });
    await modern.call('run_scenario', { scenarioId: 's1', confirmation: tokenIn(refusal) });
    expect(done(RUN)).toBe(1);
    await modern.close();
  });
});

describe('several replicas with one secret', () => {
  it('take each other\'s confirmations, and send the same idempotency key for the same one', async () => {
    const port = await freePort();
    const replica = await startServer({ mode: 'bridge', port, readyPath: '/health/live', environment: { ...ASK, OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: bridge.issuer.url, OCTOPERF_IDP__AUDIENCES: `[${bridge.mcpUrl}]`, OCTOPERF_OCTOPERF__API_URL: upstream.url } });
    const there = await connect(`${replica.origin}/mcp`, agent.token);
    const token = await asked('run_scenario', { scenarioId: 's1' });
    await there.call('run_scenario', { scenarioId: 's1', confirmation: token });
    await agent.call('run_scenario', { scenarioId: 's1', confirmation: token });
    const keys = upstream.at(RUN).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    await there.close();
    await replica.stop();
  });
});

describe('an operator who forbids', () => {
  it('a forbidden tool is not offered, and a call of it is refused with a sentence', async () => {
    const strict = await startBridgeBefore(upstream.url, { OCTOPERF_MCP__CONFIRMATION__SPEND: 'forbid', OCTOPERF_MCP__CONFIRMATION__REMOVE: 'off' });
    const bound = await strict.agent();
    const names = (await bound.client.listTools()).tools.map(({ name }) => name);
    expect(names).not.toContain('run_scenario');
    expect(names).toContain('delete_scenario');
    expect((await bound.client.listPrompts()).prompts.map(({ name }) => name)).not.toContain('run_scenario');
    for (const era of [undefined, '2026-07-28']) {
      const caller = await strict.agent({}, era);
      expect(await caller.refused('run_scenario', { scenarioId: 's1' })).toMatch(/^The operator of this server does not allow run_scenario\. Nothing was written\. Do not retry/);
      await caller.close();
    }
    expect(done(RUN)).toBe(0);
    expect(await bound.call('delete_scenario', { scenarioId: 's1', withoutUndo: true })).toEqual({ deleted: true });
    expect(await bound.refused('delete_scenario', { scenarioId: 's1', confirmation: 'x' })).toContain('unknown argument "confirmation"');
    await bound.close();
    await strict.stop();
  });
});

describe('what is remembered of used confirmations', () => {
  it('is bounded, and closes rather than forgets', () => {
    const used = new UsedConfirmations(2);
    expect([used.claim('a', 100, 0), used.claim('a', 100, 0), used.claim('b', 50, 0), used.claim('c', 100, 0)]).toEqual(['claimed', 'used', 'claimed', 'full']);
    expect([used.claim('c', 100, 50), used.claim('a', 100, 50)]).toEqual(['claimed', 'used']);
  });
});
