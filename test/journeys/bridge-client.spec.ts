import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../support/agent.js';
import { type Answer, type BridgeBefore, hangUp, json, problem, raw, silence, startBridgeBefore, Upstream } from './upstream.js';

const TIMEOUT_MS = 1_500;
const MAX_BYTES = 65_536;
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Old name', description: 'kept', type: 'DESIGN', tags: ['web'], created: 1_700_000_000_000, lastModified: 1_700_000_000_000 };
/** The routes behind the tools of these tests. */
const CREATE = 'POST /design/projects';
const READ = 'GET /design/projects/p1';
const WRITE = 'PUT /design/projects/p1';
const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const UNKNOWN = 'It is unknown whether the change was made: look before you repeat it.';
const NOTHING = 'Nothing was written.';

let upstream: Upstream;
let elsewhere: Upstream;
let bridge: BridgeBefore;
let agent: Agent;

beforeAll(async () => {
  [upstream, elsewhere] = await Promise.all([Upstream.start(), Upstream.start()]);
  bridge = await startBridgeBefore(upstream.url, { OCTOPERF_OCTOPERF__TIMEOUT_MS: String(TIMEOUT_MS), OCTOPERF_OCTOPERF__MAX_RESPONSE_BYTES: String(MAX_BYTES) });
  agent = await bridge.agent();
});
afterAll(async () => {
  await agent.close();
  await bridge.stop();
  await Promise.all([upstream.stop(), elsewhere.stop()]);
});
beforeEach(() => {
  upstream.on(LIST, json([PROJECT]));
  upstream.on(READ, json(PROJECT));
  upstream.on(WRITE, (response, { body }) => { response.writeHead(200, { 'content-type': 'application/json' }).end(body); });
  upstream.on(CREATE, json(PROJECT));
});

const list = (): Promise<string> => agent.refused('list_projects_by_workspace', { workspaceId: 'w1' });
const create = (): Promise<string> => agent.refused('create_project', { workspaceId: 'w1', name: 'New' });
/** What the agent is told when a read and a write are both answered so. */
async function bothTold(answer: Answer): Promise<{ read: string; write: string }> {
  upstream.on(LIST, answer);
  upstream.on(CREATE, answer);
  const [read, write] = await Promise.all([list(), create()]);
  return { read, write };
}

describe("the caller's token", () => {
  it('is sent on as it came, each caller with its own', async () => {
    const second = await bridge.agent({ sub: 'user-2' });
    await Promise.all([agent.call('list_projects_by_workspace', { workspaceId: 'w1' }), second.call('list_projects_by_workspace', { workspaceId: 'w1' })]);
    const sent = upstream.at(LIST).map(({ headers }) => headers.authorization);
    expect(new Set(sent)).toEqual(new Set([`Bearer ${agent.token}`, `Bearer ${second.token}`]));
    expect(sent).toHaveLength(2);
    await second.close();
  });

  it('is the only thing sent on of what the client sent: no cookie, no other header, no MCP session', async () => {
    await agent.call('list_projects_by_workspace', { workspaceId: 'w1' });
    const names = Object.keys(upstream.at(LIST)[0]?.headers ?? {});
    expect(names.filter((name) => name === 'cookie' || name.startsWith('mcp-') || name.startsWith('x-'))).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%i) to another place is not followed', async (status) => {
    const { read, write } = await bothTold(raw(status, '', { location: `${elsewhere.url}/design/projects` }));
    expect(elsewhere.received).toEqual([]);
    expect(read).toContain('redirect');
    expect(read).toContain(NOTHING);
    expect(write).toContain(UNKNOWN);
    expect(read + write).not.toContain(elsewhere.url);
  });

  it('nor is one to the same place', async () => {
    upstream.on('GET /moved', json([PROJECT]));
    await bothTold(raw(302, '', { location: '/moved' }));
    expect(upstream.at('GET /moved')).toEqual([]);
  });

  it('is never printed, nor what a failing upstream said', async () => {
    await bothTold(raw(500, 'secret-of-the-upstream'));
    expect(bridge.server.output()).not.toContain(agent.token);
    expect(bridge.server.output()).not.toContain('secret-of-the-upstream');
  });
});

