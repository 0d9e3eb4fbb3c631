import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../src/contract/endpoints.js';
import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import type { Project } from '../../../src/contract/project.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import { newBench } from '../../../src/local/api/runtime/bench-results/bench-entity.js';
import { addSample, emptyMeasure } from '../../../src/local/measurements/measure.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { ACCOUNTS, type Answer, RunningBackend } from './running-backend.js';
import { harForm, tinyHar } from './tiny-har.js';

type Imported = VirtualUser & { importReport: { requests: number } };
const messageOf = ({ json }: Answer): string => (json as { message: string }).message;
/** Vitest types its matchers as `any`. */
const like = (matcher: unknown): unknown => matcher;
const LOCAL = { providerId: 'local-engine-provider', location: 'local' };

let backend: RunningBackend;
let ann: string;
let bob: string;
let workspaceId: string;
let project: Project;
let site: Server;
let siteOrigin: string;
let tokens = 0;

const call = async (method: string, path: string, body?: unknown, token = ann): Promise<Answer> => backend.call(method, path, { token, ...(body === undefined ? {} : { body }) });
const importHar = async (query = '', har = tinyHar(siteOrigin)): Promise<Imported> => (await call('POST', `/design/imports/har/${project.id}${query}`, harForm(har))).json as Imported;
async function joinAs(username: string, role: 'VIEWER' | 'TEST_EXECUTOR' | 'TESTER'): Promise<void> {
  const database = backend.app.get(LocalDatabase);
  const account = await database.accounts.findByUsername(username);
  await database.transaction(async ({ members }) => { await members.add({ id: `m-${role}-${workspaceId}`, workspaceId, accountId: account?.id ?? '', role }); });
}

beforeAll(async () => {
  site = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      if (request.method === 'POST') response.statusCode = body.includes(`live-${tokens}`) ? 200 : 403;
      response.setHeader('content-type', 'text/html');
      response.end(request.method === 'GET' && request.url === '/login' ? `<input name="csrf" value="live-${++tokens}">` : 'ok');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => site.once('listening', resolve));
  siteOrigin = `http://localhost:${(site.address() as AddressInfo).port}`;
  backend = await RunningBackend.start();
  [ann = '', bob = ''] = await Promise.all(ACCOUNTS.slice(0, 2).map((account) => backend.login(account)));
  workspaceId = ((await call('GET', '/workspaces/member-of')).json as { id: string }[])[0]?.id ?? '';
  project = (await call('POST', '/design/projects', { id: '', userId: '', workspaceId, name: 'Shop', description: '', created: 0, lastModified: 0 })).json as Project;
});
afterAll(async () => {
  await backend.stop();
  await new Promise((resolve) => site.close(resolve));
});

