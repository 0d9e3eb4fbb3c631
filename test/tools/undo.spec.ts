import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type BridgeBefore, json, problem, raw, startBridgeBefore, Upstream } from '../journeys/upstream.js';
import { type Agent, agentOf } from '../support/agent.js';
import { correlateShop, freshProject, importHar, shopHar } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

interface Copies { copies: { undoHandle: string; kind: string; entityId: string; name: string; tool: string; at: string }[]; unreadable?: string[] }
interface Undone { kind: string; restored: { id: string; name: string; outcome: string; formerId?: string }[]; notes: string[]; undoHandle?: string; undoNote?: string }

describe('against the embedded backend', () => {
  let agent: Agent;
  let site: CsrfSite;
  let projectId: string;
  beforeAll(async () => {
    agent = await agentOf('tester');
    site = await startCsrfSite();
  });
  beforeEach(async () => { ({ projectId } = await freshProject(agent)); });
  afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

  const rename = (virtualUserId: string, name: string): Promise<{ undoHandle: string }> => agent.call('patch_virtual_user', { virtualUserId, patch: [{ op: 'replace', path: '/name', value: name }] });
  const copies = (): Promise<Copies> => agent.call<Copies>('list_undo_copies', { projectId });
  const undo = (undoHandle: string): Promise<Undone> => agent.call<Undone>('undo_change', { projectId, undoHandle });

  describe('list_undo_copies', () => {
    it('tells what was changed, by which tool and when, newest first', async () => {
      const { id } = await importHar(agent, projectId, site.har(), {}, 'login.har');
      const before = Date.now();
      const first = await rename(id, 'one');
      const second = await rename(id, 'two');
      const { copies: listed } = await copies();
      expect(listed).toEqual([
        { undoHandle: second.undoHandle, kind: 'virtual-user', entityId: id, name: 'one', tool: 'patch_virtual_user', at: expect.any(String) as string },
        { undoHandle: first.undoHandle, kind: 'virtual-user', entityId: id, name: 'login', tool: 'patch_virtual_user', at: expect.any(String) as string },
      ]);
      expect(Date.parse(listed[1]?.at ?? '')).toBeGreaterThanOrEqual(before - 1);
    });
    it('keeps the newest twenty of a project', async () => {
      const { id } = await importHar(agent, projectId, site.har(), {}, 'login.har');
      const handles: string[] = [];
      for (let turn = 0; turn < 23; turn++) handles.push((await rename(id, `name ${turn}`)).undoHandle);
      expect((await copies()).copies.map(({ undoHandle }) => undoHandle)).toEqual(handles.slice(3).reverse());
      expect(await agent.refused('undo_change', { projectId, undoHandle: handles[0] })).toContain('no');
    });
    it('is empty for a new project and refuses an unknown one', async () => {
      expect(await copies()).toEqual({ copies: [] });
      expect(await agent.refused('list_undo_copies', { projectId: 'no-such-project' })).toContain('list_projects_by_workspace');
    });
  });

  describe('undo_change', () => {
    it('puts a changed tree back, and can itself be undone', async () => {
      const { id } = await importHar(agent, projectId, site.har(), {}, 'login.har');
      const { undoHandle } = await rename(id, 'changed');
      const back = await undo(undoHandle);
      expect(back).toMatchObject({ kind: 'virtual-user', restored: [{ id, name: 'login', outcome: 'overwritten' }], notes: [] });
      expect(await agent.call('describe_virtual_user', { virtualUserId: id })).toMatchObject({ name: 'login' });
      await undo(back.undoHandle ?? '');
      expect(await agent.call('describe_virtual_user', { virtualUserId: id })).toMatchObject({ name: 'changed' });
    });
    it('takes applied correlations back', async () => {
      const { id, children } = await importHar(agent, projectId, await shopHar('http://127.0.0.1:9'));
      await correlateShop(agent, projectId, id);
      expect((await agent.call('get_virtual_user', { virtualUserId: id, full: true }))['children']).not.toEqual(children);
      const [copy] = (await copies()).copies;
      expect(copy).toMatchObject({ entityId: id, tool: 'apply_correlations_to_virtual_user' });
      await undo(copy?.undoHandle ?? '');
      expect((await agent.call('get_virtual_user', { virtualUserId: id, full: true }))['children']).toEqual(children);
    });
    it('lets what pointed to a deleted Virtual User point to its successor', async () => {
      const { id } = await importHar(agent, projectId, site.har(), {}, 'login.har');
      const { providers } = await agent.call<{ providers: { id: string; locations: string[] }[] }>('list_public_docker_providers');
      const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 's', virtualUserIds: [id], users: 1, rampUpSec: 1, holdForSec: 1, providerId: providers[0]?.id, locations: providers[0]?.locations.slice(0, 1) });
      const { undoHandle } = await agent.call<{ undoHandle: string }>('delete_virtual_user', { virtualUserId: id });
      const undone = await undo(undoHandle);
      expect(undone.notes.join(' ')).toContain('point to the new one');
      expect(JSON.stringify(await agent.call('get_scenario', { scenarioId: scenario.id }))).toContain(undone.restored[0]?.id);
    });
    it('refuses a handle that is none, is gone, or is of another project or account', async () => {
      const { id } = await importHar(agent, projectId, site.har(), {}, 'login.har');
      const { undoHandle } = await rename(id, 'changed');
      for (const handle of ['users.csv', '../undo-virtual-user-20260101T000000000-00000000.json', 'undo-constructor-20260101T000000000-00000000.json']) expect(await agent.refused('undo_change', { projectId, undoHandle: handle })).toContain('undoHandle');
      await agent.refused('undo_change', { projectId, undoHandle: 'undo-virtual-user-20260101T000000000-00000000.json' });
      await agent.refused('undo_change', { projectId: (await freshProject(agent)).projectId, undoHandle });
      const other = await agentOf('other');
      await other.refused('undo_change', { projectId, undoHandle });
      await other.close();
      expect(await agent.call('describe_virtual_user', { virtualUserId: id })).toMatchObject({ name: 'changed' });
    });
  });
});

