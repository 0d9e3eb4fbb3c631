import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpServer } from '../../../src/contract/http-server.js';
import type { Project } from '../../../src/contract/project.js';
import type { VariableWrapper } from '../../../src/contract/variable.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { House, like, messageOf, openSite, request, type Site } from './house.js';
import { harForm, tinyHar } from './tiny-har.js';

let house: House;
let project: Project;
let site: Site;
const seen: { url: string; key: string }[] = [];

beforeAll(async () => {
  site = await openSite((incoming, response) => {
    seen.push({ url: incoming.url ?? '', key: String(incoming.headers['x-key']) });
    response.end('ok');
  });
  house = await House.open();
  project = await house.project();
});
afterAll(async () => {
  await house.backend.stop();
  await site.close();
});

describe('a Virtual User', () => {
  const tree = (): object[] => [{ '@type': 'ContainerAction', id: 'c', name: 'C', enabled: true, includeTimers: false, extra: { deep: [1] }, children: [request('r', 's', '/', { note: 'kept' })] }];
  const body = (more: object = {}): object => ({ '@type': 'VirtualUser', id: 'mine', userId: 'other', projectId: project.id, name: 'Copy', description: '', type: 'JMETER', tags: ['backup'], children: tree(), future: 7, ...more });

  it('is made with the tree it comes with, unknown fields included, and no recordings', async () => {
    const recorded = (await house.call('POST', `/design/imports/har/${project.id}`, harForm(tinyHar(site.origin)))).json as VirtualUser;
    const made = await house.call('POST', '/design/virtual-users', { ...recorded, id: '', tags: ['backup'] });
    expect([made.status, made.json]).toMatchObject([201, { children: recorded.children, tags: ['backup'], projectId: project.id }]);
    const { id } = made.json as VirtualUser;
    expect(id).not.toBe(recorded.id);
    expect(await house.backend.app.get(LocalDatabase).recordings.list(id)).toEqual([]);
    const own = (await house.call('POST', '/design/virtual-users', body())).json as VirtualUser;
    expect(own).toMatchObject({ id: like(expect.stringMatching(/^[\w-]{20}$/)), future: 7, children: tree() });
    expect((await house.call('GET', `/design/virtual-users/${own.id}`)).json).toEqual(own);
    const put = await house.call('PUT', `/design/virtual-users/${own.id}`, { ...own, later: [null] });
    expect([put.status, put.json]).toMatchObject([200, { future: 7, later: [null], children: tree() }]);
  });

  it('is refused with nodes nobody could tell apart or read, and in a RESULT project', async () => {
    const [node] = tree();
    for (const [children, sentence] of [[[{ ...node, id: '' }], 'empty id'], [[node, { ...node, children: [] }], 'Two actions have the id'], [[{ '@type': 'Nothing', id: 'x' }], 'children.0']] as const) {
      const answer = await house.call('POST', '/design/virtual-users', body({ children }));
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(sentence)]);
    }
    expect((await house.call('POST', '/design/virtual-users', body({ projectId: 'missing' }))).status).toBe(404);
    expect((await house.call('POST', '/design/virtual-users', body(), 'bob')).status).toBe(404);
    const result = { id: 'a-result-project', userId: '', name: 'R', description: '', workspaceId: project.workspaceId, type: 'RESULT' as const, tags: [] };
    await house.backend.app.get(LocalDatabase).documents.insert('project', result, { workspaceId: project.workspaceId, parentId: project.id });
    const frozen = await house.call('POST', '/design/virtual-users', body({ projectId: result.id }));
    expect([frozen.status, messageOf(frozen)]).toEqual([400, expect.stringContaining('RESULT')]);
  });

  it('takes its recordings with it', async () => {
    const { id } = (await house.call('POST', `/design/imports/har/${project.id}`, harForm(tinyHar(site.origin)))).json as VirtualUser;
    expect((await house.call('DELETE', `/design/virtual-users/${id}`)).status).toBe(204);
    expect(await house.backend.app.get(LocalDatabase).recordings.list(id)).toEqual([]);
    expect((await house.call('DELETE', `/design/virtual-users/${id}`)).status).toBe(404);
  });

  it('shows what was recorded before any validation', async () => {
    const { id } = (await house.call('POST', `/design/imports/har/${project.id}`, harForm(tinyHar(site.origin)))).json as VirtualUser;
    const [, login] = await house.backend.app.get(LocalDatabase).recordings.list(id);
    const at = `/analysis/validations/${id}/${login?.actionId}`;
    expect((await house.call('GET', at)).json).toEqual({ recordedRequest: login?.request, recordedResponse: login?.response });
    expect((await house.call('GET', `${at}/body?kind=RECORDED_RESPONSE`)).text).toBe('welcome');
    expect((await house.call('GET', `${at}/body?kind=RECORDED_REQUEST`)).status).toBe(200);
    for (const path of [`${at}/body?kind=VALIDATION_RESPONSE`, `${at}?timestamp=5`, `/analysis/validations/${id}/no-such-action`]) expect((await house.call('GET', path)).status).toBe(404);
    expect((await house.call('GET', at, undefined, 'bob')).status).toBe(404);
  });
});

