import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rpc } from '../support/rpc.js';
import { type BridgeBefore, json, startBridgeBefore, Upstream } from './upstream.js';

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_projects_by_workspace', arguments: { workspaceId: 'w1' } } };
const MADE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type Headers = Record<string, string>;

let upstream: Upstream;
let bridge: BridgeBefore;
beforeAll(async () => {
  upstream = await Upstream.start();
  upstream.on('GET /design/projects/by-workspace/w1/DESIGN', json([]));
  bridge = await startBridgeBefore(upstream.url, {
    OCTOPERF_MCP__MAX_REQUEST_BYTES: '20000', OCTOPERF_LIMITS__BODY_TIMEOUT_MS: '1500', OCTOPERF_SERVER__TRUSTED_PROXIES: '[loopback]',
    OCTOPERF_LIMITS__UNPROVEN_PER_MINUTE: '6', OCTOPERF_LIMITS__UNPROVEN_BURST: '6',
  });
});
afterAll(async () => { await Promise.all([bridge.stop(), upstream.stop()]); });

const bearer = async (claims = {}): Promise<Headers> => ({ authorization: `Bearer ${await bridge.token(claims)}` });
/** A request whose body is in our hands. Each address has its own room for tokens that prove nothing. */
function opened(headers: Headers, address: string): { request: ClientRequest; answer: Promise<IncomingMessage> } {
  const request = httpRequest(bridge.mcpUrl, { method: 'POST', headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25', 'x-forwarded-for': address, ...headers } });
  return { request, answer: once(request, 'response').then(([response]) => response as IncomingMessage) };
}
/** The parts arrive one by one: so far apart that each is a read of its own. */
async function inParts(headers: Headers, parts: readonly (string | Buffer)[]): Promise<{ status: number | undefined; id: string; body: string }> {
  const { request, answer } = opened(headers, '203.0.113.1');
  for (const part of parts) {
    request.write(part);
    await pause(60);
  }
  request.end();
  const response = await answer;
  return { status: response.statusCode, id: String(response.headers['x-request-id']), body: await text(response) };
}
/** The lines of the log that name a request; they are written in bundles. */
const lineOf = (kind: string, id: string): Promise<void> => expect.poll(() => bridge.server.output()).toMatch(new RegExp(` ${kind} request=${id} `));
const halves = (body: string | Buffer): (string | Buffer)[] => [body.slice(0, 20), body.slice(20, 45), body.slice(45)];

describe('the id of a request', { timeout: 60_000 }, () => {
  it('is with the guard, the call and what it asks of OctoPerf, though the body came in several parts', async () => {
    const { status, id } = await inParts(await bearer({ sub: 'in-parts' }), halves(JSON.stringify(CALL)));
    expect([status, id]).toEqual([200, expect.stringMatching(MADE) as string]);
    await lineOf('Call', id);
    await lineOf('Upstream', id);
    expect(bridge.server.output()).toMatch(new RegExp(` Call request=${id} caller=in-parts `));
  });

  it('and though it came compressed, in several parts', async () => {
    const { status, id } = await inParts({ 'content-encoding': 'gzip', ...(await bearer({ sub: 'compressed' })) }, halves(gzipSync(JSON.stringify(CALL))));
    expect(status).toBe(200);
    await lineOf('Call', id);
    expect(bridge.server.output()).toMatch(new RegExp(` Call request=${id} caller=compressed `));
  });

  it('is with the guard that refuses', async () => {
    const { status, id } = await inParts(await bearer({ exp: 1_600_000_000 }), halves(JSON.stringify(CALL)));
    expect(status).toBe(401);
    await lineOf('Refused', id);
  });

  it.each<[string, string, number]>([
    ['broken', '{"jsonrpc"', 400],
    ['too large', JSON.stringify({ ...CALL, padding: 'x'.repeat(30_000) }), 413],
    ['too deep', `${'['.repeat(600)}${']'.repeat(600)}`, 400],
  ])('is told of a message that is %s', async (_kind, body, status) => {
    const answer = await fetch(bridge.mcpUrl, { method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': 'of-the-proxy', ...(await bearer()) }, body });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([status, 'of-the-proxy']);
  });

  it('is told of a body that does not come in time', async () => {
    const { request, answer } = opened({ 'content-length': '500', ...(await bearer()) }, '203.0.113.2');
    request.on('error', () => undefined).write('{"jsonrpc"');
    const response = await answer;
    expect([response.statusCode, response.headers['x-request-id']]).toEqual([408, expect.stringMatching(MADE)]);
    request.destroy();
  });

  it('is told of, and written down with, a request that is refused for its address before it is read', async () => {
    const guess = (): Promise<Response> => rpc(bridge.mcpUrl, 'tools/list', {}, { 'x-forwarded-for': '203.0.113.3', 'authorization': 'Bearer guess' });
    let answer = await guess();
    for (let index = 0; index < 10 && answer.status !== 429; index++) answer = await guess();
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([429, expect.stringMatching(MADE)]);
    await lineOf('Refused', answer.headers.get('x-request-id') ?? '');
  });

  it('is told at the door of files as well', async () => {
    const answer = await fetch(`${bridge.mcpUrl}/files/AAAA`);
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([404, expect.stringMatching(MADE)]);
  });
});
