import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from './imports-form.js';
import { ACCOUNTS, RunningBackend } from './running-backend.js';

/**
 * The calls of the public API collection and of the first-party clients as they are sent (octoperf-rest-api.md §1.3, §3), with
 * nothing but fetch: how they write their forms matters here, so forms are spelled out.
 */
let backend: RunningBackend;
let token = '';
let workspaceId = '';
let projectId = '';
const [account = { username: '', password: '' }] = ACCOUNTS;
const { username, password } = account;

const call = (method: string, path: string, body?: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> => fetch(backend.origin + path, { method, headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers }, ...(body === undefined ? {} : { body }) });
const json = (method: string, path: string, body: object): Promise<Response> => call(method, path, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8' });
/** Parts with exactly these headers. */
const multipart = (path: string, ...parts: readonly (readonly [head: string, body: string])[]): Promise<Response> => call('POST', path, `${parts.map(([head, body]) => `--XXX\r\n${head}\r\n\r\n${body}\r\n`).join('')}--XXX--\r\n`, { 'content-type': 'multipart/form-data; boundary=XXX' });
const tokenOf = async (response: Response): Promise<string> => ((await response.json()) as { token: { token: string } }).token.token;

beforeAll(async () => { backend = await RunningBackend.start(); });
afterAll(async () => { await backend.stop(); });

describe('login', () => {
  it('takes a form, a query with an empty body, and multipart', async () => {
    const ways = [
      call('POST', '/public/users/login', new URLSearchParams({ username, password })),
      call('POST', `/public/users/login?${new URLSearchParams({ username, password }).toString()}`),
      multipart('/public/users/login', ['Content-Disposition: form-data; name="username"', username], ['Content-Disposition: form-data; name="password"', password]),
    ];
    const tokens = await Promise.all((await Promise.all(ways)).map(async (answer) => { expect(answer.status).toBe(200); return tokenOf(answer); }));
    expect(new Set(tokens).size).toBe(3);
    for (const one of tokens) expect((await fetch(`${backend.origin}/users/current`, { headers: { authorization: `Bearer ${one}` } })).status).toBe(200);
    [token = ''] = tokens;
  });

  it('answers 200 with LoginFailed for a wrong password, 400 without a user name', async () => {
    const failed = await call('POST', '/public/users/login', new URLSearchParams({ username, password: 'wrong' }));
    expect([failed.status, await failed.json()]).toEqual([200, expect.objectContaining({ '@type': 'LoginFailed', message: expect.any(String) as unknown })]);
    expect((await call('POST', '/public/users/login', new URLSearchParams({ password }))).status).toBe(400);
  });
});

describe('workspace and project', () => {
  it('lists the workspaces of the user', async () => {
    const listed = (await (await call('GET', '/workspaces/member-of')).json()) as { id: string; userId: string; name: string }[];
    workspaceId = listed[0]?.id ?? '';
    expect(workspaceId).toMatch(/^[\w-]{20}$/);
  });

  it('creates, lists, renames and deletes a project', async () => {
    const created = await json('POST', `/design/projects?workspaceId=${workspaceId}`, { id: '', userId: '', workspaceId, name: 'From a collection', description: '', type: 'DESIGN', tags: [], created: '2019-07-22T07:50:12.755Z', lastModified: '2019-07-22T07:50:12.755Z' });
    expect(created.status).toBe(201);
    const project = (await created.json()) as { id: string; name: string; created: number };
    expect(project).toMatchObject({ name: 'From a collection', created: expect.any(Number) as unknown });
    const renamed = await json('PUT', `/design/projects/${project.id}?workspaceId=${workspaceId}`, { ...project, name: 'Renamed' });
    expect([renamed.status, ((await renamed.json()) as { name: string }).name]).toEqual([200, 'Renamed']);
    const list = async (): Promise<string[]> => ((await (await call('GET', `/design/projects/by-workspace/${workspaceId}/DESIGN`)).json()) as { id: string }[]).map(({ id }) => id);
    expect(await list()).toContain(project.id);
    const second = (await (await json('POST', '/design/projects', { id: '', userId: '', workspaceId, name: 'Second', description: '', type: 'DESIGN', created: 0, lastModified: 0 })).json()) as { id: string };
    projectId = second.id;
    expect((await call('DELETE', `/design/projects/${project.id}`, undefined, { 'content-type': 'application/json' })).status).toBe(204);
    expect(await list()).toEqual([projectId]);
    expect((await json('POST', '/design/projects', { name: 'x' })).status).toBe(400);
    expect((await call('POST', '/design/projects', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('files and plans', () => {
  it('uploads a project file whose filename part is a JSON text', async () => {
    const sent = await multipart(`/design/project-files/${projectId}`,
      ['Content-Disposition: form-data; name="filename"\r\nContent-Transfer-Encoding: binary\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: 11', '"users.csv"'],
      ['Content-Disposition: form-data; name="file"; filename="users.csv"\r\nContent-Type: application/octet-stream', 'login\nann\n']);
    expect([sent.status, await sent.text()]).toEqual([200, '']);
    expect(await (await call('GET', `/design/project-files/list/${projectId}`)).json()).toEqual(['users.csv']);
    expect((await call('DELETE', `/design/project-files/${projectId}?filename=users.csv`)).status).toBe(204);
  });

  const plan = Buffer.from(fixture('jmx/jmeter__build-web-test-plan.jmx')).toString('utf8');
  const file = (type: string): readonly [string, string] => [`Content-Disposition: form-data; name="file"; filename="plan.jmx"\r\nContent-Type: ${type}`, plan];

  it.each(['text/plain;charset=utf-8', 'application/octet-stream'])('imports a JMX sent as %s and answers an array', async (type) => {
    const sent = await multipart(`/design/imports/jmx/${projectId}`, file(type));
    const users = (await sent.json()) as { '@type': string; id: string; name: string; children: unknown[] }[];
    expect([sent.status, users.length, users[0]?.['@type']]).toEqual([201, 1, 'VirtualUser']);
    expect(((await (await call('GET', `/design/virtual-users/by-project/${projectId}`)).json()) as { id: string }[]).map(({ id }) => id)).toContain(users[0]?.id);
  });

  it('imports a JMX with its options in the part design and answers virtualUsers', async () => {
    const sent = await multipart(`/imports/jmx/${projectId}`, ['Content-Disposition: form-data; name="design"\r\nContent-Type: application/json; charset=UTF-8', '{"resources":"KEEP_ALL","adBlocking":"DISABLED"}'], file('application/octet-stream'));
    const { virtualUsers } = (await sent.json()) as { virtualUsers: { id: string }[] };
    expect([sent.status, virtualUsers.length]).toEqual([201, 1]);
    const described = (await (await call('GET', `/design/virtual-users/description/by-project/${projectId}`)).json()) as { id: string }[];
    expect(described.map(({ id }) => id)).toContain(virtualUsers[0]?.id);
    expect((await call('DELETE', `/design/virtual-users/${virtualUsers[0]?.id}`)).status).toBe(204);
  });

  it('imports a k6 test as the Maven plugin sends it', async () => {
    const part = (name: string, text: string): readonly [string, string] => [`Content-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/plain;charset=utf-8`, text];
    const sent = await multipart(`/design/imports/k6/${projectId}`, part('main.js', "import http from 'k6/http';\nimport { path } from './lib/paths.js';\nexport default function () { http.get(`https://shop.test/${path}`); }"), part('lib/paths.js', "export const path = 'items';"));
    expect([sent.status, JSON.stringify(await sent.json())]).toEqual([201, expect.stringContaining('/items')]);
  });
});
