import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { rpc } from '../support/rpc.js';
import { ACCOUNTS, tokenOf } from '../support/server-process.js';
import { type BridgeBefore, json, startBridgeBefore, Upstream } from './upstream.js';

const ERA_2026 = '2026-07-28';
const PAGE = 10;
const MAX_BODY = 100_000;
const TTL_MS = 123_000;
const META_2026 = { 'io.modelcontextprotocol/protocolVersion': ERA_2026, 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' } };

interface Named { name: string; title?: string; description?: string }
interface Tool extends Named { inputSchema: { required?: string[]; properties: Record<string, unknown> } }
interface Prompt extends Named { arguments: { name: string; description: string; required: boolean }[] }
interface Message<T> { result?: T & Record<string, unknown>; error?: { code: number; message: string } }
interface Prompted { messages: { role: string; content: { type: string; text: string } }[] }

let upstream: Upstream;
/** One with the defaults, one with small limits and pages. */
let plain: BridgeBefore;
let paged: BridgeBefore;
let authorization: string;
/** The very first answers of each process: nobody has listed its tools before. */
let firstPrompts: Message<{ prompts: Prompt[] }>;
let firstCompletion: Message<{ completion: { values: string[] } }>;

async function ask<T>(method: string, params: unknown = {}, headers: Record<string, string> = {}, bridge = plain): Promise<Message<T>> {
  const answer = await rpc(bridge.mcpUrl, method, params, { authorization: bridge === plain ? authorization : `Bearer ${await bridge.token()}`, ...headers });
  return (await answer.json()) as Message<T>;
}

/** The same in the 2026 era. */
const ask2026 = <T>(method: string, params: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Message<T>> =>
  ask<T>(method, { ...params, _meta: META_2026 }, { 'mcp-protocol-version': ERA_2026, 'mcp-method': method, ...headers });

/** Sends any body with any headers, `Host` included. */
async function post(bridge: BridgeBefore, body: string | Buffer, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  const sent = request({ host: '127.0.0.1', port: bridge.server.port, path: '/mcp', method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25', authorization: `Bearer ${await bridge.token()}`, ...headers } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

beforeAll(async () => {
  upstream = await Upstream.start();
  [plain, paged] = await Promise.all([
    startBridgeBefore(upstream.url, { OCTOPERF_MCP__LIST_TTL_MS: String(TTL_MS) }),
    startBridgeBefore(upstream.url, { OCTOPERF_MCP__PAGE_SIZE: String(PAGE), OCTOPERF_MCP__MAX_REQUEST_BYTES: String(MAX_BODY) }),
  ]);
  authorization = `Bearer ${await plain.token()}`;
  firstPrompts = await ask('prompts/list');
  firstCompletion = await ask('completion/complete', { ref: { type: 'ref/prompt', name: 'create_correlation_rule' }, argument: { name: 'extractFrom', value: '' } }, {}, paged);
});
afterAll(async () => {
  await Promise.all([plain.stop(), paged.stop()]);
  await upstream.stop();
});
beforeEach(() => {
  upstream.on('GET /users/current', json({ id: 'u1', username: 'me@example.com' }));
  upstream.on('GET /workspaces/member-of', json([{ id: 'w1', userId: 'u1', name: 'Mine', description: '', role: 'ADMIN' }]));
});

const toolsOf = async (): Promise<Tool[]> => (await ask<{ tools: Tool[] }>('tools/list')).result?.tools ?? [];
/** Walks all pages; throws where it does not come to an end. */
async function walk<T>(method: string, key: string, bridge: BridgeBefore): Promise<{ all: T[]; sizes: number[]; cursors: string[] }> {
  const all: T[] = [];
  const sizes: number[] = [];
  const cursors: string[] = [];
  for (let cursor: string | undefined; sizes.length < 100;) {
    const { result } = await ask<Record<string, unknown>>(method, cursor === undefined ? {} : { cursor }, {}, bridge);
    const page = result?.[key] as T[];
    all.push(...page);
    sizes.push(page.length);
    cursor = result?.['nextCursor'] as string | undefined;
    if (cursor === undefined) return { all, sizes, cursors };
    cursors.push(cursor);
  }
  throw new Error(`${method} has no end`);
}

describe('who may speak to the endpoint', () => {
  it.each(['evil.example', 'localhost.evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.1'])('Host %s is refused with 403', async (host) => {
    const { status, body } = await post(plain, LIST, { host });
    expect(status).toBe(403);
    expect(body).not.toContain('list_workspaces');
  });

  it.each(['http://evil.example', 'https://localhost.evil.example', 'null', 'file://'])('Origin %s is refused with 403, whatever the token', async (origin) => {
    expect((await post(plain, LIST, { origin })).status).toBe(403);
  });

  it.each([{}, { origin: 'http://localhost:5173' }, { origin: 'http://127.0.0.1' }, { host: 'localhost:1' }, { host: '[::1]:8091' }])('a loopback page and a client without Origin are let in (%o)', async (headers) => {
    expect((await post(plain, LIST, headers)).status).toBe(200);
  });

  it('behind a proxy that names its upstream as Host, X-Forwarded-Host counts, and is judged as strictly', async () => {
    for (const host of ['localhost', 'localhost:8443', 'localhost, inner-proxy']) expect((await post(plain, LIST, { host: 'mcp-server', 'x-forwarded-host': host })).status).toBe(200);
    expect((await post(plain, LIST, { host: 'mcp-server', 'x-forwarded-host': '' })).status).toBe(403);
    expect((await post(plain, LIST, { host: 'localhost', 'x-forwarded-host': 'evil.example' })).status).toBe(403);
    expect((await post(plain, LIST, { host: 'evil.example', 'x-forwarded-host': 'localhost', origin: 'http://evil.example' })).status).toBe(403);
  });

  it('where nobody stands before the server, X-Forwarded-Host counts for nothing', async () => {
    const house = inject('house');
    const token = await tokenOf(house, ACCOUNTS.tester.username);
    const answer = async (host: string): Promise<number> => {
      const sent = request(house.mcpUrl, { method: 'POST', headers: { host, 'x-forwarded-host': 'localhost', authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' } });
      sent.end(LIST);
      const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
      response.resume();
      return response.statusCode ?? 0;
    };
    expect(await answer('evil.example')).toBe(403);
    expect(await answer('localhost')).toBe(200);
  });

  it('holds for the 2026 era and for streamed answers alike', async () => {
    const modern = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META_2026 } });
    const streamed = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_current_user', arguments: {}, _meta: { progressToken: 1 } } });
    for (const headers of [{ origin: 'http://evil.example' }, { host: 'evil.example' }] as Record<string, string>[]) {
      expect((await post(plain, modern, { 'mcp-protocol-version': ERA_2026, 'mcp-method': 'tools/list', ...headers })).status).toBe(403);
      expect((await post(plain, streamed, headers)).status).toBe(403);
    }
    expect(upstream.at('GET /users/current')).toEqual([]);
  });
});

describe('the endpoint is stateless', () => {
  it.each(['GET', 'DELETE'])('%s is 405', async (method) => {
    expect((await fetch(plain.mcpUrl, { method, headers: { authorization, accept: 'text/event-stream' } })).status).toBe(405);
  });

  it('no session id is given out, and one that a client brings changes nothing', async () => {
    const initialize = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const answer = await rpc(plain.mcpUrl, 'initialize', initialize, { authorization });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    expect((await rpc(plain.mcpUrl, 'tools/list', {}, { authorization, 'mcp-session-id': 'made-up' })).status).toBe(200);
  });
});

describe('requests that make no sense', () => {
  it('an unknown method is -32601 in both eras', async () => {
    expect((await ask('no/such')).error?.code).toBe(-32601);
    expect((await ask2026('no/such')).error?.code).toBe(-32601);
  });

  it.each(['no_such_tool', '', 'constructor', '__proto__', 'list_workspaces '])('an unknown tool (%j) is -32602', async (name) => {
    expect((await ask('tools/call', { name, arguments: {} })).error?.code).toBe(-32602);
    expect((await ask('tools/call', { name, arguments: {}, _meta: { other: 1 } })).error?.code).toBe(-32602);
  });

  it('an unknown argument is refused by name, with the known ones, and nothing is called', async () => {
    const { result } = await ask<{ isError: boolean; content: { text: string }[] }>('tools/call', { name: 'list_workspaces', arguments: { serach: 'x' } });
    expect(result?.isError).toBe(true);
    expect(result?.content[0]?.text).toBe('Invalid parameters: unknown argument "serach"; this tool takes search, offset. Nothing was written. Retry after fixing the arguments.');
    const hostile = await post(plain, '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_workspaces","arguments":{"__proto__":{"search":"x"}}}}');
    expect(hostile.body).toContain('unknown argument');
    expect(upstream.at('GET /workspaces/member-of')).toEqual([]);
  });

  it.each(['{"jsonrpc": "2.0", oops', '{', '"text"', '[1,', '\u0000', '{"jsonrpc":"2.0","id":1,"method":"tools/list"'])('broken JSON (%j) is 400 with -32700', async (body) => {
    const answer = await post(plain, body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32700 } });
    expect(answer.body).not.toContain('at position');
  });

  it.each([['{}'], ['{"jsonrpc":"1.0","id":1,"method":"tools/list"}'], ['{"jsonrpc":"2.0","id":null,"method":"tools/list"}'], ['{"jsonrpc":"2.0","id":{},"method":"tools/list"}'], ['[]']])('JSON that is no message (%s) is 400 with a JSON-RPC error', async (body) => {
    const answer = await post(plain, body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', error: { code: -32600 } });
  });

  it('a body too large is 413, be it compressed, and the message names the limit', async () => {
    const large = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { padding: 'x'.repeat(MAX_BODY) } });
    for (const answer of [await post(paged, large), await post(paged, gzipSync(large), { 'content-encoding': 'gzip' })]) {
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32600, message: expect.stringContaining(`${MAX_BODY} bytes`) as string } });
    }
    expect((await post(plain, large)).status).toBe(200);
  });

  it('a body that does not decompress is 400 with a JSON-RPC error', async () => {
    const answer = await post(plain, LIST, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32600 } });
  });
});

