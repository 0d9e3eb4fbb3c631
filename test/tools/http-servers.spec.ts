import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parsedBaseUrl } from '../../src/tools/http-servers/base-url.js';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

interface Server { id: string; baseUrl: string; connectTimeoutMs: number; responseTimeoutMs: number; ipSpoofing: boolean; url: string }
interface Usages { baseUrl: string; usages: { virtualUserId: string; name: string; requests: number; actionIds: string[]; url: string }[]; requests: number; total: number }

let agent: Agent;
let other: Agent;
let site: CsrfSite;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startCsrfSite()]);
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.stop()]); });

async function imported(): Promise<{ projectId: string; virtualUserId: string; server: Server }> {
  const { projectId } = await freshProject(agent);
  const { id } = await importHar(agent, projectId, site.har(), {}, 'login.har');
  const { servers } = await agent.call<{ servers: Server[] }>('list_http_servers_by_project', { projectId });
  const [server] = servers;
  if (server === undefined) throw new Error('the import made no server');
  return { projectId, virtualUserId: id, server };
}

describe('list_http_servers_by_project', () => {
  it('lists base URL, timeouts and spoofing', async () => {
    const { server } = await imported();
    expect(server).toMatchObject({ baseUrl: site.origin, connectTimeoutMs: expect.any(Number) as number, responseTimeoutMs: expect.any(Number) as number, ipSpoofing: false, url: expect.stringContaining(server.id) as string });
  });
  it('searches the base URL', async () => {
    const { projectId } = await imported();
    expect(await agent.call('list_http_servers_by_project', { projectId, search: '127.0.0' })).toMatchObject({ total: 1 });
    expect(await agent.call('list_http_servers_by_project', { projectId, search: 'example.org' })).toMatchObject({ servers: [], total: 0 });
  });
  it('answers another account as if the project did not exist', async () => {
    const { projectId } = await imported();
    expect(await other.refused('list_http_servers_by_project', { projectId })).toContain('Nothing was written');
  });
});

describe('list_http_server_usages', () => {
  it('names the Virtual Users and their requests', async () => {
    const { projectId, virtualUserId, server } = await imported();
    const { usages, requests, total } = await agent.call<Usages>('list_http_server_usages', { serverId: server.id, projectId });
    expect([requests, total]).toEqual([3, 1]);
    expect(usages).toMatchObject([{ virtualUserId, name: 'login', requests: 3, url: expect.stringContaining(virtualUserId) as string }]);
    expect(new Set(usages[0]?.actionIds).size).toBe(3);
  });
  it('refuses a server of another project, and an unknown one', async () => {
    const { server } = await imported();
    const { projectId } = await freshProject(agent);
    expect(await agent.refused('list_http_server_usages', { serverId: server.id, projectId })).toContain('list_http_servers_by_project');
    expect(await agent.refused('list_http_server_usages', { serverId: 'no-such-id' })).toContain('Nothing was written');
  });
});

describe('update_http_server', () => {
  it('moves the base URL and keeps the rest', async () => {
    const { projectId, server } = await imported();
    expect(await agent.call('update_http_server', { serverId: server.id, baseUrl: 'https://${host}.example:8443/', responseTimeoutMs: 5_000 }))
      .toMatchObject({ id: server.id, baseUrl: 'https://${host}.example:8443', responseTimeoutMs: 5_000, connectTimeoutMs: server.connectTimeoutMs });
    expect(await agent.call('list_http_servers_by_project', { projectId })).toMatchObject({ servers: [{ baseUrl: 'https://${host}.example:8443' }] });
  });
  it('refuses what is no base URL, and no change at all', async () => {
    const { server } = await imported();
    expect(await agent.refused('update_http_server', { serverId: server.id, baseUrl: 'shop.example' })).toContain('base URL');
    expect(await agent.refused('update_http_server', { serverId: server.id, baseUrl: 'https://shop.example/app' })).toContain('path');
    expect(await agent.refused('update_http_server', { serverId: server.id, baseUrl: 'https://shop.example:${port}' })).toContain('port');
    expect(await agent.refused('update_http_server', { serverId: server.id })).toContain('nothing to change');
    expect(await other.refused('update_http_server', { serverId: server.id, ipSpoofing: true })).toContain('Nothing was written');
  });
});