describe('a failing upstream', () => {
  it.each([500, 502, 503, 504, 599])('%i: the body is not shown, and the agent learns what is known of the write', async (status) => {
    const { read, write } = await bothTold(json({ message: 'secret-of-the-upstream at 10.1.2.3', trace: 'java.lang.NullPointerException' }, status));
    expect(read + write).not.toMatch(/secret-of-the-upstream|10\.1\.2\.3|NullPointer/);
    expect(read).toBe(`OctoPerf failed to answer (HTTP ${status}). ${NOTHING} Retry later. If it persists, tell the user that the OctoPerf platform or this server needs attention.`);
    expect(write).toContain(UNKNOWN);
  });

  it('a read is repeated twice on 503, a write never', async () => {
    await bothTold(raw(503, ''));
    expect(upstream.at(LIST)).toHaveLength(3);
    expect(upstream.at(CREATE)).toHaveLength(1);
  });

  it('a read that fails twice and then succeeds is simply answered', async () => {
    let asked = 0;
    upstream.on(LIST, (response, received) => { (++asked < 3 ? raw(503, '') : json([PROJECT]))(response, received); });
    expect(await agent.call('list_projects_by_workspace', { workspaceId: 'w1' })).toMatchObject({ total: 1 });
  });

  it('a read is not repeated on 500, which promises nothing', async () => {
    await bothTold(raw(500, ''));
    expect(upstream.at(LIST)).toHaveLength(1);
  });

  it('a connection that breaks: a read is repeated, a write is not and its fate is unknown', async () => {
    const { read, write } = await bothTold(hangUp);
    expect(upstream.at(LIST)).toHaveLength(3);
    expect(upstream.at(CREATE)).toHaveLength(1);
    expect(read).toContain(`OctoPerf cannot be reached. ${NOTHING}`);
    expect(write).toContain(`OctoPerf cannot be reached. ${UNKNOWN}`);
    expect(read + write).not.toMatch(/ECONN|127\.0\.0\.1|socket/i);
  });

  it('no answer in time: a read wrote nothing, of a write it is unknown; neither is repeated', async () => {
    const { read, write } = await bothTold(silence);
    expect(read).toContain(`OctoPerf did not answer in time. ${NOTHING}`);
    expect(write).toContain(`OctoPerf did not answer in time. ${UNKNOWN}`);
    expect(upstream.at(LIST)).toHaveLength(1);
    expect(upstream.at(CREATE)).toHaveLength(1);
  });

  it.each([['as it is', raw(200, JSON.stringify([{ ...PROJECT, name: 'x'.repeat(MAX_BYTES) }]))], ['compressed', raw(200, gzipSync(JSON.stringify([{ ...PROJECT, name: 'x'.repeat(4_000_000) }])), { 'content-encoding': 'gzip' })]])('an answer too large is refused, and not asked for again (%s)', async (_kind, answer) => {
    upstream.on(LIST, answer);
    expect(await list()).toMatch(/larger than this server reads.*octoperf\.max-response-bytes/);
    expect(upstream.at(LIST)).toHaveLength(1);
  });

  it.each([
    ['another shape', json({ unexpected: true })],
    ['a field of another type', json([{ ...PROJECT, id: 7 }])],
    ['broken JSON', raw(200, '[{"id":', { 'content-type': 'application/json' })],
    ['a page of HTML', raw(200, '<html><body>Please sign in</body></html>', { 'content-type': 'text/html' })],
    ['nothing at all', raw(200, '')],
  ])('an answer of 200 with %s is an error that names the call', async (_kind, answer) => {
    const { read, write } = await bothTold(answer);
    expect(read).toBe(`OctoPerf answered projects in a shape this server does not know. ${NOTHING} Do not retry the same call. Tell the user that the versions of this server and of the OctoPerf backend may not fit.`);
    expect(write).toContain(`OctoPerf answered createProject in a shape this server does not know. ${UNKNOWN}`);
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'The name is taken.', /^The name is taken\. Nothing was written\. Retry after fixing the call\./],
    [403, 'You need the role TESTER.', /^You need the role TESTER\. Nothing was written\. Do not retry the same call\. Call get_current_user/],
    [404, 'There is no such workspace.', /^There is no such workspace\. Nothing was written\. Retry after fixing the call\. Read the id again from a list_\* tool/],
    [409, 'Somebody else changed it.', /^Somebody else changed it\. Nothing was written\./],
    [401, 'Bad token', /^OctoPerf no longer accepts your access token.* Nothing was written\. Retry later\. Sign in again, then repeat the call\./],
    [429, 'Slow down.', /^Slow down\. Nothing was written\. Retry later\. Wait a few seconds/],
  ])('%i carries the sentence, what was written and what comes next', async (status, sentence, expected) => {
    const { read, write } = await bothTold(problem(status, sentence));
    expect(read).toMatch(expected);
    expect(write).toMatch(expected);
  });

  it.each([
    ['a page', '<html><body>Apache/2.4 at backend.internal</body></html>'],
    ['a page after a word', 'Sorry. <!DOCTYPE html><p>backend.internal</p>'],
    ['a page inside a problem', JSON.stringify({ message: '<html>backend.internal</html>' })],
    ['a list', JSON.stringify(['backend.internal'])],
    ['a stack trace', 'java.lang.IllegalStateException: backend.internal\n\tat com.acme.Project.create(Project.java:12)\n\tat com.acme.Main.main(Main.java:3)'],
    ['broken JSON', '{"message": "backend.internal'],
    ['a problem whose message is no text', JSON.stringify({ message: { host: 'backend.internal' } })],
    ['nothing', ''],
  ])('404 with %s says what is known here, and leaks nothing', async (_kind, body) => {
    const { read } = await bothTold(raw(404, body));
    expect(read).toBe(`There is no workspaceId "w1", type "DESIGN", or your account cannot see it. ${NOTHING} Retry after fixing the call. Read the id again from a list_* tool; ids are never built by hand.`);
  });

  it('a very long sentence is cut', async () => {
    const { read } = await bothTold(problem(400, 'long '.repeat(10_000)));
    expect(read.length).toBeLessThan(1_000);
  });
});