describe('variables', () => {
  const variable = (name: string, kind: object = { '@type': 'ConstantVariable', value: 'v' }): object => ({ id: '', userId: '', projectId: project.id, name, description: '', variable: kind });
  const secret = (value: object): object => ({ '@type': 'SecretVariable', value });

  it('are read, rewritten whole and removed', async () => {
    const made = await house.made<VariableWrapper>('/design/variables', { ...variable('host'), future: true });
    expect((await house.call('GET', `/design/variables/${made.id}`)).json).toEqual(made);
    const put = await house.call('PUT', `/design/variables/${made.id}`, { ...made, variable: { '@type': 'ConstantVariable', value: 'w', more: 1 } });
    expect([put.status, put.json]).toMatchObject([200, { id: made.id, future: true, variable: { value: 'w', more: 1 } }]);
    expect((await house.call('PUT', `/design/variables/${made.id}`, { ...made, projectId: 'other' })).status).toBe(400);
    for (const [method, sent] of [['GET', undefined], ['PUT', made], ['DELETE', undefined]] as const) expect((await house.call(method, `/design/variables/${made.id}`, sent, 'bob')).status).toBe(404);
    expect((await house.call('DELETE', `/design/variables/${made.id}`)).status).toBe(204);
    expect((await house.call('DELETE', `/design/variables/${made.id}`)).status).toBe(404);
  });

  it('have names of their own in the project', async () => {
    const first = await house.made<VariableWrapper>('/design/variables', variable('taken'));
    const other = await house.made<VariableWrapper>('/design/variables', variable('free'));
    for (const refused of [await house.call('POST', '/design/variables', variable('taken')), await house.call('PUT', `/design/variables/${other.id}`, { ...other, name: 'taken' })]) {
      expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringContaining('has a variable "taken" already')]);
    }
    for (const name of ['__time', '', ' ', 'n'.repeat(81)]) {
      expect((await house.call('POST', '/design/variables', variable(name))).status).toBe(400);
      expect((await house.call('PUT', `/design/variables/${first.id}`, { ...first, name })).status).toBe(400);
    }
    const elsewhere = await house.project('ann', 'Elsewhere');
    expect((await house.call('POST', '/design/variables', { ...variable('taken'), projectId: elsewhere.id })).status).toBe(201);
    const atOnce = await Promise.all(Array.from({ length: 5 }, () => house.call('POST', '/design/variables', variable('contended'))));
    expect(atOnce.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
  });

  it('that came with an odd name can still be changed', async () => {
    const imported = { id: 'imported-variable-01', userId: '', projectId: project.id, name: '__odd', description: '', variable: { '@type': 'ConstantVariable' as const, value: 'a' } };
    await house.backend.app.get(LocalDatabase).documents.insert('variable', imported, { workspaceId: project.workspaceId, parentId: project.id });
    expect((await house.call('PUT', `/design/variables/${imported.id}`, { ...imported, variable: { '@type': 'ConstantVariable', value: 'b' } })).json).toMatchObject({ name: '__odd', variable: { value: 'b' } });
  });

  it('that are secret keep their value when they are sent back as read, and tell it to the engine alone', async () => {
    const { id: serverId } = await house.server(project.id, site.origin);
    const made = await house.made<VariableWrapper>('/design/variables', variable('apiKey', secret({ type: 'PLAIN', value: 'clear-text-1', hint: 'kept' })));
    const again = await house.call('PUT', `/design/variables/${made.id}`, { ...made, description: 'renewed' });
    expect(again.json).toMatchObject({ description: 'renewed', variable: made.variable });
    const { id } = await house.virtualUser(project.id, [request('secret', serverId, '/secret', { headers: [{ name: 'X-Key', value: '${apiKey}' }] })]);
    expect(await house.validate(id)).toBe('FINISHED');
    const changed = await house.call('PUT', `/design/variables/${made.id}`, { ...made, variable: secret({ type: 'PLAIN', value: 'clear-text-2' }) });
    expect(await house.validate(id)).toBe('FINISHED');
    expect(seen.filter(({ url }) => url === '/secret').map(({ key }) => key)).toEqual(['clear-text-1', 'clear-text-2']);
    const shown = [made, again.text, changed.text, (await house.call('GET', `/design/variables/${made.id}`)).text, (await house.call('GET', `/design/variables/by-project/${project.id}`)).text, (await house.call('GET', `/analysis/validations/${id}/secret`)).text].map((text) => JSON.stringify(text)).join();
    expect(shown).not.toMatch(/clear-text/);
    expect(made.variable).toMatchObject({ value: { type: 'ENCRYPTED', hint: 'kept' } });
  });

  it('that are secret cannot be carried into another project', async () => {
    const made = await house.made<VariableWrapper>('/design/variables', variable('carried', secret({ type: 'PLAIN', value: 'clear-text-3' })));
    const elsewhere = await house.project('bob', 'Thief');
    const stolen = await house.call('POST', '/design/variables', { ...made, id: '', projectId: elsewhere.id }, 'bob');
    expect([stolen.status, messageOf(stolen)]).toEqual([400, expect.stringContaining('not encrypted by this server for this project')]);
    expect((await house.call('POST', '/design/variables', { ...made, id: '', name: 'copied' })).status).toBe(201);
  });
});

