import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { type Agent, connect } from '../support/agent.js';
import { type OddProxy, startOddProxy } from '../support/odd-proxy.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { freshProject, importHar, shopHar } from '../support/work.js';

const PRESIGN = '/users/presigned-urls';
const MOST = 300_000;
const FRAME = 2_097_152;
interface Link { url: string; method: string; expiresAt: string; instructions: string }

let proxy: OddProxy;
let backend: ServerProcess;
let bridge: ServerProcess;
let agent: Agent;
let projectId: string;

/** A backend that makes no links, and a bridge before it on an origin of its own. */
beforeAll(async () => {
  const [backendPort, port] = await Promise.all([freePort(), freePort()]);
  proxy = await startOddProxy(() => backendPort);
  proxy.oddity = { answering: { [PRESIGN]: 404 } };
  const origin = `http://localhost:${proxy.port}`;
  backend = await startServer({ mode: 'backend', port: backendPort, environment: { OCTOPERF_SERVER__PUBLIC__PORT: String(proxy.port), OCTOPERF_SERVER__HOSTNAME: 'localhost' } });
  bridge = await startServer({ mode: 'bridge', port, environment: {
    OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: `${origin}/auth`, OCTOPERF_IDP__AUDIENCES: `[${origin}]`, OCTOPERF_OCTOPERF__API_URL: origin,
    OCTOPERF_MCP_FILE_SOURCE_MAX_BYTES: String(MOST), OCTOPERF_MCP__CONFIRMATION__REMOVE: 'off', OCTOPERF_LOGGING__LEVEL: 'verbose',
  } });
  agent = await connect(`${bridge.origin}/mcp`, await tokenOf({ origin: `http://127.0.0.1:${backendPort}`, dataFolder: backend.dataFolder }, ACCOUNTS.tester.username));
  ({ projectId } = await freshProject(agent));
}, 90_000);
afterAll(async () => {
  await agent?.close();
  await Promise.all([bridge?.stop(), backend?.stop(), proxy?.close()]);
});

const form = (text: string, name = 'file', filename = 'data.csv'): FormData => {
  const body = new FormData();
  body.append('filename', filename);
  body.append(name, new Blob([text], { type: 'text/csv' }), filename);
  return body;
};
const uploadLink = (filename = 'data.csv'): Promise<Link> => agent.call<Link>('upload_project_file', { projectId, filename, withoutUndo: true });
const send = (link: Link, body: FormData | string, init: RequestInit = {}): Promise<Response> => fetch(link.url, { method: link.method, body, ...init });
async function uploaded(filename: string, text: string): Promise<void> {
  const answer = await send(await uploadLink(filename), form(text, 'file', filename));
  expect(answer.status, await answer.text()).toBeLessThan(300);
}
const download = (filename: string): Promise<Link> => agent.call<Link>('download_project_file', { projectId, filename });

describe('files, before a backend that makes no links', { timeout: 60_000 }, () => {
  it('are imported through an address of the bridge, which holds no token', async () => {
    const virtualUser = await importHar(agent, projectId, await shopHar('http://127.0.0.1:8095'));
    expect(await agent.call('describe_virtual_user', { virtualUserId: virtualUser.id })).toMatchObject({ id: virtualUser.id });
    const link = await uploadLink();
    expect(link.url).toMatch(new RegExp(`^${bridge.origin}/mcp/files/[\\w-]{43}$`));
    expect(link.instructions).toContain(link.url);
    const left = Date.parse(link.expiresAt) - Date.now();
    expect(left).toBeGreaterThan(200_000);
    expect(left).toBeLessThanOrEqual(300_000);
  });

  it('work once, whatever becomes of the call, and for their own method', async () => {
    const link = await uploadLink();
    const wrong = await fetch(link.url);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, PUT']);
    expect((await send(link, form('a;b'))).status).toBeLessThan(300);
    const again = await send(link, form('c;d'));
    expect([again.status, ((await again.json()) as { message: string }).message]).toEqual([410, expect.stringContaining('used already')]);
    expect((await fetch(`${bridge.origin}/mcp/files/AAAA`, { method: 'POST' })).status).toBe(404);
    const refused = await uploadLink('bad.csv');
    expect((await send(refused, 'no form', { headers: { 'content-type': 'text/plain' } })).status).toBeGreaterThanOrEqual(400);
    expect((await send(refused, form('a'))).status).toBe(410);
  });

  it('are downloaded whole or in part, as attachments', async () => {
    const text = 'user;password\nann;1\nbob;2\n';
    await uploaded('users.csv', text);
    const whole = await fetch((await download('users.csv')).url);
    expect(await whole.text()).toBe(text);
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment/);
    expect([whole.headers.get('cache-control'), whole.headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
    const part = await fetch((await download('users.csv')).url, { headers: { range: 'bytes=5-12' } });
    const asked = await fetch(`http://127.0.0.1:${backend.port}/design/project-files/${projectId}?filename=users.csv`, { headers: { authorization: `Bearer ${agent.token}`, range: 'bytes=5-12' } });
    // Exactly what the backend makes of a range.
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([asked.status, asked.headers.get('content-range'), await asked.text()]);
  });

  it('may be sent bare with PUT', async () => {
    const har = await shopHar('http://127.0.0.1:8095');
    const link = await agent.call<Link>('import_har_virtual_user', { projectId });
    const answer = await send(link, har, { method: 'PUT', headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBeLessThan(300);
    expect(((await answer.json()) as { id: string }).id).toMatch(/\w/);
  });

  it('are not passed on when they are too large, announced or not', async () => {
    const large = 'x'.repeat(MOST + FRAME + 1);
    const link = await uploadLink('large.csv');
    expect((await send(link, form(large))).status).toBe(413);
    // Refused before anything was done: the link is still good, now for a stream that says nothing of its length.
    const stream = Readable.toWeb(Readable.from((function* chunks() { for (let sent = 0; sent < large.length; sent += 65_536) yield Buffer.alloc(65_536, 'x'); })())) as ReadableStream;
    const refused = await fetch(link.url, { method: 'PUT', body: stream, duplex: 'half' });
    expect(refused.status).toBe(413);
    const { files } = await agent.call<{ files: { name: string }[] }>('list_project_files', { projectId });
    expect(JSON.stringify(files)).not.toContain('large.csv');
  });

  it('are refused by what they are for, not by a link that leads nowhere', async () => {
    expect(await agent.refused('download_project_file', { projectId, filename: 'no such file' })).toContain('no such file');
    expect(await agent.refused('import_har_virtual_user', { projectId: 'no-such-project' })).toMatch(/project/i);
  });

  it('leave no trace in the log', async () => {
    const link = await uploadLink();
    await send(link, form('trace;less'));
    for (const secret of [link.url.replace(/.*\//, ''), agent.token, 'trace;less']) expect(bridge.output()).not.toContain(secret);
  });

  it('go by the backend where it makes links', async () => {
    proxy.oddity = {};
    expect((await uploadLink()).url).toContain(`http://localhost:${proxy.port}/public/presigned/`);
    proxy.oddity = { answering: { [PRESIGN]: 404 } };
    expect((await uploadLink()).url).toContain('/mcp/files/');
  });
});