describe('every call', () => {
  it('needs a bearer that is good', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: ann }]) {
      const answer = await backend.call('GET', '/users/current', { headers });
      expect([answer.status, answer.headers.get('www-authenticate'), Object.keys(answer.json as object)]).toEqual([401, 'Bearer', ['timestamp', 'status', 'error', 'message', 'path']]);
    }
  });

  it('is refused without a bearer on every endpoint but the login', async () => {
    const guarded = Object.entries(ENDPOINTS).filter(([name]) => name !== 'login');
    const statuses = await Promise.all(guarded.map(async ([, { method, path }]) => (await backend.call(method, path.replace(/\{\w+\}/g, 'x'))).status));
    expect(statuses).toEqual(guarded.map(() => 401));
  });

  it('is served on every endpoint of the contract: none answers 501 or 500', async () => {
    const odd: string[] = [];
    for (const [name, { method, path }] of Object.entries(ENDPOINTS)) {
      const { status } = await call(method, path.replace(/\{\w+\}/g, 'x'), method === 'GET' || method === 'DELETE' ? undefined : {});
      if (status >= 500 || status === 405) odd.push(`${name} ${status}`);
    }
    expect(odd).toEqual([]);
  });

  it('answers 501 for what OctoPerf has and we have not, 404 for what nobody has', async () => {
    for (const path of ['/design/environments/by-project/x', '/monitoring/connections/x', '/docker/containers/x']) expect((await call('GET', path)).status).toBe(501);
    expect((await call('GET', '/nowhere')).status).toBe(404);
  });

  it('refuses bodies that cannot be read, with a sentence', async () => {
    const post = (body: string, type: string): Promise<Answer> => backend.call('POST', '/design/projects', { token: ann, body, headers: { 'content-type': type } });
    expect((await post('{"name":', 'application/json')).status).toBe(400);
    expect((await post('name=x', 'text/plain')).status).toBe(415);
    expect((await call('POST', '/design/projects')).status).toBe(400);
    expect((await post(`${'['.repeat(5000)}${']'.repeat(5000)}`, 'application/json')).status).toBe(400);
    expect((await post('"text"', 'application/json')).status).toBe(400);
    const missing = await call('POST', '/design/projects', { id: '', name: 'no workspace' });
    expect([missing.status, messageOf(missing)]).toEqual([400, expect.stringContaining('workspaceId')]);
  });

  it('cannot reach a prototype', async () => {
    const body = `{"id":"","workspaceId":${JSON.stringify(workspaceId)},"name":"proto","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`;
    expect((await backend.call('POST', '/design/projects', { token: ann, body, headers: { 'content-type': 'application/json' } })).status).toBe(201);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('projects', () => {
  it('are made with an id, an owner and dates of the server, and keep unknown fields', async () => {
    const made = await call('POST', '/design/projects', { id: 'mine', userId: 'other', workspaceId, name: 'P', description: null, created: '2019-07-22T07:50:12.755Z', lastModified: 5, future: [1] });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ id: like(expect.stringMatching(/^[\w-]{20}$/)), workspaceId, name: 'P', description: '', type: 'DESIGN', tags: [], future: [1], created: like(expect.any(Number)) });
    const { id, created, lastModified } = made.json as Project;
    const updated = await call('PUT', `/design/projects/${id}`, { ...(made.json as Project), name: 'Q' });
    expect(updated.json).toMatchObject({ id, name: 'Q', created, future: [1] });
    expect(Number((updated.json as Project).lastModified)).toBeGreaterThan(Number(lastModified));
    expect((await call('PUT', `/design/projects/${id}`, { ...(made.json as Project), id: 'x' })).status).toBe(400);
    expect((await call('PUT', `/design/projects/${id}`, { ...(made.json as Project), workspaceId: 'x' })).status).toBe(400);
    expect((await call('DELETE', `/design/projects/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/design/projects/${id}`)).status).toBe(404);
  });

  it('refuse names over 80 and descriptions over 2000 characters', async () => {
    for (const change of [{ name: 'n'.repeat(81) }, { name: '  ' }, { description: 'd'.repeat(2001) }]) {
      expect((await call('POST', '/design/projects', { id: '', workspaceId, name: 'x', ...change })).status).toBe(400);
      expect((await call('PUT', `/design/projects/${project.id}`, { ...project, ...change })).status).toBe(400);
    }
  });

  it('are hidden from strangers exactly like missing ones', async () => {
    const [hidden, missing] = [await call('GET', `/design/projects/${project.id}`, undefined, bob), await call('GET', '/design/projects/AAAAAAAAAAAAAAAAAAAA', undefined, bob)];
    const shape = ({ status, json }: Answer, id: string): unknown => [status, { ...(json as object), timestamp: '', path: '', message: messageOf({ json } as Answer).replace(id, '') }];
    expect(shape(hidden, project.id)).toEqual(shape(missing, 'AAAAAAAAAAAAAAAAAAAA'));
    for (const path of [`/design/projects/by-workspace/${workspaceId}/DESIGN`, `/design/virtual-users/by-project/${project.id}`, `/workspaces/${workspaceId}`]) expect((await call('GET', path, undefined, bob)).status).toBe(404);
    expect((await call('PUT', `/design/projects/${project.id}`, project, bob)).status).toBe(404);
    expect((await call('POST', '/design/projects', { id: '', workspaceId, name: 'intruder' }, bob)).status).toBe(404);
    expect((await call('GET', `/design/projects/${project.id}`, undefined, await backend.login(ACCOUNTS[2] ?? { username: '', password: '' }))).status).toBe(200);
  });

  it('are listed by type', async () => {
    expect((await call('GET', `/design/projects/by-workspace/${workspaceId}/DESIGN`)).json).toContainEqual(expect.objectContaining({ id: project.id }));
    expect((await call('GET', `/design/projects/by-workspace/${workspaceId}/OTHER`)).status).toBe(400);
  });
});