describe('HTTP servers', () => {
  const server = (more: object = {}): object => ({ id: 'mine', projectId: project.id, protocol: 'HTTPS', hostname: 'shop.example', port: 443, future: 1, ...more });

  it('are made, read, rewritten whole and removed; what was bound to them shows in the sanity check', async () => {
    const made = await house.made<HttpServer>('/design/http-servers', server());
    expect(made).toMatchObject({ id: like(expect.stringMatching(/^[\w-]{20}$/)), hostname: 'shop.example', connectTimeoutMs: 30_000, future: 1 });
    expect((await house.call('GET', `/design/http-servers/${made.id}`)).json).toEqual(made);
    const put = await house.call('PUT', `/design/http-servers/${made.id}`, { ...made, hostname: '${host}', port: 8443 });
    expect([put.status, put.json]).toMatchObject([200, { id: made.id, hostname: '${host}', port: 8443, future: 1 }]);
    expect((await house.call('PUT', `/design/http-servers/${made.id}`, { ...made, projectId: 'other' })).status).toBe(400);
    for (const [method, sent] of [['GET', undefined], ['PUT', made], ['DELETE', undefined]] as const) expect((await house.call(method, `/design/http-servers/${made.id}`, sent, 'bob')).status).toBe(404);
    const virtualUser = await house.virtualUser(project.id, [request('bound', made.id, '/')]);
    const sanity = async (): Promise<unknown> => (await house.call('GET', `/design/virtual-users/sanity-check/${virtualUser.id}`)).json;
    expect(await sanity()).not.toContainEqual(expect.objectContaining({ message: 'No Server Found' }));
    expect((await house.call('DELETE', `/design/http-servers/${made.id}`)).status).toBe(204);
    expect(await sanity()).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'No Server Found', actionId: 'bound' }));
    expect((await house.call('GET', `/design/virtual-users/${virtualUser.id}`)).json).toMatchObject({ children: [{ serverId: made.id }] });
  });

  it('have a bare host name and a port that is one', async () => {
    for (const hostname of ['', 'http://shop.example', 'shop.example/path', 'shop.example:80', 'shop.example\r\nX-Evil: 1', 'a b', 'user@shop.example', '[::1', '\0']) {
      const answer = await house.call('POST', '/design/http-servers', server({ hostname }));
      expect([hostname, answer.status, messageOf(answer)]).toEqual([hostname, 400, expect.stringContaining('hostname')]);
    }
    for (const hostname of ['[::1]', '127.0.0.1', 'münchen.example', '${__P(host,localhost)}', '${env}.shop.example']) expect((await house.call('POST', '/design/http-servers', server({ hostname }))).status).toBe(201);
    for (const change of [{ port: 0 }, { port: 70_000 }, { port: '${port}' }, { protocol: 'FTP' }]) expect((await house.call('POST', '/design/http-servers', server(change))).status).toBe(400);
  });

  it('are removed in bulk from their own project only, and listed over several', async () => {
    const [one, two] = [await house.project('ann', 'One'), await house.project('ann', 'Two')];
    const [a, b, other] = [await house.made<HttpServer>('/design/http-servers', server({ projectId: one.id })), await house.made<HttpServer>('/design/http-servers', server({ projectId: one.id, port: 444 })), await house.made<HttpServer>('/design/http-servers', server({ projectId: two.id }))];
    const list = async (ids: string[], who: 'ann' | 'bob' = 'ann'): Promise<unknown> => (await house.call('POST', '/design/http-servers/by-projects', ids, who)).json;
    expect(await list([two.id, one.id, two.id])).toEqual([other, a, b]);
    expect(await list([])).toEqual([]);
    expect((await house.call('POST', '/design/http-servers/by-projects', [one.id, 'missing'])).status).toBe(404);
    expect((await house.call('POST', '/design/http-servers/by-projects', [one.id], 'bob')).status).toBe(404);
    expect((await house.call('POST', '/design/http-servers/by-projects', {})).status).toBe(400);
    const bulk = await house.call('POST', `/design/http-servers/by-project/${one.id}`, [a, other, { id: 'missing' }, a]);
    expect([bulk.status, bulk.text]).toEqual([200, '']);
    expect(await list([one.id, two.id])).toEqual([b, other]);
    expect((await house.call('POST', `/design/http-servers/by-project/${one.id}`, [b], 'bob')).status).toBe(404);
  });
});