describe('progress', () => {
  it('a caller that asks for it gets a stream, with the very same result', async () => {
    const call = { name: 'get_current_user', arguments: {} };
    const streamed = await rpc(plain.mcpUrl, 'tools/call', { ...call, _meta: { progressToken: 'p' } }, { authorization });
    expect(streamed.headers.get('content-type')).toContain('text/event-stream');
    const data = /^data: (.*)$/m.exec(await streamed.text())?.[1] ?? '';
    const single = await rpc(plain.mcpUrl, 'tools/call', call, { authorization });
    expect(single.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(data)).toEqual(await single.json());
  });
});

describe('the list of tools', () => {
  it('is sorted by name, without doubles, and the same in another process', async () => {
    const tools = await toolsOf();
    const names = tools.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(PAGE);
    expect(names).toEqual([...new Set(names)].sort());
    const { all } = await walk<Tool>('tools/list', 'tools', paged);
    expect(JSON.stringify(all)).toBe(JSON.stringify(tools));
  });

  it('in pages of ten holds every tool once', async () => {
    const { all, sizes, cursors } = await walk<Tool>('tools/list', 'tools', paged);
    expect(sizes.slice(0, -1).every((size) => size === PAGE)).toBe(true);
    expect(sizes.at(-1)).toBe(all.length - PAGE * (sizes.length - 1));
    expect(new Set(cursors).size).toBe(cursors.length);
  });

  it.each(['made-up', '', 'LTE', 'OTk5OQ', 'MS41', '0'])('refuses a cursor that was not given out (%j) with -32602', async (cursor) => {
    expect((await ask('tools/list', { cursor }, {}, paged)).error?.code).toBe(-32602);
    expect((await ask('tools/list', { cursor })).error?.code).toBe(-32602);
    expect((await ask('prompts/list', { cursor }, {}, paged)).error?.code).toBe(-32602);
  });

  it('tells clients of the 2026 era how long they may keep it', async () => {
    for (const method of ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']) {
      expect((await ask2026(method)).result, method).toMatchObject({ ttlMs: TTL_MS, cacheScope: 'private' });
    }
  });

  it('is the same in both eras', async () => {
    expect((await ask2026<{ tools: Tool[] }>('tools/list')).result?.tools).toEqual(await toolsOf());
  });
});

