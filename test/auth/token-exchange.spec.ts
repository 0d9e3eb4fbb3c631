import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '../support/agent.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { type BridgeBefore, json, raw, startBridgeBefore, Upstream } from '../journeys/upstream.js';

const EXCHANGE = { OCTOPERF_OCTOPERF__TOKEN: 'exchange', OCTOPERF_OCTOPERF__EXCHANGE__CLIENT_ID: 'the-bridge', OCTOPERF_OCTOPERF__EXCHANGE__CLIENT_SECRET: 'a secret: with %' } as const;
const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const ARGS = { workspaceId: 'w1' };
/** Of an identity provider's answer; belongs to nobody else. */
const SAID = 'secret detail';

describe('exchanged tokens with the embedded identity provider', () => {
  let server: ServerProcess;
  beforeAll(async () => { server = await startServer({ environment: EXCHANGE }); });
  afterAll(async () => { await server.stop(); });

  it('an agent works as ever, under its own account', async () => {
    const agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
    expect(await agent.call('get_current_user')).toMatchObject({ username: ACCOUNTS.tester.username });
    await agent.call('create_workspace', { name: 'Exchanged' });
    await agent.close();
  });
});

/** A token endpoint of the tests' own that says what it is told to, and remembers what it was asked. */
class TokenEndpoint {
  readonly asked: { form: URLSearchParams; authorization: string | undefined }[] = [];
  answer: (subject: string) => [number, unknown] = (subject) => [200, { access_token: `rest-${decodeJwt(subject).sub ?? ''}-${this.asked.length}`, token_type: 'Bearer', expires_in: 300 }];
  private constructor(private readonly server: Server, readonly url: string) {}

  static async start(): Promise<TokenEndpoint> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = new TokenEndpoint(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => { body += chunk.toString('utf8'); }).on('end', () => {
        const form = new URLSearchParams(body);
        endpoint.asked.push({ form, authorization: request.headers.authorization });
        const [status, value] = endpoint.answer(form.get('subject_token') ?? '');
        setTimeout(() => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value)); }, 50);
      });
    });
    return endpoint;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

