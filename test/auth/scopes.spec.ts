import { StreamableHTTPClientTransport, UnauthorizedError, Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBrowser } from '../../demo/form-browser.js';
import { Callback } from '../browser/callback.js';
import { ClientMemory } from '../browser/client-memory.js';
import { ACCOUNTS, type ServerProcess, startServer } from '../support/server-process.js';
import { type BridgeBefore, json, startBridgeBefore, Upstream } from '../journeys/upstream.js';
import { rpc } from '../support/rpc.js';

interface Refusal { id: number; error: { code: number; message: string; data: { scope: string } } }

describe('scopes by the effect of a tool', () => {
  let upstream: Upstream;
  let bridge: BridgeBefore;
  beforeAll(async () => {
    upstream = await Upstream.start();
    upstream.on('GET /design/projects/by-workspace/w1/DESIGN', json([]));
    bridge = await startBridgeBefore(upstream.url, { OCTOPERF_AUTH__SCOPES: 'on' });
  });
  afterAll(async () => { await Promise.all([bridge.stop(), upstream.stop()]); });

  const call = async (scope: string | undefined, name: string, args: object = {}): Promise<Response> => rpc(bridge.mcpUrl, 'tools/call', { name, arguments: args }, { authorization: `Bearer ${await bridge.token(scope === undefined ? {} : { scope })}` });
  const READ = ['list_projects_by_workspace', { workspaceId: 'w1' }] as const;
  const WRITE = ['create_project', { workspaceId: 'w1', name: 'x' }] as const;
  const RUN = ['run_scenario', { scenarioId: 's1' }] as const;

  it.each<[string | undefined, readonly [string, object], number]>([
    ['octoperf', READ, 200], ['octoperf', WRITE, 200], ['octoperf', RUN, 200],
    ['octoperf:read', READ, 200], ['octoperf:read', WRITE, 403], ['octoperf:read', RUN, 403],
    ['octoperf:write', READ, 200], ['octoperf:write', WRITE, 200], ['octoperf:write', RUN, 403],
    ['octoperf:run', READ, 200], ['octoperf:run', WRITE, 403], ['octoperf:run', RUN, 200],
    ['octoperf:run', ['stop_bench_result', { benchResultId: 'b1' }], 200], ['octoperf:write', ['stop_bench_result', { benchResultId: 'b1' }], 403],
    ['octoperf:write', ['delete_project', { projectId: 'p1' }], 200], ['octoperf:read', ['delete_project', { projectId: 'p1' }], 403],
    ['openid profile', READ, 403], ['octoperfect octoperf:reader', READ, 403], [undefined, READ, 403],
  ])('a token for "%s" and %j: %i', async (scope, [name, args], status) => {
    const before = upstream.calls.length;
    expect((await call(scope, name, args)).status).toBe(status);
    if (status === 403) expect(upstream.calls.length).toBe(before);
  });

  it('what is missing is said in the challenge, with what the token has, and in the words of JSON-RPC', async () => {
    const refused = await call('openid octoperf:read', ...RUN);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_scope", error_description="[^"]+", scope="octoperf:read octoperf:run", resource_metadata="[^"]+"$/);
    const { id, error } = (await refused.json()) as Refusal;
    expect(id).toBe(1);
    expect(error).toMatchObject({ code: -32003, data: { scope: 'octoperf:read octoperf:run' } });
    expect(error.message).toMatch(/lacks octoperf:run\. Nothing was done and nothing was written/);
  });

  it('tools beyond the scopes stay in the list, so that a client can ask for them; no scope at all lists nothing', async () => {
    const list = async (scope: string): Promise<Response> => rpc(bridge.mcpUrl, 'tools/list', {}, { authorization: `Bearer ${await bridge.token({ scope })}` });
    expect(await (await list('octoperf:read')).text()).toContain('"run_scenario"');
    expect((await list('openid')).status).toBe(403);
  });

  it('a batch needs what each of its calls needs', async () => {
    const body = JSON.stringify([READ, RUN].map(([name, args], id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } })));
    const refused = await fetch(bridge.mcpUrl, { method: 'POST', body, headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-protocol-version': '2025-03-26', 'authorization': `Bearer ${await bridge.token({ scope: 'octoperf:read' })}` } });
    expect(refused.status).toBe(403);
  });

  it('are named in the metadata', async () => {
    const document = (await (await fetch(`${bridge.server.origin}/.well-known/oauth-protected-resource/mcp`)).json()) as { scopes_supported: string[] };
    expect(document.scopes_supported).toEqual(['octoperf:read', 'octoperf:write', 'octoperf:run']);
  });
});

describe('a client that is told to begin with little', () => {
  let server: ServerProcess;
  let callback: Callback;
  beforeAll(async () => {
    [server, callback] = await Promise.all([startServer({ environment: { OCTOPERF_AUTH__SCOPES: 'on', OCTOPERF_AUTH__INITIAL_SCOPES: '[octoperf:read]' } }), Callback.open()]);
  });
  afterAll(async () => { await Promise.all([server.stop(), callback.close()]); });

  /** Goes where the client sends the person, signs in where asked, and allows. @returns the text of the page of consent. */
  async function allow(browser: FormBrowser, { authorizationUrl }: ClientMemory): Promise<{ consent: string; answer: URLSearchParams }> {
    let view = await browser.open(authorizationUrl?.href ?? '');
    if (view.text.includes('name="password"')) view = await browser.submit(view, { username: ACCOUNTS.tester.username, password: ACCOUNTS.tester.password, action: 'login' });
    const consent = view.text;
    view = await browser.submit(view, { action: 'allow' });
    return { consent, answer: new URL(view.url).searchParams };
  }

  it('reads, is refused to write, asks the person for more, and then writes', async () => {
    const memory = new ClientMemory(callback.url, 'Careful client');
    const browser = new FormBrowser(server.origin);
    const transport = (): StreamableHTTPClientTransport => new StreamableHTTPClientTransport(new URL(`${server.origin}/mcp`), { authProvider: memory });
    const client = (): Client => new Client({ name: 'careful', version: '1.0.0' });

    const first = transport();
    await expect(client().connect(first)).rejects.toThrow(UnauthorizedError);
    const little = await allow(browser, memory);
    expect(little.consent).toContain('Read your workspaces');
    expect(little.consent).not.toContain('Create, change and delete');
    expect(little.consent).toContain('holds the application to this list');
    await first.finishAuth(little.answer);
    expect(memory.tokens()?.scope).toBe('octoperf:read');

    const reading = client();
    const over = transport();
    await reading.connect(over);
    expect((await reading.callTool({ name: 'list_workspaces', arguments: {} })).isError).not.toBe(true);
    await expect(reading.callTool({ name: 'create_workspace', arguments: { name: 'Mine' } })).rejects.toThrow(UnauthorizedError);
    expect(memory.authorizationUrl?.searchParams.get('scope')).toContain('octoperf:write');
    const more = await allow(browser, memory);
    expect(more.consent).toContain('Create, change and delete');
    await over.finishAuth(more.answer);

    const writing = client();
    await writing.connect(transport());
    expect((await writing.callTool({ name: 'create_workspace', arguments: { name: 'Mine' } })).isError).not.toBe(true);
    await Promise.all([reading.close(), writing.close()]);
  });
});
