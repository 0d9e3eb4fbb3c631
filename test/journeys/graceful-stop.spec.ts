import { once } from 'node:events';
import { Agent as Connections, type IncomingMessage, request } from 'node:http';
import { connect as open, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, connect } from '../support/agent.js';
import { ACCOUNTS, startServer, tokenOf } from '../support/server-process.js';
import { until } from '../support/work.js';
import { type BridgeBefore, json, startBridgeBefore, Upstream } from './upstream.js';

const CALLS = 24;
const ME = { id: 'u1', username: 'me@example.com' };

/** One HTTP request on a connection of its own, sent piece by piece. */
class SlowRequest {
  private text = '';
  private readonly closed: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk: string) => { this.text += chunk; });
    this.closed = once(socket, 'close');
  }

  /** Sends the first part once connected. */
  static async begin(port: number, part: string): Promise<SlowRequest> {
    const socket = open(port, '127.0.0.1');
    await once(socket, 'connect');
    const slow = new SlowRequest(socket);
    await new Promise<void>((resolve) => { socket.write(part, () => { resolve(); }); });
    return slow;
  }

  /** Sends the rest; yields the whole answer once the server has closed the connection. */
  async finish(rest: string): Promise<string> {
    this.socket.write(rest);
    await this.closed;
    return this.text;
  }
}

const refusesConnections = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = open(port, '127.0.0.1');
  socket.once('connect', () => { socket.destroy(); resolve(false); });
  socket.once('error', () => { resolve(true); });
});

describe('a bridge that is asked to stop', () => {
  let upstream: Upstream;
  let bridge: BridgeBefore;
  let agents: Agent[];
  /** Lets the upstream answer what it holds back. */
  let release: () => void;
  /** Calls whose connection the bridge closed before they were answered. */
  let givenUp: number;

  beforeEach(async () => {
    upstream = await Upstream.start();
    const released = new Promise<void>((resolve) => { release = resolve; });
    givenUp = 0;
    upstream.on('GET /users/current', (response, received) => {
      response.once('close', () => { if (!response.writableFinished) givenUp++; });
      void released.then(() => { json({ ...ME, id: String(received.headers.authorization) })(response, received); });
    });
    upstream.on('GET /workspaces/member-of', json([]));
    bridge = await startBridgeBefore(upstream.url);
    agents = await Promise.all([bridge.agent({ sub: 'a' }), bridge.agent({ sub: 'b' }, '2026-07-28')]);
  });
  afterEach(async () => {
    await Promise.all(agents.map((agent) => agent.close()));
    await bridge.stop();
    await upstream.stop();
  });

  it('answers every call in flight, lets nobody new in, says so to probes, and exits with 0', async () => {
    const calls = Array.from({ length: CALLS }, (_, index) => {
      const agent = agents[index % agents.length];
      if (agent === undefined) throw new Error('no agent');
      return agent.call<{ id: string }>('get_current_user').then(({ id }) => ({ id, own: `Bearer ${agent.token}` }));
    });
    await until(async () => upstream.at('GET /users/current').length, (seen) => seen === CALLS);
    const probe = await SlowRequest.begin(bridge.server.port, 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\n');
    const { child } = bridge.server;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await until(() => refusesConnections(bridge.server.port), (refused) => refused);
    expect(await probe.finish('Connection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 503 [\s\S]*"stopping"/);
    expect(child.exitCode).toBeNull();
    release();
    for (const { id, own } of await Promise.all(calls)) expect(id).toBe(own);
    expect(await exit).toEqual([0, null]);
    expect(givenUp).toBe(0);
  });

  it('serves a connection that a proxy keeps open, and asks it to let go', async () => {
    const connections = new Connections({ keepAlive: true, maxSockets: 1 });
    const token = await bridge.token();
    const list = async (): Promise<{ status: number | undefined; connection: unknown; keepAlive: unknown; reused: boolean }> => {
      const sent = request({ agent: connections, host: '127.0.0.1', port: bridge.server.port, path: '/mcp', method: 'POST', headers: { 'host': 'localhost', 'x-forwarded-for': '192.0.2.7', 'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' } });
      sent.end('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      await once(answer.resume(), 'end');
      return { status: answer.statusCode, connection: answer.headers.connection, keepAlive: answer.headers['keep-alive'], reused: sent.reusedSocket };
    };
    // Longer than the 60 s of nginx and others: they are to close what is idle.
    expect(await list()).toEqual({ status: 200, connection: 'keep-alive', keepAlive: 'timeout=75', reused: false });
    const held = agents[0]?.call('get_current_user');
    await until(async () => upstream.at('GET /users/current').length, (seen) => seen === 1);
    const exit = once(bridge.server.child, 'exit');
    bridge.server.child.kill('SIGTERM');
    await until(() => refusesConnections(bridge.server.port), (refused) => refused);
    expect(await list()).toMatchObject({ status: 200, connection: 'close', reused: true });
    release();
    await held;
    expect(await exit).toEqual([0, null]);
    connections.destroy();
  });

  it('SIGINT stops it just as well, at once where nothing is in flight', async () => {
    expect(await bridge.server.stop('SIGINT')).toBe(0);
  });

  it('a call that its client gives up (2026-07-28) is given up at the upstream too', async () => {
    const [, modern] = agents;
    const gaveUp = new AbortController();
    const call = modern?.client.callTool({ name: 'get_current_user', arguments: {} }, { signal: gaveUp.signal });
    const ended = expect(call).rejects.toThrow();
    await until(async () => upstream.at('GET /users/current').length, (seen) => seen === 1);
    expect(givenUp).toBe(0);
    gaveUp.abort();
    await ended;
    await until(async () => givenUp, (count) => count === 1);
    release();
  });
});

describe('bridge and backend in one process', () => {
  it('finish the call in flight, which still needs the backend, and turn new ones away with Retry-After', async () => {
    const server = await startServer();
    const token = await tokenOf(server, ACCOUNTS.tester.username);
    const agent = await connect(`${server.origin}/mcp`, token);
    const { workspaces } = await agent.call<{ workspaces: { id: string }[] }>('list_workspaces');
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'create_project', arguments: { workspaceId: workspaces[0]?.id, name: 'In flight' } } });
    const head = ['POST /mcp HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${token}`, 'Content-Type: application/json', 'Accept: application/json, text/event-stream', 'MCP-Protocol-Version: 2025-11-25', 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`, '', ''].join('\r\n');
    const inFlight = await SlowRequest.begin(server.port, head + body.slice(0, 10));
    // A call sent later on another connection and answered: the server has taken the first one in.
    await agent.call('list_workspaces');
    const exit = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    const ready = await until(() => fetch(`${server.origin}/health/ready`), (answer) => answer.status === 503);
    expect(await ready.json()).toMatchObject({ error: { serving: { status: 'down' } } });
    const late = await fetch(`${server.origin}/mcp`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body });
    expect(late.status).toBe(503);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    const answer = await inFlight.finish(body.slice(10));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"name":"In flight"');
    expect(await exit).toEqual([0, null]);
    await agent.close();
    await server.stop();
  });
});