describe('what is written', () => {
  it('a change keeps every field that this server does not know', async () => {
    upstream.on('POST /design/project-files/p1', raw(200, ''));
    upstream.on('GET /design/project-files/list/p1', json([]));
    upstream.on(READ, json({ ...PROJECT, labels: { colour: 'red' }, futureField: [1, null, 'x'] }));
    expect(await agent.call('update_project', { projectId: 'p1', name: 'New name', withoutUndo: true })).toMatchObject({ id: 'p1', name: 'New name' });
    expect(JSON.parse(upstream.at(WRITE)[0]?.body ?? '')).toEqual({ ...PROJECT, name: 'New name', labels: { colour: 'red' }, futureField: [1, null, 'x'] });
  });

  it('the role of a member changes, and no field of it that this server does not know', async () => {
    const member = { id: 'm1', userId: 'u2', workspaceId: 'w1', username: 'ada@shop.test', role: 'VIEWER', expiresAt: 1_800_000_000_000, groups: [{ name: 'perf' }] };
    upstream.on('GET /workspaces/members/by-workspace/w1', json([member]));
    upstream.on('PUT /workspaces/members/m1', (response, { body }) => { json(JSON.parse(body))(response, { route: '', query: new URLSearchParams(), headers: {}, body }); });
    expect(await agent.call('set_workspace_member_role', { workspaceId: 'w1', username: 'ada@shop.test', role: 'TESTER' })).toEqual({ username: 'ada@shop.test', role: 'TESTER', wayBack: 'set_workspace_member_role with role VIEWER' });
    expect(JSON.parse(upstream.at('PUT /workspaces/members/m1')[0]?.body ?? '')).toEqual({ ...member, role: 'TESTER' });
  });

  it('unknown fields of an answer do not reach the agent', async () => {
    upstream.on(LIST, json([{ ...PROJECT, internalNote: 'not for agents' }]));
    expect((await agent.raw('list_projects_by_workspace', { workspaceId: 'w1' })).text).not.toContain('internalNote');
  });

  it.each([['a/b', 'a%2Fb'], ['a?x=1', 'a%3Fx%3D1'], ['..%2f..', '..%252f..'], ['ä#b', '%C3%A4%23b']])('an id %s cannot change the path', async (id, encoded) => {
    const before = upstream.calls.length;
    await agent.refused('update_project', { projectId: id, name: 'x' });
    expect(upstream.calls.slice(before).map(({ route }) => route)).toEqual([`GET /design/projects/${encoded}`]);
  });

  it('an id of dots is refused before anything is sent', async () => {
    const before = upstream.calls.length;
    expect(await agent.refused('update_project', { projectId: '..', name: 'x' })).toContain('projectId');
    expect(upstream.calls).toHaveLength(before);
  });
});

describe('an operator whose backend differs', () => {
  const API_AUDIENCE = 'https://api.example';
  let theirs: BridgeBefore;
  beforeAll(async () => {
    theirs = await startBridgeBefore(upstream.url, { OCTOPERF_OCTOPERF__ENDPOINTS: JSON.stringify({ currentUser: '/me' }), OCTOPERF_OCTOPERF__TOKEN_AUDIENCES: JSON.stringify([API_AUDIENCE]) });
  });
  afterAll(async () => { await theirs.stop(); });
  beforeEach(() => {
    upstream.on('GET /me', json({ id: 'u1', username: 'me@example.com' }));
    upstream.on('GET /users/current', json({ id: 'u2', username: 'wrong@example.com' }));
    upstream.on('GET /workspaces/member-of', json([]));
  });

  it('has the overridden path called', async () => {
    const covered = await theirs.agent({ aud: [theirs.mcpUrl, API_AUDIENCE] });
    expect(await covered.call('get_current_user')).toMatchObject({ id: 'u1', username: 'me@example.com' });
    expect(upstream.at('GET /me')).toHaveLength(1);
    expect(upstream.at('GET /users/current')).toEqual([]);
    await covered.close();
  });

  it('never sees a token whose audience does not cover the API', async () => {
    const uncovered = await theirs.agent({ aud: theirs.mcpUrl });
    expect(await uncovered.refused('get_current_user')).toMatch(/not for the OctoPerf REST API, so it is not passed on\. Nothing was written\. Do not retry the same call\./);
    expect(upstream.at('GET /me')).toEqual([]);
    expect(upstream.at('GET /workspaces/member-of')).toEqual([]);
    await uncovered.close();
  });
});