describe('prompts', () => {
  it('there is one for every tool, even before anybody listed the tools', async () => {
    const prompts = firstPrompts.result?.prompts ?? [];
    expect(prompts.map(({ name, title }) => ({ name, title }))).toEqual((await toolsOf()).map(({ name, title }) => ({ name, title })));
    const { all } = await walk<Prompt>('prompts/list', 'prompts', paged);
    expect(all).toEqual(prompts);
  });

  it('each takes the arguments of its tool, and requires those that the tool requires', async () => {
    const tools = new Map((await toolsOf()).map((tool) => [tool.name, tool]));
    for (const prompt of firstPrompts.result?.prompts ?? []) {
      const schema = tools.get(prompt.name)?.inputSchema;
      expect(prompt.arguments.map(({ name }) => name).sort(), prompt.name).toEqual(Object.keys(schema?.properties ?? {}).sort());
      expect(prompt.arguments.filter(({ required }) => required).map(({ name }) => name).sort(), prompt.name).toEqual([...(schema?.required ?? [])].sort());
    }
  });

  it('each refuses a missing and an unknown argument with -32602, and speaks of the tool when it has all', async () => {
    for (const { name, arguments: known } of firstPrompts.result?.prompts ?? []) {
      const required = known.filter((argument) => argument.required).map((argument) => argument.name);
      const given = Object.fromEntries(required.map((argument) => [argument, `value-of-${argument}`]));
      const whole = await ask<Prompted>('prompts/get', { name, arguments: given });
      expect(whole.result?.messages[0]?.content.text, name).toContain(name);
      for (const value of Object.values(given)) expect(whole.result?.messages[0]?.content.text, name).toContain(value);
      expect((await ask('prompts/get', { name, arguments: { ...given, surplus: 'x' } })).error, name).toMatchObject({ code: -32602, message: expect.stringContaining('surplus') as string });
      for (const left of required) {
        const { [left]: _left, ...rest } = given;
        expect((await ask('prompts/get', { name, arguments: rest })).error, `${name} without ${left}`).toMatchObject({ code: -32602, message: expect.stringContaining(left) as string });
      }
    }
  });

  it('an unknown prompt is -32602', async () => {
    expect((await ask('prompts/get', { name: 'no_such_prompt' })).error?.code).toBe(-32602);
    expect((await ask('prompts/get', { name: 'constructor' })).error?.code).toBe(-32602);
  });
});