describe('a HAR import', () => {
  it('stores the Virtual User, its servers and what was recorded', async () => {
    const imported = await importHar('?resources=KEEP_ALL');
    expect([imported.name, imported.type, imported.importReport.requests]).toEqual(['My shop', 'JMETER', 3]);
    expect((await call('GET', `/design/virtual-users/${imported.id}`)).json).toMatchObject({ '@type': 'VirtualUser', id: imported.id, children: imported.children });
    const again = await importHar();
    const servers = (await call('GET', `/design/http-servers/by-project/${project.id}`)).json as { hostname: string }[];
    expect(servers.map(({ hostname }) => hostname)).toEqual(['localhost']);
    expect((await backend.app.get(LocalDatabase).recordings.list(again.id)).map(({ response }) => response.code)).toEqual([200, 200, 200]);
    const descriptions = (await call('GET', `/design/virtual-users/description/by-project/${project.id}`)).json as object[];
    expect(descriptions[0]).not.toHaveProperty('children');
  });

  it('appends to the Virtual User of virtualUserId', async () => {
    const first = await importHar();
    const merged = await importHar(`?virtualUserId=${first.id}`);
    expect([merged.id, merged.children.length]).toEqual([first.id, first.children.length * 2]);
    expect((await call('POST', `/design/imports/har/${project.id}?virtualUserId=missing`, harForm(tinyHar(siteOrigin)))).status).toBe(404);
  });

  it('refuses what is no HAR, too large, half or without file', async () => {
    const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> => backend.call('POST', `/design/imports/har/${project.id}`, { token: ann, body, headers });
    const zip = await post(harForm(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])));
    expect([zip.status, messageOf(zip)]).toEqual([400, expect.stringMatching(/zip/i)]);
    expect((await post(harForm('x'.repeat(200_001)))).status).toBe(413);
    expect((await post(harForm('x'.repeat(5_000_000)))).status).toBe(413);
    expect((await post(new FormData())).status).toBe(400);
    expect((await post('half a part', { 'content-type': 'multipart/form-data; boundary=b' })).status).toBe(400);
    const broken = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.har"\r\nContent-Type: application/json\r\n\r\n{"log":';
    expect((await post(broken, { 'content-type': 'multipart/form-data; boundary=b' })).status).toBe(400);
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await backend.call('POST', `/design/imports/har/${project.id}?thinktime=NONE`, { token: ann, body: harForm(tinyHar(siteOrigin)) })).status).toBe(400);
  });
});

describe('a presigned URL', () => {
  const mint = async (request: object, token = ann): Promise<Answer> => call('POST', '/users/presigned-urls', request, token);
  const minted = async (): Promise<string> => ((await mint({ method: 'POST', path: `/design/imports/har/${project.id}`, query: { resources: 'KEEP_ALL' } })).json as { url: string }).url;

  it('stands for one call of its account, once, without a bearer', async () => {
    const url = await minted();
    expect(url).toMatch(new RegExp(`^${backend.origin}/public/presigned/[\\w-]{43}$`));
    expect((await backend.call('GET', url)).status).toBe(405);
    const used = await backend.call('POST', url, { body: harForm(tinyHar(siteOrigin), 'sent.har') });
    expect([used.status, (used.json as VirtualUser).name]).toEqual([201, 'sent']);
    const again = await backend.call('POST', url, { body: harForm(tinyHar(siteOrigin)) });
    expect([again.status, messageOf(again)]).toEqual([410, expect.stringContaining('used already')]);
    expect((await backend.call('POST', `${backend.origin}/public/presigned/${'a'.repeat(43)}`)).status).toBe(404);
  });

  it('lets one of many through', async () => {
    const url = await minted();
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await backend.call('POST', url, { body: harForm(tinyHar(siteOrigin)) })).status));
    expect(statuses.sort()).toEqual([201, 410, 410, 410, 410, 410]);
  });

  it('is used up by an upload that fails', async () => {
    const url = await minted();
    expect((await backend.call('POST', url, { body: harForm('{}') })).status).toBe(400);
    expect((await backend.call('POST', url, { body: harForm(tinyHar(siteOrigin)) })).status).toBe(410);
  });

  it('is made only for calls that move bytes, of things the caller may see, with options that hold', async () => {
    const path = `/design/imports/har/${project.id}`;
    for (const [request, status] of [
      [{ method: 'GET', path: '/users/current' }, 400], [{ method: 'GET', path }, 400], [{ method: 'POST', path: `${path}?x=1` }, 400], [{ method: 'POST', path: '/design/imports/har/../../users' }, 400],
      [{ method: 'POST', path: '/design/imports/har/missing' }, 404], [{ method: 'POST', path, query: { thinktime: 'NONE' } }, 400], [{ method: 'GET', path: '/analysis/logs/missing', query: { filename: 'x' } }, 404],
    ] as const) expect((await mint(request)).status).toBe(status);
    expect((await mint({ method: 'POST', path }, bob)).status).toBe(404);
  });
});