describe('exchanged tokens with another identity provider', () => {
  let upstream: Upstream;
  let endpoint: TokenEndpoint;
  let bridge: BridgeBefore;
  beforeAll(async () => {
    [upstream, endpoint] = await Promise.all([Upstream.start(), TokenEndpoint.start()]);
    upstream.on(LIST, json([]));
    bridge = await startBridgeBefore(upstream.url, { ...EXCHANGE, OCTOPERF_OCTOPERF__EXCHANGE__TOKEN_ENDPOINT: endpoint.url, OCTOPERF_OCTOPERF__EXCHANGE__AUDIENCE: 'https://rest.example.test' });
  });
  afterAll(async () => { await bridge.stop(); await Promise.all([upstream.stop(), endpoint.stop()]); });

  it('the caller\'s own token never reaches the REST API; many calls share one exchange; each caller has its own', async () => {
    const [one, two] = await Promise.all([bridge.agent({ sub: 'one' }), bridge.agent({ sub: 'two' })]);
    await Promise.all(Array.from({ length: 6 }, () => one.call('list_projects_by_workspace', ARGS)));
    await two.call('list_projects_by_workspace', ARGS);
    const sent = new Set(upstream.calls.map(({ headers }) => headers.authorization));
    expect(sent).toEqual(new Set(['Bearer rest-one-1', 'Bearer rest-two-2']));
    expect(endpoint.asked).toHaveLength(2);
    expect(Object.fromEntries(endpoint.asked[0]?.form ?? [])).toMatchObject({ grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: one.token, audience: 'https://rest.example.test' });
    expect(Buffer.from(endpoint.asked[0]?.authorization?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(`the-bridge:${encodeURIComponent('a secret: with %')}`);
    expect(bridge.server.output()).not.toMatch(/rest-one-1|a secret/);
    await Promise.all([one.close(), two.close()]);
  });

  it('a token that is for the REST API is none for this server', async () => {
    const answer = await fetch(bridge.mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${await bridge.token({ aud: bridge.server.origin })}` } });
    expect(answer.status).toBe(401);
  });

  it('what the REST API refuses is exchanged anew with the next call', async () => {
    const agent = await bridge.agent({ sub: 'three' });
    await agent.call('list_projects_by_workspace', ARGS);
    const before = endpoint.asked.length;
    upstream.on(LIST, raw(401, ''));
    expect(await agent.refused('list_projects_by_workspace', ARGS)).toContain('no longer accepts your access token');
    upstream.on(LIST, json([]));
    await agent.call('list_projects_by_workspace', ARGS);
    expect(endpoint.asked.length).toBe(before + 1);
    await agent.close();
  });

  it.each<[string, [number, unknown], RegExp]>([
    ['refuses the caller', [400, { error: 'invalid_grant', error_description: SAID }], /no longer exchanges your access token.*Nothing was written.*Sign in again/],
    ['refuses this server', [401, { error: 'invalid_client', error_description: SAID }], /refuses to exchange your access token.*Nothing was written\. Do not retry.*octoperf\.exchange/],
    ['refuses in words of its own', [400, { error: `${SAID}\nand a line of its own` }], /refuses to exchange/],
    ['fails', [502, SAID], /cannot be reached to exchange your access token\. Nothing was written\. Retry later/],
    ['answers nonsense', [200, { token: SAID }], /refuses to exchange/],
  ])('an identity provider that %s is a clear error, and nothing is sent', async (kind, answer, sentence) => {
    const usual = endpoint.answer;
    endpoint.answer = () => answer;
    // Named apart from the answer: the log names callers, and must not name what the identity provider said.
    const agent = await bridge.agent({ sub: `whose provider ${kind}` });
    const before = upstream.calls.length;
    expect(await agent.refused('list_projects_by_workspace', ARGS)).toMatch(sentence);
    expect(upstream.calls.length).toBe(before);
    endpoint.answer = usual;
    expect(await agent.call('list_projects_by_workspace', ARGS)).toMatchObject({ total: 0 });
    // Lines about calls are written in bundles.
    await expect.poll(() => bridge.server.output()).toContain(`whose provider ${kind}`);
    expect(bridge.server.output()).not.toContain(SAID);
    await agent.close();
  });
});

describe('an identity provider that is away for long', () => {
  it('is not asked again for each call: the agent is told when to come back', async () => {
    const [upstream, endpoint] = await Promise.all([Upstream.start(), TokenEndpoint.start()]);
    const bridge = await startBridgeBefore(upstream.url, { ...EXCHANGE, OCTOPERF_OCTOPERF__EXCHANGE__TOKEN_ENDPOINT: endpoint.url, OCTOPERF_OCTOPERF__BREAKER__FAILURE_PERCENT: '50', OCTOPERF_OCTOPERF__BREAKER__OPEN_SECONDS: '600' });
    endpoint.answer = () => [503, {}];
    const agent = await bridge.agent();
    for (let index = 0; index < 5; index++) expect(await agent.refused('list_projects_by_workspace', ARGS)).toContain('cannot be reached to exchange');
    expect(await agent.refused('list_projects_by_workspace', ARGS)).toMatch(/failed too often a moment ago, so your access token was not exchanged\. Nothing was written\. Retry later\. Call again in \d+ seconds\./);
    expect(endpoint.asked).toHaveLength(5);
    await agent.close();
    await Promise.all([bridge.stop(), upstream.stop(), endpoint.stop()]);
  });
});

describe('an incomplete configuration', () => {
  it('is refused at the start, with the key that is missing', async () => {
    await expect(startServer({ mode: 'bridge', environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_OCTOPERF__TOKEN: 'exchange' } })).rejects.toThrow(/octoperf\.exchange\.client-id: is required/);
  });
});