describe('against an OctoPerf that has troubles of its own', () => {
  const FILES = 'GET /design/project-files/list/p1';
  const UPLOAD = 'POST /design/project-files/p1';
  const DOWNLOAD = 'GET /design/project-files/p1';
  const REMOVE = 'DELETE /design/project-files/p1';
  const READ = 'GET /design/virtual-users/vu1';
  const WRITE = 'PUT /design/virtual-users/vu1';
  const USER = { '@type': 'VirtualUser', id: 'vu1', projectId: 'p1', name: 'n', type: 'JMETER', children: [{ '@type': 'FutureAction', id: 'f', more: 1 }], future: true };
  const PROJECT = { id: 'p1', userId: 'u', workspaceId: 'w1', name: 'P', type: 'DESIGN' };
  const PATCH = { virtualUserId: 'vu1', patch: [{ op: 'replace', path: '/name', value: 'm' }] };
  let upstream: Upstream;
  let bridge: BridgeBefore;
  let agent: Agent;
  beforeAll(async () => {
    upstream = await Upstream.start();
    bridge = await startBridgeBefore(upstream.url, { OCTOPERF_OCTOPERF__MAX_RESPONSE_BYTES: '65536' });
    agent = await bridge.agent();
  });
  afterAll(async () => {
    await agent.close();
    await bridge.stop();
    await upstream.stop();
  });
  beforeEach(() => {
    upstream.on('GET /design/projects/p1', json(PROJECT));
    upstream.on(READ, json(USER));
    upstream.on(WRITE, (response, { body }) => { response.writeHead(200, { 'content-type': 'application/json' }).end(body); });
    upstream.on(FILES, json([]));
    for (const route of [UPLOAD, REMOVE]) upstream.on(route, raw(200, ''));
    upstream.on(DOWNLOAD, problem(404, 'No such file.'));
  });

  const named = (body: string): string => /undo-virtual-user-\d{8}T\d{9}-[0-9a-f]{8}\.json/.exec(body)?.[0] ?? '';
  const copyIn = (body: string): Record<string, unknown> => JSON.parse(/\{"kind".*\}(?=\r\n--)/.exec(body)?.[0] ?? '{}') as Record<string, unknown>;

  it('keeps the copy as a project file before the change, with the documented parts and every field', async () => {
    const { undoHandle } = await agent.call<{ undoHandle: string }>('patch_virtual_user', PATCH);
    const [upload] = upstream.at(UPLOAD);
    expect(upload?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect([...(upload?.body ?? '').matchAll(/name="(\w+)"/g)].map(([, part]) => part)).toEqual(['filename', 'file']);
    expect(named(upload?.body ?? '')).toBe(undoHandle);
    expect(copyIn(upload?.body ?? '')).toEqual({ kind: 'virtual-user', id: 'vu1', projectId: 'p1', name: 'n', tool: 'patch_virtual_user', at: expect.any(String) as string, entity: USER, others: [] });
    expect(upstream.calls.map(({ route }) => route).filter((route) => route === UPLOAD || route === WRITE).slice(-2)).toEqual([UPLOAD, WRITE]);
    expect(JSON.parse(upstream.at(WRITE)[0]?.body ?? '')).toEqual({ ...USER, name: 'm' });
  });
  it.each([[403, 'You may not add files.', 'You may not add files.'], [413, 'Too large.', 'Too large.'], [500, 'trace', 'HTTP 500']])('makes no change where the copy is answered %i, unless told to', async (status, message, said) => {
    upstream.on(UPLOAD, problem(status, message));
    const refusal = await agent.refused('patch_virtual_user', PATCH);
    for (const words of ['No undo copy could be kept', said, 'Nothing was written', 'withoutUndo']) expect(refusal).toContain(words);
    expect(upstream.at(WRITE)).toEqual([]);
    expect(await agent.call('patch_virtual_user', { ...PATCH, withoutUndo: true })).not.toHaveProperty('undoHandle');
    expect(upstream.at(WRITE)).toHaveLength(1);
  });
  it('makes no change where the copy could not be read back', async () => {
    upstream.on(READ, json({ ...USER, big: 'x'.repeat(65_300) }));
    expect(await agent.refused('patch_virtual_user', PATCH)).toContain('larger than this server can read back');
    expect([upstream.at(UPLOAD), upstream.at(WRITE)]).toEqual([[], []]);
  });
  it('deletes and replaces no file that is too large to be kept, unless told to', async () => {
    upstream.on(FILES, json(['big.bin']));
    upstream.on('POST /users/presigned-urls', json({ url: 'http://127.0.0.1:1/x', method: 'POST', expiresAt: '2026-01-01T00:05:00.000Z' }));
    for (const [size, said] of [[70_000, 'larger than this server reads'], [60_000, 'of at most 65536 (octoperf.max-response-bytes']] as const) {
      upstream.on(DOWNLOAD, raw(200, Buffer.alloc(size)));
      for (const tool of ['delete_project_file', 'upload_project_file']) {
        const refusal = await agent.refused(tool, { projectId: 'p1', filename: 'big.bin' });
        for (const words of ['No undo copy could be kept', said, 'withoutUndo']) expect(refusal, tool).toContain(words);
      }
    }
    expect([upstream.at(REMOVE), upstream.at(UPLOAD), upstream.at('POST /users/presigned-urls')]).toEqual([[], [], []]);
    expect(await agent.call('delete_project_file', { projectId: 'p1', filename: 'big.bin', withoutUndo: true })).toEqual({ deleted: true });
    expect(await agent.call('upload_project_file', { projectId: 'p1', filename: 'big.bin', withoutUndo: true })).toMatchObject({ replaces: true });
    expect(upstream.at(UPLOAD)).toEqual([]);
  });
  it('takes the copy away again where the change is refused, and keeps it where the outcome is unknown', async () => {
    upstream.on(WRITE, problem(400, 'The name is taken.'));
    expect(await agent.refused('patch_virtual_user', PATCH)).toContain('The name is taken.');
    expect(upstream.at(REMOVE).map(({ query }) => query.get('filename'))).toEqual([named(upstream.at(UPLOAD)[0]?.body ?? '')]);
    upstream.on(REMOVE, raw(200, ''));
    upstream.on(WRITE, problem(500, 'trace'));
    expect(await agent.refused('patch_virtual_user', PATCH)).toContain('unknown whether the change was made');
    expect(upstream.at(REMOVE)).toEqual([]);
  });
  it('makes the change though old copies cannot be listed or removed', async () => {
    const old = Array.from({ length: 22 }, (_, index) => `undo-virtual-user-20260101T0000000${index + 10}-00000000.json`);
    upstream.on(FILES, json(['users.csv', 'undo-notes.json', ...old]));
    upstream.on(REMOVE, problem(500, 'trace'));
    await agent.call('patch_virtual_user', PATCH);
    expect(upstream.at(REMOVE).map(({ query }) => query.get('filename'))).toEqual([old[2], old[1], old[0]]);
    upstream.on(FILES, problem(503, 'away'));
    upstream.on(WRITE, json(USER));
    await agent.call('patch_virtual_user', PATCH);
    expect(upstream.at(WRITE)).toHaveLength(1);
  });
  it('restores nothing from a file that is no copy of this project', async () => {
    const undoHandle = 'undo-virtual-user-20260101T000000000-00000000.json';
    const copy = { kind: 'virtual-user', id: 'vu1', projectId: 'p1', name: 'n', tool: 't', at: 'a', entity: USER };
    for (const text of ['', 'not json', '[]', '{"__proto__":{}}', JSON.stringify({ ...copy, kind: 'variable' }), JSON.stringify({ ...copy, projectId: 'p2' }), JSON.stringify({ ...copy, entity: { ...USER, projectId: 'p2' } }), JSON.stringify({ ...copy, others: [{ id: 'x', projectId: 'p2' }] })]) {
      upstream.on(DOWNLOAD, raw(200, text));
      upstream.on(FILES, json([undoHandle]));
      expect(await agent.refused('undo_change', { projectId: 'p1', undoHandle })).toContain('no copy of an entity of this project');
      expect(await agent.call('list_undo_copies', { projectId: 'p1' })).toEqual({ copies: [], unreadable: [undoHandle] });
    }
    expect([upstream.at(WRITE), upstream.at(UPLOAD)]).toEqual([[], []]);
  });

  describe('each kind', () => {
    const handle = (kind: string): string => `undo-${kind}-20260101T000000000-00000000.json`;
    /** Answers the copy on download; what else the restore needs is set by the test. */
    const copied = (kind: string, entity: object, id = 'e1'): string => {
      upstream.on(DOWNLOAD, json({ kind, id, projectId: 'p1', name: 'n', tool: 't', at: '2026-01-01T00:00:00.000Z', entity: { id, projectId: 'p1', ...entity } }));
      return handle(kind);
    };
    const undo = (undoHandle: string): Promise<Undone> => agent.call<Undone>('undo_change', { projectId: 'p1', undoHandle });
    const echo = (id?: string): Answer => (response, { body }) => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...(JSON.parse(body) as object), ...(id === undefined ? {} : { id }) })); };
    const SECRET = { name: 'pw', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: '' } } };

    it('puts a variable back with the secret it has now', async () => {
      const now = { id: 'e1', projectId: 'p1', name: 'renamed', variable: { '@type': 'SecretVariable', value: { type: 'ENCRYPTED', value: 'cipher' } } };
      upstream.on('GET /design/variables/e1', json(now));
      upstream.on('PUT /design/variables/e1', echo());
      const undone = await undo(copied('variable', SECRET));
      expect(undone).toMatchObject({ restored: [{ id: 'e1', name: 'pw', outcome: 'overwritten' }], notes: [], undoNote: expect.stringContaining('secret') as string });
      expect(JSON.parse(upstream.at('PUT /design/variables/e1')[0]?.body ?? '')).toEqual({ ...now, name: 'pw' });
      expect(upstream.at(UPLOAD)[0]?.body).toContain('"name":"renamed"');
      expect(upstream.at(UPLOAD)[0]?.body).not.toContain('cipher');
    });
    it('makes a deleted secret anew without its value, and says so', async () => {
      upstream.on('GET /design/variables/e1', problem(404, 'Gone.'));
      upstream.on('POST /design/variables', echo('e2'));
      expect(await undo(copied('variable', SECRET))).toMatchObject({ restored: [{ id: 'e2', formerId: 'e1', outcome: 'recreated' }], notes: ['What had been deleted has a new id.', expect.stringContaining('set it again')] });
      expect(JSON.parse(upstream.at('POST /design/variables')[0]?.body ?? '')).toMatchObject({ id: '', ...SECRET });
    });
    it('hides passwords of imported elements in copies and answers, and writes no hidden one back', async () => {
      const user = (password: string): object => ({ ...USER, children: [{ '@type': 'GenericAction', id: 'g', name: 'db', testClass: 'JDBCDataSource', guiClass: '', enabled: true, properties: { username: 'sa', password }, children: [] }] });
      upstream.on(READ, json(user('hunter2')));
      const seen = await agent.call<{ children: object[] }>('get_virtual_user', { virtualUserId: 'vu1', full: true });
      expect(seen.children).toEqual((user('(hidden)') as typeof seen).children);
      await agent.call('patch_virtual_user', { virtualUserId: 'vu1', patch: [{ op: 'replace', path: '/children/0', value: { ...seen.children[0], name: 'renamed' } }] });
      expect(upstream.at(UPLOAD)[0]?.body).not.toContain('hunter2');
      expect(JSON.parse(upstream.at(WRITE)[0]?.body ?? '')).toMatchObject({ children: [{ name: 'renamed', properties: { username: 'sa', password: 'hunter2' } }] });
      const undoHandle = copied('virtual-user', { ...user('(hidden)'), id: 'vu1' }, 'vu1');
      upstream.on(WRITE, (response, { body }) => { response.writeHead(200, { 'content-type': 'application/json' }).end(body); });
      expect(await undo(undoHandle)).toMatchObject({ undoNote: expect.stringContaining('passwords') as string });
      expect(JSON.parse(upstream.at(WRITE)[0]?.body ?? '')).toMatchObject({ children: [{ properties: { password: 'hunter2' } }] });
      upstream.on(READ, problem(404, 'Gone.'));
      upstream.on('POST /design/virtual-users', echo('e2'));
      upstream.on('GET /design/virtual-users/description/by-project/p1', json([]));
      upstream.on('GET /runtime/scenarios/by-project/p1', json([]));
      expect((await undo(undoHandle)).notes.join(' ')).toContain('passwords in imported elements are empty now');
      expect(JSON.parse(upstream.at('POST /design/virtual-users')[0]?.body ?? '')).toMatchObject({ children: [{ properties: { password: '' } }] });
    });
    it('makes a deleted server anew and points its requests to it', async () => {
      upstream.on('GET /design/http-servers/e1', problem(404, 'Gone.'));
      upstream.on('POST /design/http-servers', echo('e2'));
      upstream.on('GET /design/virtual-users/description/by-project/p1', json([{ id: 'vu1' }, { id: 'vu2' }]));
      upstream.on(READ, json({ ...USER, children: [{ '@type': 'ContainerAction', id: 'c', children: [{ '@type': 'HttpRequestAction', id: 'r', serverId: 'e1' }] }] }));
      upstream.on('GET /design/virtual-users/vu2', json({ ...USER, id: 'vu2' }));
      const undone = await undo(copied('http-server', { hostname: 'shop.test', protocol: 'HTTPS', port: 443, authorizations: [{ username: 'u', password: '' }] }));
      expect(undone.notes).toEqual(['What had been deleted has a new id.', expect.stringContaining('passwords'), expect.stringContaining('1 Virtual Users or scenarios')]);
      expect(undone.restored).toMatchObject([{ id: 'e2', name: 'shop.test' }]);
      expect(JSON.parse(upstream.at(WRITE)[0]?.body ?? '')).toEqual({ ...USER, children: [{ '@type': 'ContainerAction', id: 'c', children: [{ '@type': 'HttpRequestAction', id: 'r', serverId: 'e2' }] }] });
      expect(upstream.calls.filter(({ route }) => route === 'PUT /design/virtual-users/vu2')).toEqual([]);
    });
    it('tells what could not be pointed to the successor, which is there all the same', async () => {
      upstream.on('GET /design/sla-profiles/e1', problem(404, 'Gone.'));
      upstream.on('POST /design/sla-profiles', echo('e2'));
      upstream.on('GET /design/virtual-users/description/by-project/p1', problem(403, 'Not you.'));
      expect(await undo(copied('sla-profile', { name: 'SLA', thresholds: [] }))).toMatchObject({ restored: [{ id: 'e2' }], notes: ['What had been deleted has a new id.', expect.stringContaining('Not you.')] });
    });
    it('puts every byte of a file back over the one of that name', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      upstream.on(FILES, json(['data.bin']));
      const present = Buffer.from(bytes).reverse();
      const undoHandle = handle('project-file');
      const copy = JSON.stringify({ kind: 'project-file', id: 'data.bin', projectId: 'p1', name: 'data.bin', tool: 't', at: '', entity: { id: 'data.bin', projectId: 'p1', name: 'data.bin', base64: bytes.toString('base64') } });
      upstream.on(DOWNLOAD, (response, { query }) => { response.writeHead(200).end(query.get('filename') === 'data.bin' ? present : copy); });
      expect(await undo(undoHandle)).toMatchObject({ kind: 'project-file', restored: [{ id: 'data.bin', outcome: 'overwritten' }], undoHandle: expect.stringContaining('undo-project-file-') as string });
      const [kept, written] = upstream.at(UPLOAD);
      expect(kept?.body).toContain(present.toString('base64'));
      expect(written?.body).toContain('filename="data.bin"');
      expect(Number(written?.headers['content-length'] ?? 256)).toBeGreaterThanOrEqual(256);
    });
    it('leaves a rule alone that is still there, because nothing changes rules', async () => {
      upstream.on('GET /design/correlation-rules/e1', json({ id: 'e1', projectId: 'p1' }));
      expect(await undo(copied('correlation-rule', { name: 'r' }))).toEqual({ kind: 'correlation-rule', restored: [{ id: 'e1', name: 'r', outcome: 'unchanged', url: expect.any(String) as string }], notes: [] });
      expect(upstream.at(UPLOAD)).toEqual([]);
    });
    it('says how far it came where it stops half way', async () => {
      for (const id of ['e1', 'e2']) upstream.on(`GET /design/correlation-rules/${id}`, problem(404, 'Gone.'));
      upstream.on('POST /design/correlation-rules', (response, received) => {
        if (received.body.includes('"second"')) problem(400, 'No more rules.')(response, received);
        else echo('new')(response, received);
      });
      const undoHandle = copied('correlation-rule', { name: 'first' });
      upstream.on(DOWNLOAD, json({ kind: 'correlation-rule', id: 'e1', projectId: 'p1', name: 'n', tool: 't', at: '', entity: { id: 'e1', projectId: 'p1', name: 'first' }, others: [{ id: 'e2', projectId: 'p1', name: 'second' }] }));
      const refusal = await agent.refused('undo_change', { projectId: 'p1', undoHandle });
      for (const words of ['Only 1 of 2', 'No more rules', 'unknown whether']) expect(refusal).toContain(words);
    });
  });
});