describe('completion', () => {
  const complete = async (argument: string, value: string, name = 'create_correlation_rule'): Promise<string[] | undefined> =>
    (await ask<{ completion: { values: string[] } }>('completion/complete', { ref: { type: 'ref/prompt', name }, argument: { name: argument, value } })).result?.completion.values;

  it('offers the words of an enumeration that start as typed, even before anybody listed the tools', async () => {
    expect(firstCompletion.result?.completion.values).toEqual(['BODY', 'HEADERS']);
    expect(await complete('extractFrom', 'h')).toEqual(['HEADERS']);
    expect(await complete('injectionTargets', 'P')).toEqual(['POST_PARAM', 'PATH']);
    expect(await complete('extractFrom', 'x')).toEqual([]);
  });

  it('offers nothing for free text and for what does not exist', async () => {
    expect(await complete('name', '')).toEqual([]);
    expect(await complete('no_such_argument', '')).toEqual([]);
    expect(await complete('toString', '')).toEqual([]);
    expect(await complete('extractFrom', '', 'no_such_prompt')).toEqual([]);
  });
});

describe('resources', () => {
  it('cannot be listed or read without a token, nor anything else', async () => {
    for (const [method, params] of [['resources/list', {}], ['resources/read', { uri: 'octoperf://templates/agents-md' }], ['prompts/list', {}], ['tools/list', {}], ['initialize', {}], ['ping', {}]] as const) {
      expect((await rpc(plain.mcpUrl, method, params)).status, method).toBe(401);
    }
  });

  it('are the same bytes as the public routes, which need none', async () => {
    const { result } = await ask<{ resources: { uri: string }[] }>('resources/list');
    const all = (result?.resources ?? []).map(({ uri }) => uri);
    const uris = all.filter((uri) => uri.startsWith('octoperf://'));
    expect(uris).toContain('octoperf://templates/agents-md');
    // A view belongs to the answers of its tool, and to nobody without a token.
    expect(all.filter((uri) => !uris.includes(uri))).toEqual(['ui://octoperf/report-chart']);
    for (const uri of uris) {
      const [, kind = '', name = ''] = /^octoperf:\/\/(\w+)\/(.+)$/.exec(uri) ?? [];
      const path = { templates: 'AGENTS.md', skills: `skills/${name}.md`, schema: `schema/${name}.json` }[kind];
      const read = await ask<{ contents: { text: string }[] }>('resources/read', { uri });
      const open = await fetch(`${plain.mcpUrl}/public/${path ?? uri}`);
      expect(open.status, uri).toBe(200);
      expect(await open.text(), uri).toBe(read.result?.contents[0]?.text);
    }
  });

  it('an unknown resource is an error', async () => {
    expect((await ask('resources/read', { uri: 'octoperf://skills/../../package' })).error?.code).toBe(-32602);
  });
});