describe('Virtual Users', () => {
  it('are written only when every node can be read', async () => {
    const virtualUser = await importHar();
    const put = (change: object): Promise<Answer> => call('PUT', `/design/virtual-users/${virtualUser.id}`, { ...virtualUser, ...change });
    const unknown = await put({ children: [{ '@type': 'NoSuchAction', id: 'x' }] });
    expect([unknown.status, messageOf(unknown)]).toEqual([400, expect.stringContaining('children.0')]);
    const twin = { '@type': 'ContainerAction', id: 'twin', name: 'c', children: [] };
    expect((await put({ children: [twin, { ...twin }] })).status).toBe(400);
    const stored = (await put({ children: [{ ...twin, extra: 1 }] })).json as VirtualUser;
    expect(stored.children).toEqual([{ ...twin, extra: 1, enabled: false, includeTimers: false }]);
    expect((await call('DELETE', `/design/virtual-users/${virtualUser.id}`)).status).toBe(204);
  });

  it('are correlated by a task, which shows in a validation', async () => {
    const virtualUser = await importHar();
    const latest = (): Promise<Answer> => call('GET', `/runtime/validations/by-virtual-user/${virtualUser.id}`);
    expect((await latest()).status).toBe(404);
    const validate = async (): Promise<{ success: number; total: number }[]> => {
      const started = await call('POST', `/runtime/validations/${virtualUser.id}`, { ...LOCAL, iterations: 1 });
      expect(started.json).toMatchObject({ benchResultId: like(expect.any(String)), finished: false });
      await expect.poll(async () => ((await latest()).json as { finished: boolean }).finished, { timeout: 20_000 }).toBe(true);
      return (await call('GET', `/analysis/validations/index/${virtualUser.id}`)).json as { success: number; total: number }[];
    };
    const before = await validate();
    expect(before.map(({ success, total }) => [success, total])).toEqual([[1, 1], [0, 1], [1, 1]]);
    const bad = await call('POST', '/design/correlation-rules', { id: '', projectId: project.id, name: 'r', extractor: { '@type': 'RegexpVariableExtractor', id: 'e', name: 'csrf', regexp: 'no group' }, injectionRules: [] });
    expect(bad.status).toBe(400);
    const rule = await call('POST', '/design/correlation-rules', { id: '', projectId: project.id, name: 'csrf', enabled: true, extractor: { '@type': 'RegexpVariableExtractor', id: 'e', enabled: true, name: 'csrf', regexp: 'name="csrf" value="([^"]+)"' }, injectionRules: [{ '@type': 'PostParameterValueInjectionRule', regexp: '.*' }] });
    expect(rule.status).toBe(201);
    const submitted = await call('POST', '/tasks', { '@type': 'ApplyCorrelationsTask', projectId: project.id, virtualUserId: virtualUser.id });
    expect([submitted.headers.get('content-type'), submitted.text]).toEqual(['text/plain; charset=utf-8', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    await expect.poll(async () => (await call('GET', `/tasks/${submitted.text}/result`)).text).toContain('CorrelationsTaskResult');
    expect((await call('GET', `/tasks/${submitted.text}/result`, undefined, bob)).status).toBe(404);
    expect((await validate()).every(({ success, total }) => success === total)).toBe(true);
    expect((await call('POST', '/tasks', { '@type': 'MakeTeaTask' })).status).toBe(501);
  });

  it('show what was recorded beside what was replayed', async () => {
    const virtualUser = await importHar();
    await call('POST', `/runtime/validations/${virtualUser.id}`, LOCAL);
    await expect.poll(async () => ((await call('GET', `/runtime/validations/by-virtual-user/${virtualUser.id}`)).json as { finished: boolean }).finished, { timeout: 20_000 }).toBe(true);
    const [, failing] = (await call('GET', `/analysis/validations/index/${virtualUser.id}`)).json as { actionId: string; failedTimestamps: number[] }[];
    const at = `/analysis/validations/${virtualUser.id}/${failing?.actionId}`;
    expect((await call('GET', at)).json).toMatchObject({ recordedResponse: { code: 200 }, validationResponse: { code: 403 }, validationRequest: { method: 'POST' } });
    expect((await call('GET', `${at}?timestamp=1`)).status).toBe(404);
    const body = await call('GET', `${at}/body?kind=RECORDED_RESPONSE`);
    expect([body.text, body.headers.get('content-type')]).toEqual(['welcome', 'text/plain; charset=utf-8']);
    expect((await call('GET', `${at}/body?kind=ALL`)).status).toBe(400);
  });
});

describe('roles', () => {
  it('bound what members may do', async () => {
    const virtualUser = await importHar();
    await joinAs('bob@localhost', 'VIEWER');
    expect((await call('GET', `/design/projects/${project.id}`, undefined, bob)).status).toBe(200);
    const refused = await call('PUT', `/design/projects/${project.id}`, project, bob);
    expect([refused.status, messageOf(refused)]).toEqual([403, expect.stringMatching(/ADMIN or TESTER or TEST_EXECUTOR.*yours is VIEWER/)]);
    for (const [method, path] of [['DELETE', `/design/virtual-users/${virtualUser.id}`], ['DELETE', `/design/projects/${project.id}`], ['POST', `/runtime/validations/${virtualUser.id}`]] as const) {
      expect((await call(method, path, method === 'POST' ? LOCAL : undefined, bob)).status).toBe(403);
    }
    expect((await call('GET', `/workspaces/members/by-workspace/${workspaceId}`, undefined, bob)).json).toMatchObject([{ username: 'ann@localhost', role: 'ADMIN' }, { username: 'bob@localhost', role: 'VIEWER' }]);
    expect((await call('PUT', `/workspaces/${workspaceId}`, { id: workspaceId, name: 'Mine now', description: '' }, bob)).status).toBe(403);
    expect((await call('PUT', `/workspaces/${workspaceId}`, { id: workspaceId, name: 'Renamed', description: '' })).json).toMatchObject({ name: 'Renamed', role: 'ADMIN' });
  });
});

describe('scenarios', () => {
  const scenario = (virtualUserId: string, plauteauVus = 2): object => ({
    id: '', userId: '', projectId: project.id, name: 'S', description: '', mode: 'STANDARD', tags: [], created: 0, lastModified: 0,
    userProfiles: [{ name: '', virtualUserId, ...LOCAL, load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 1000, plateauVus: plauteauVus }, memory: { vuMb: null }, engine: defaultJmeterEngine() }],
  });

  it('are checked against what they refer to, and priced by the plan', async () => {
    const virtualUser = await importHar();
    const made = await call('POST', '/runtime/scenarios', scenario(virtualUser.id));
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ userProfiles: [expect.objectContaining({ id: like(expect.stringMatching(/^[0-9a-f-]{36}$/)) })] })]);
    const { id } = made.json as { id: string };
    expect((await call('GET', `/runtime/scenarios/matching-plans/${id}`)).json).toMatchObject([{ planId: 'sub_local_engine', maxConcurrentUsers: 20, allocatedVus: 2 }]);
    const elsewhere = scenario(virtualUser.id) as { userProfiles: { location: string }[] };
    for (const profile of elsewhere.userProfiles) profile.location = 'eu-west-1';
    const refused = await call('POST', '/runtime/scenarios', elsewhere);
    expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringContaining('location "local"')]);
    expect((await call('POST', '/runtime/scenarios', scenario('missing'))).status).toBe(400);
    const incomplete = scenario(virtualUser.id) as { userProfiles: { engine: object }[] };
    for (const profile of incomplete.userProfiles) profile.engine = { '@type': 'JmeterUserProfileEngine' };
    expect(messageOf(await call('POST', '/runtime/scenarios', incomplete))).toContain('userProfiles.0.engine');
    const large = (await call('POST', '/runtime/scenarios', scenario(virtualUser.id, 21))).json as { id: string };
    expect((await call('GET', `/runtime/scenarios/matching-plans/${large.id}`)).json).toEqual([]);
    const capped = await call('POST', `/runtime/scenarios/run/${large.id}`, {});
    expect([capped.status, messageOf(capped)]).toEqual([403, expect.stringContaining('maxConcurrentUsers is 20')]);
    expect((await call('POST', `/runtime/scenarios/run/${id}?templateId=t`, {})).status).toBe(404);
    expect((await call('DELETE', `/runtime/scenarios/${id}`)).status).toBe(204);
    expect((await call('GET', '/users/subscriptions/active')).json).toMatchObject([{ id: 'sub_local_engine', status: 'active' }]);
  });
});