describe('the password of a server', () => {
  it('is in no answer and no undo copy in the clear, survives an update, and comes back when the deleted server does', async () => {
    const { projectId, server } = await imported();
    const at = `${inject('house').origin}/design/http-servers/`;
    const headers = { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' };
    interface Stored { authorizations: { username: string; password: string }[] }
    const stored = async (id: string): Promise<Stored> => (await fetch(at + id, { headers })).json() as Promise<Stored>;
    await fetch(at + server.id, { method: 'PUT', headers, body: JSON.stringify({ ...(await stored(server.id)), authorizations: [{ type: 'BASIC', basePath: '/', username: 'ann', password: 'hunter2', domain: '' }] }) });
    const sealed = (await stored(server.id)).authorizations;
    expect(sealed[0]?.password).toMatch(/^\{sealed\}/);
    const answers = [await agent.raw('update_http_server', { serverId: server.id, connectTimeoutMs: 4_321 }), await agent.raw('list_http_servers_by_project', { projectId })];
    expect((await stored(server.id)).authorizations).toEqual(sealed);
    const { undoHandle } = await agent.call<{ undoHandle: string }>('delete_http_server', { serverId: server.id });
    answers.push(await agent.raw('read_project_file_lines', { projectId, filename: undoHandle }));
    const { restored, notes } = await agent.call<{ restored: { id: string }[]; notes: string[] }>('undo_change', { projectId, undoHandle });
    expect((await stored(restored[0]?.id ?? '')).authorizations).toEqual(sealed);
    expect(notes.join(' ')).not.toContain('password');
    for (const { text } of answers) expect(text).not.toContain('hunter2');
  });
});

describe('delete_http_server', () => {
  it('says how many requests are left without; undo brings the server back', async () => {
    const { projectId, virtualUserId, server } = await imported();
    const answer = await agent.call<{ deleted: boolean; danglingRequests: number; warning: string; undoHandle: string }>('delete_http_server', { serverId: server.id });
    expect(answer).toMatchObject({ deleted: true, danglingRequests: 3, warning: expect.stringContaining(virtualUserId) as string });
    expect((await agent.call<{ errors: number }>('sanity_check_virtual_user', { virtualUserId })).errors).toBeGreaterThan(0);
    await agent.call('undo_change', { projectId, undoHandle: answer.undoHandle });
    expect(await agent.call('list_http_servers_by_project', { projectId })).toMatchObject({ servers: [{ baseUrl: site.origin }], total: 1 });
  });
  it('refuses an unknown server, and one of another account alike', async () => {
    const { server } = await imported();
    expect(await agent.refused('delete_http_server', { serverId: 'no-such-id' })).toContain('Nothing was written');
    expect(await other.refused('delete_http_server', { serverId: server.id })).toContain('Nothing was written');
  });
});

describe('delete_unused_http_servers', () => {
  it('deletes nothing that is in use, then what a deleted Virtual User leaves behind', async () => {
    const { projectId, virtualUserId, server } = await imported();
    expect(await agent.call('delete_unused_http_servers', { projectId })).toEqual({ deleted: [], total: 0 });
    await agent.call('delete_virtual_user', { virtualUserId });
    const answer = await agent.call<{ deleted: string[]; undoHandle: string }>('delete_unused_http_servers', { projectId });
    expect(answer).toMatchObject({ deleted: [server.id], total: 1 });
    expect(await agent.call('list_http_servers_by_project', { projectId })).toMatchObject({ total: 0 });
    await agent.call('undo_change', { projectId, undoHandle: answer.undoHandle });
    expect(await agent.call('list_http_servers_by_project', { projectId })).toMatchObject({ total: 1 });
  });
  it('refuses the project of another', async () => {
    const { projectId } = await imported();
    expect(await other.refused('delete_unused_http_servers', { projectId })).toContain('Nothing was written');
  });
});

describe('parsedBaseUrl', () => {
  it.each([
    ['https://shop.example', 'HTTPS', 'shop.example', 443], ['HTTP://shop.example/', 'HTTP', 'shop.example', 80], ['http://${host}:8080', 'HTTP', '${host}', 8080],
    ['https://${__P(host,a)}.b', 'HTTPS', '${__P(host,a)}.b', 443], ['http://[::1]:9', 'HTTP', '[::1]', 9], ['http://bücher.example', 'HTTP', 'bücher.example', 80],
  ])('%s', (text, protocol, hostname, port) => { expect(parsedBaseUrl(text)).toEqual({ protocol, hostname, port }); });
  it.each(['ftp://a', 'http://', 'http://a b', 'http://user:pass@a', 'http://a:0', 'http://a:65536', 'http://a:', 'http://a/b', 'http://a?b', '//a', 'http://a\nHost: b', `http://${'${'.repeat(200)}`])('%s is refused', (text) => {
    expect(() => parsedBaseUrl(text)).toThrow();
  });
});
