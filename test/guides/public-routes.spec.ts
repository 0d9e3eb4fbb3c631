import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentsMd, skillGuides } from '../../src/guides/markdown-guides.js';
import { schemaGuides } from '../../src/guides/schema-guides.js';
import { ask, type GuidesApp, startGuides } from './guides-app.js';
import { servedTools } from './served-tools.js';

const guides = [agentsMd(servedTools), ...skillGuides(), ...schemaGuides()];
let app: GuidesApp;
beforeAll(async () => { app = await startGuides(); });
afterAll(() => app.close());

describe('public downloads', () => {
  it.each(guides)('$publicPath is open, typed, cacheable and readable by pages of every origin', async ({ publicPath, body, etag, mimeType }) => {
    const answer = await ask(app.port, `/mcp/public/${publicPath}`);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(body)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': mimeType === 'text/markdown' ? 'text/markdown; charset=utf-8' : 'application/json',
      'content-length': String(body.length),
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      etag,
    });
  });

  it('HEAD says the same without the body', async () => {
    const [get, head] = await Promise.all([ask(app.port, '/mcp/public/AGENTS.md'), ask(app.port, '/mcp/public/AGENTS.md', 'HEAD')]);
    const { date: _get, ...ofGet } = get.headers;
    const { date: _head, ...ofHead } = head.headers;
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    expect(ofHead).toEqual(ofGet);
  });

  it.each(['GET', 'HEAD'])('%s answers 304 to a reader that has the bytes, 200 to one that has others', async (method) => {
    const { headers: { etag = '' } } = await ask(app.port, '/mcp/public/schema/vu.json');
    for (const known of [etag, `W/${etag}`, `"old", ${etag}`, '*']) {
      const answer = await ask(app.port, '/mcp/public/schema/vu.json', method, { 'if-none-match': known });
      expect([known, answer.status, answer.body.length, answer.headers.etag]).toEqual([known, 304, 0, etag]);
    }
    expect((await ask(app.port, '/mcp/public/schema/vu.json', method, { 'if-none-match': '"old"' })).status).toBe(200);
  });

  it('a query changes nothing', async () => {
    const answer = await ask(app.port, '/mcp/public/AGENTS.md?v=2');
    expect([answer.status, answer.headers.etag]).toEqual([200, guides[0]?.etag]);
  });

  it('OPTIONS tells a browser what it may do; writing is refused', async () => {
    const preflight = await ask(app.port, '/mcp/public/AGENTS.md', 'OPTIONS');
    expect([preflight.status, preflight.headers['access-control-allow-methods']]).toEqual([204, 'GET, HEAD, OPTIONS']);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await ask(app.port, '/mcp/public/AGENTS.md', method);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });

  it('follows the context path of the configuration', async () => {
    const other = await startGuides('/tools/octoperf');
    try {
      expect((await ask(other.port, '/tools/octoperf/public/skills/async-polling.md')).status).toBe(200);
      expect((await ask(other.port, '/mcp/public/skills/async-polling.md')).status).toBe(404);
    } finally {
      await other.close();
    }
  });
});

describe('anything else below public is 404', () => {
  const elsewhere = [
    '/mcp/public', '/mcp/public/', '/mcp/public/agents.md', '/mcp/public/AGENTS.md/', '/mcp/public//AGENTS.md', '/mcp/public/AGENTS', '/mcp/public/AGENTS.md.', '/mcp/public/AGENTS.md%00',
    '/mcp/public/index.html', '/mcp/public/skills', '/mcp/public/skills/', '/mcp/public/skills/async-polling', '/mcp/public/skills/Async-Polling.md', '/mcp/public/skills/unknown.md', '/mcp/public/skills/.md',
    '/mcp/public/schema/vu', '/mcp/public/schema/vu.JSON', '/mcp/public/schema/sla_profile.json', '/mcp/public/schema/__proto__.json', '/mcp/public/constructor', '/mcp/public/__proto__',
    '/mcp/public/../../package.json', '/mcp/public/skills/../AGENTS.md', '/mcp/public/./AGENTS.md', '/mcp/public/%2e%2e/%2e%2e/package.json', '/mcp/public/..%2f..%2fpackage.json', '/mcp/public/%252e%252e/AGENTS.md',
    '/mcp/public/skills%2fasync-polling.md', '/mcp/public/..\\..\\package.json', '/mcp/public/..;/AGENTS.md', '/mcp/public/AGENTS%2emd', '/mcp/public/%41GENTS.md',
    '/mcp/public/%', '/mcp/public/%zz', '/mcp/public/%c0%ae%c0%ae/AGENTS.md', '/mcp/public/%ff', '/mcp/public/AGENTS.md%0d%0aX-Injected:1', '/mcp/public/file:///etc/passwd', `/mcp/public/${'a/'.repeat(2000)}`,
  ];
  it.each(elsewhere)('%s', async (path) => {
    const answer = await ask(app.port, path);
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(answer.body.toString('utf8'))).toMatchObject({ title: 'Not Found', status: 404 });
    expect(answer.headers).not.toHaveProperty('x-injected');
  });

  it.each(['POST', 'HEAD', 'OPTIONS', 'DELETE'])('for %s too', async (method) => {
    expect((await ask(app.port, '/mcp/public/nothing', method)).status).toBe(404);
  });

  it('what only starts like it is not public', async () => {
    for (const path of ['/mcp/publicity/AGENTS.md', '/public/AGENTS.md', '/AGENTS.md', '/mcp/AGENTS.md']) expect((await ask(app.port, path)).status).toBe(404);
  });
});

describe.each(['2025-11-25', '2026-07-28'])('MCP resources, protocol %s', (version) => {
  let client: Client;
  beforeAll(async () => {
    client = new Client({ name: 'reader', version: '1.0.0' }, version === '2026-07-28' ? { versionNegotiation: { mode: { pin: version } } } : {});
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${app.port}/mcp`)));
  });
  afterAll(() => client.close());

  it('lists each guide with its name, title, description, type and size', async () => {
    const { resources } = await client.listResources();
    expect(resources).toHaveLength(guides.length);
    for (const { uri, name, title, description, mimeType, body } of guides) expect(resources).toContainEqual({ uri, name, title, description, mimeType, size: body.length });
  });

  it.each(guides)('$uri has the bytes of its public download', async ({ uri, publicPath, mimeType }) => {
    const { contents } = await client.readResource({ uri });
    const [content] = contents as { uri: string; mimeType: string; text: string }[];
    expect(contents).toHaveLength(1);
    expect(content).toMatchObject({ uri, mimeType });
    const download = await ask(app.port, `/mcp/public/${publicPath}`);
    expect(Buffer.from(content?.text ?? '', 'utf8').equals(download.body)).toBe(true);
  });

  it.each(['octoperf://skills/unknown', 'octoperf://schema/vu.json', 'octoperf://skills/../templates/agents-md', 'octoperf://templates/agents-md%00', 'octoperf://', 'file:///etc/passwd'])('an unknown resource is refused with -32602: %s', async (uri) => {
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
  });
});
