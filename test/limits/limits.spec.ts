import { connect as tcp, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BridgeBefore, json, silence, startBridgeBefore, raw, Upstream } from '../journeys/upstream.js';
import { rpc } from '../support/rpc.js';

const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const CREATE = 'POST /design/projects';
const ARGS = { workspaceId: 'w1' };
const TAKEN_BY_NOBODY = 60;
interface Refusal { id: unknown; error: { code: number; message: string; data: { retryAfterSeconds: number } } }

let upstream: Upstream;
beforeAll(async () => { upstream = await Upstream.start(); });
afterAll(async () => { await upstream.stop(); });
beforeEach(() => { upstream.on(LIST, json([])); });

const bearer = async (bridge: BridgeBefore, claims = {}): Promise<Record<string, string>> => ({ authorization: `Bearer ${await bridge.token(claims)}` });
const list = (bridge: BridgeBefore, headers: Record<string, string>): Promise<Response> => rpc(bridge.mcpUrl, 'tools/call', { name: 'list_projects_by_workspace', arguments: ARGS }, headers);

describe('rates', () => {
  let bridge: BridgeBefore;
  beforeAll(async () => {
    bridge = await startBridgeBefore(upstream.url, { OCTOPERF_LIMITS__CALLER_PER_MINUTE: '6', OCTOPERF_LIMITS__CALLER_BURST: '3', OCTOPERF_LIMITS__UNPROVEN_PER_MINUTE: '6', OCTOPERF_LIMITS__UNPROVEN_BURST: '4', OCTOPERF_SERVER__TRUSTED_PROXIES: '[loopback]' });
  });
  afterAll(async () => { await bridge.stop(); });

  it('an account beyond its rate is told when to come back, in the words of HTTP and of JSON-RPC; another is not touched', async () => {
    const [mine, others] = [await bearer(bridge, { sub: 'eager' }), await bearer(bridge, { sub: 'calm' })];
    for (let index = 0; index < 3; index++) expect((await list(bridge, mine)).status).toBe(200);
    const before = upstream.at(LIST).length;
    const refused = await list(bridge, mine);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(10);
    const { id, error } = (await refused.json()) as Refusal;
    expect(id).toBe(1);
    expect(error).toMatchObject({ code: -32029, data: { retryAfterSeconds: seconds } });
    expect(error.message).toMatch(/Nothing was done and nothing was written\. Send the same request again in \d+ seconds?/);
    expect(upstream.at(LIST).length).toBe(before);
    expect((await list(bridge, others)).status).toBe(200);
  });

  it('a token more of the same account is no way around it, a new session neither', async () => {
    expect((await list(bridge, await bearer(bridge, { sub: 'eager', jti: 'second', client_id: 'another' }))).status).toBe(429);
  });

  it('lists cost little: an account may read them when it may not call', async () => {
    const headers = await bearer(bridge, { sub: 'lister' });
    for (let index = 0; index < 20; index++) expect((await rpc(bridge.mcpUrl, 'tools/list', {}, headers)).status).toBe(200);
  });

  it('a batch counts as what it holds, and has an end', async () => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-protocol-version': '2025-03-26', ...(await bearer(bridge, { sub: 'batcher' })) };
    const batch = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'list_projects_by_workspace', arguments: ARGS } })));
    const large = await fetch(bridge.mcpUrl, { method: 'POST', headers, body: batch(51) });
    expect(large.status).toBe(400);
    expect(await large.text()).toContain('more than 50 messages');
    expect((await fetch(bridge.mcpUrl, { method: 'POST', headers, body: batch(3) })).status).not.toBe(429);
    expect((await fetch(bridge.mcpUrl, { method: 'POST', headers, body: batch(1) })).status).toBe(429);
  });

  it('guesses of an address are slowed, before anything of them is read; who is proven already stays in', async () => {
    const good = await bearer(bridge, { sub: 'neighbour' });
    const from = (address: string, headers: Record<string, string>): Promise<Response> => list(bridge, { 'x-forwarded-for': address, ...headers });
    expect((await from('203.0.113.9', good)).status).toBe(200);
    const guess = (index: number): Promise<Response> => from('203.0.113.9', { authorization: `Bearer guess-${index}` });
    const statuses = await Promise.all(Array.from({ length: 12 }, (_, index) => guess(index).then(({ status }) => status)));
    expect(statuses.filter((status) => status === 401)).toHaveLength(4);
    expect(statuses.filter((status) => status === 429)).toHaveLength(8);
    expect((await from('203.0.113.9', good)).status).toBe(200);
    expect((await from('203.0.113.9', await bearer(bridge, { sub: 'newcomer' }))).status).toBe(429);
    expect((await from('203.0.113.10', { authorization: 'Bearer guess' })).status).toBe(401);
    const unread = await fetch(bridge.mcpUrl, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9', 'authorization': 'Bearer guess' }, body: '{"broken' });
    expect(unread.status).toBe(429);
    expect(Number(unread.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('whoever proves itself each time is never counted as a guess', async () => {
    for (let index = 0; index < 20; index++) expect((await rpc(bridge.mcpUrl, 'tools/list', {}, { 'x-forwarded-for': '203.0.113.20', ...(await bearer(bridge, { sub: `user ${index}` })) })).status).toBe(200);
  });

  it('a real client passes the sentence on', async () => {
    const agent = await bridge.agent({ sub: 'real client' });
    await agent.call('list_projects_by_workspace', ARGS);
    await agent.call('list_projects_by_workspace', ARGS);
    await expect(agent.call('list_projects_by_workspace', ARGS)).rejects.toThrow(/again in \d+ seconds?, not earlier/);
    await agent.close();
  });
});

describe('an upstream in trouble', () => {
  let bridge: BridgeBefore;
  beforeAll(async () => {
    bridge = await startBridgeBefore(upstream.url, {
      OCTOPERF_OCTOPERF__BREAKER__FAILURE_PERCENT: '50', OCTOPERF_OCTOPERF__BREAKER__MIN_CALLS: '6', OCTOPERF_OCTOPERF__BREAKER__OPEN_SECONDS: '2', OCTOPERF_OCTOPERF__READ_RETRIES: '0',
      OCTOPERF_OCTOPERF__TIMEOUT_MS: '3000', OCTOPERF_OCTOPERF__MAX_CONCURRENT: '3', OCTOPERF_OCTOPERF__MAX_CONCURRENT_PER_CALLER: '2', OCTOPERF_OCTOPERF__MAX_WAIT_MS: '300',
    });
  });
  afterAll(async () => { await bridge.stop(); });

  it('refusals do not stop calls; failures do, with the time to come back; one call tries, and then all go through', async () => {
    const agent = await bridge.agent({ sub: 'user-1' });
    upstream.on(LIST, json({ message: 'No.' }, 403));
    for (let index = 0; index < 12; index++) expect(await agent.refused('list_projects_by_workspace', ARGS)).toContain('No.');
    upstream.on(LIST, raw(503, ''));
    let told = '';
    for (let index = 0; index < 40 && !told.includes('not sent'); index++) told = await agent.refused('list_projects_by_workspace', ARGS);
    expect(told).toMatch(/^OctoPerf failed too often a moment ago, so this call was not sent\. Nothing was written\. Retry later\. Call again in [12] seconds?\./);
    const before = upstream.received.length;
    expect(await agent.refused('create_project', { workspaceId: 'w1', name: 'New' })).toMatch(/not sent\. Nothing was written/);
    expect(upstream.calls.filter(({ route }) => route === CREATE)).toEqual([]);
    expect((await fetch(`${bridge.server.origin}/health/ready`)).status).toBe(200);
    expect(upstream.received.slice(before).filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    upstream.on(LIST, json([]));
    await pause(2_100);
    expect(await agent.call('list_projects_by_workspace', ARGS)).toMatchObject({ total: 0 });
    expect(await agent.call('list_projects_by_workspace', ARGS)).toMatchObject({ total: 0 });
    await agent.close();
  });

  it('one account cannot take all places: it waits for its own, another gets in', async () => {
    const [greedy, modest] = await Promise.all([bridge.agent({ sub: 'greedy' }), bridge.agent({ sub: 'modest' })]);
    upstream.on(LIST, (response, received) => { (received.headers.authorization === `Bearer ${greedy.token}` ? silence : json([]))(response, received); });
    const held = Array.from({ length: 5 }, () => greedy.refused('list_projects_by_workspace', ARGS));
    await expect.poll(() => upstream.at(LIST).length).toBe(2);
    expect(await modest.call('list_projects_by_workspace', ARGS)).toMatchObject({ total: 0 });
    const told = await Promise.all(held);
    expect(told.filter((text) => /^Your account has too many calls of OctoPerf under way\. Nothing was written\. Retry later\. Call again in 1 seconds, with fewer calls/.test(text))).toHaveLength(3);
    expect(told.filter((text) => text.startsWith('OctoPerf did not answer in time.'))).toHaveLength(2);
    expect(upstream.at(LIST).filter(({ headers }) => headers.authorization === `Bearer ${greedy.token}`)).toHaveLength(2);
    await Promise.all([greedy.close(), modest.close()]);
  });

  it('an answer that drips is ended like one that does not come', async () => {
    const agent = await bridge.agent({ sub: 'patient' });
    upstream.on(LIST, (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => { response.write(' '); }, 100);
      response.once('close', () => { clearInterval(drip); });
    });
    expect(await agent.refused('list_projects_by_workspace', ARGS)).toContain('did not answer in time');
    await agent.close();
  });
});

describe('a call of a tool as a whole', () => {
  it('ends at its deadline, whatever each exchange may take; what was written before is not called nothing', async () => {
    const bridge = await startBridgeBefore(upstream.url, { OCTOPERF_OCTOPERF__DEADLINE_MS: '1000', OCTOPERF_OCTOPERF__TIMEOUT_MS: '30000' });
    const agent = await bridge.agent();
    const slow = (value: unknown) => (response: Parameters<typeof silence>[0], received: Parameters<typeof silence>[1]): void => { setTimeout(() => { json(value)(response, received); }, 700); };
    const project = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Old', description: '', type: 'DESIGN', tags: [], created: 1, lastModified: 1 };
    upstream.on(LIST, silence);
    expect(await agent.refused('list_projects_by_workspace', ARGS)).toMatch(/did not answer in time\. Nothing was written/);
    upstream.on('GET /design/projects/p1', slow(project));
    upstream.on('PUT /design/projects/p1', slow(project));
    expect(await agent.refused('update_project', { projectId: 'p1', name: 'New', withoutUndo: true })).toContain('It is unknown whether the change was made');
    await agent.close();
    await bridge.stop();
  });
});

describe('clients that are slow on purpose', () => {
  let bridge: BridgeBefore;
  beforeAll(async () => {
    bridge = await startBridgeBefore(upstream.url, { OCTOPERF_SERVER__HEADERS_TIMEOUT_MS: '1000', OCTOPERF_LIMITS__BODY_TIMEOUT_MS: '1000', OCTOPERF_LIMITS__ANSWER_TIMEOUT_MS: '2000', OCTOPERF_SERVER__MAX_CONNECTIONS: '20', OCTOPERF_SERVER__MAX_HEADER_BYTES: '8192' });
  });
  afterAll(async () => { await bridge.stop(); });

  /** Opens a connection and collects what comes; `ended` once the server closed it. */
  function open(): { socket: Socket; heard: () => string; ended: Promise<void> } {
    const socket = tcp(bridge.server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); }).on('error', () => undefined);
    return { socket, heard: () => heard, ended: new Promise((resolve) => { socket.once('close', () => { resolve(); }); }) };
  }

  it('headers that drip are ended with 408', async () => {
    const { socket, heard, ended } = open();
    socket.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\n');
    const drip = setInterval(() => { socket.write('x-slow: 1\r\n'); }, 200);
    await ended;
    clearInterval(drip);
    expect(heard()).toContain('408');
  });

  it('a body that drips is ended with 408 in the words of JSON-RPC', async () => {
    const { socket, heard, ended } = open();
    socket.write(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${await bridge.token()}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`);
    const drip = setInterval(() => { socket.write(' '); }, 100);
    await ended;
    clearInterval(drip);
    expect(heard()).toMatch(/408 Request Timeout[\s\S]*did not arrive within 1000 ms\. Nothing was done/);
  });

  it('answers that nobody takes are given up, and the connection with them; others are served meanwhile', async () => {
    const agent = await bridge.agent({ sub: 'slow reader' });
    const { socket, heard, ended } = open();
    socket.pause();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
    const request = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${agent.token}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    // Each answer has some 300 kB: together more than the buffers of both sides hold.
    for (let index = 0; index < TAKEN_BY_NOBODY; index++) socket.write(request);
    await pause(4_500);
    expect(await agent.call('list_projects_by_workspace', ARGS)).toMatchObject({ total: 0 });
    socket.resume();
    await ended;
    expect(heard().split('HTTP/1.1 200').length - 1).toBeLessThan(TAKEN_BY_NOBODY);
    await agent.close();
  });

  it('headers that are too large are refused with 431', async () => {
    const answer = await fetch(bridge.mcpUrl, { method: 'POST', headers: { 'x-large': 'x'.repeat(9_000) } });
    expect(answer.status).toBe(431);
  });

  it('a message nested too deeply, or an array of a million, is refused or answered, and the server lives', async () => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', ...(await bearer(bridge)) };
    const post = (body: string): Promise<Response> => fetch(bridge.mcpUrl, { method: 'POST', headers, body });
    const deep = await post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_workspaces","arguments":{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}}}`);
    expect(deep.status).toBe(400);
    expect(await deep.text()).toContain('nested too deeply');
    const wide = await post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_projects_by_workspace","arguments":{"workspaceId":[${'0,'.repeat(1_000_000)}0]}}}`);
    expect(await wide.text()).toContain('Nothing was written');
    expect((await list(bridge, await bearer(bridge))).status).toBe(200);
  });

  it('connections beyond the most are closed, the others are served', async () => {
    const crowd = Array.from({ length: 40 }, () => open());
    await Promise.race(crowd.map(({ ended }) => ended));
    for (const { socket } of crowd) socket.destroy();
    await expect.poll(() => list(bridge, {}).then(({ status }) => status, () => 0)).toBe(401);
  });
});