describe('secrets', () => {
  it('are answered encrypted and never in the clear', async () => {
    const made = await call('POST', '/design/variables', { id: '', projectId: project.id, name: 'pw', description: '', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'hunter2-clear' } } });
    expect(made.json).toMatchObject({ variable: { value: { type: 'ENCRYPTED' } } });
    const listed = await call('GET', `/design/variables/by-project/${project.id}`);
    expect(made.text + listed.text).not.toContain('hunter2-clear');
    expect((await call('POST', '/design/variables', { id: '', projectId: project.id, name: 'pw2', variable: { '@type': 'SecretVariable', value: { type: 'ENCRYPTED', value: 'forged' } } })).status).toBe(400);
    expect((await call('POST', '/design/variables', { id: '', projectId: project.id, name: '__time', variable: { '@type': 'ConstantVariable', value: '' } })).status).toBe(400);
  });
});

describe('a backend that died', () => {
  it('marks its run as aborted at the next start, and keeps what was measured', async () => {
    const database = backend.app.get(LocalDatabase);
    const start = 1_700_000_000;
    const bench = { ...newBench({ id: 'bench-of-a-dead-proc', batchId: 'b', scenarioId: 's', designProjectId: project.id, resultProjectId: 'r', userId: 'u', name: 'n', mode: 'STANDARD', plannedMs: 10_000 }, start * 1000), state: 'RUNNING', startedAt: start * 1000 };
    await database.documents.insert('benchResult', bench, { workspaceId, parentId: project.id });
    await database.benchLogs.markLive(bench.id);
    const measure = emptyMeasure(2);
    addSample(measure, { elapsedMs: 40, latencyMs: 30, connectMs: 1, receivedBytes: 100, sentBytes: 10, success: true, code: '200' });
    await (await database.metrics.journal(bench.id)).append([{ second: start + 4, series: { virtualUserId: 'v', virtualUserName: 'V', actionId: 'a', actionName: 'A', subSampleType: 'Hit', region: 'local', injectorId: 'i' }, measure }]);
    await database.tasks.insert('task-of-a-dead-proc', 'nobody');
    await backend.restart();
    ann = await backend.login(ACCOUNTS[0] ?? { username: '', password: '' });
    expect((await call('GET', `/runtime/bench-results/${bench.id}`)).json).toMatchObject({ state: 'ABORTED', history: [{ state: 'CREATED' }, { state: 'ABORTED', message: like(expect.stringContaining('The backend stopped while the run was RUNNING')) }] });
    expect((await call('GET', `/runtime/bench-results/progress/${bench.id}`)).json).toEqual({ value: 50 });
    expect((await call('GET', `/analysis/metrics/global/${bench.id}`)).json).toMatchObject({ metrics: [{ name: 'Hits', value: 1 }, { name: 'Errors', value: 0 }, { name: 'Avg Elapsed', value: 0.04 }, {}] });
    expect((await call('POST', `/runtime/bench-results/stop/${bench.id}`)).json).toMatchObject({ state: 'ABORTED' });
    expect((await call('GET', `/analysis/logs/list/${bench.id}`)).json).toEqual([]);
    expect((await backend.app.get(LocalDatabase).tasks.find('task-of-a-dead-proc'))?.result).toMatchObject({ '@type': 'FailedTaskResult' });
  });
});

describe('removing a project', () => {
  it('removes everything below it', async () => {
    const virtualUser = await importHar();
    const database = backend.app.get(LocalDatabase);
    expect((await call('DELETE', `/design/projects/${project.id}`)).status).toBe(204);
    expect(await database.recordings.list(virtualUser.id)).toEqual([]);
    expect(await database.documents.listByWorkspace('virtualUser', workspaceId)).toEqual([]);
    expect(await database.metrics.series('bench-of-a-dead-proc')).toEqual([]);
    expect((await call('GET', `/design/virtual-users/${virtualUser.id}`)).status).toBe(404);
  });
});
