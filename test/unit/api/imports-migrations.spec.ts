import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { walkActions } from '../../../src/contract/actions.js';
import { LoadRunnerAssessment, NeoloadAssessment } from '../../../src/contract/design-import.js';
import type { Project } from '../../../src/contract/project.js';
import type { Scenario } from '../../../src/contract/scenario.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import { DesignStore } from '../../../src/local/api/design/imports/storing/design-store.js';
import { House, like, LOCAL, messageOf } from './house.js';
import { contentOf, formOf, variablesOf } from './imports-form.js';
import { zipOf } from './imports-zip.js';
import type { Answer } from './running-backend.js';

interface Named { readonly id: string; readonly name: string }
interface Migrated { readonly portability: string; readonly unconverted: { kind: string; marker: string }[]; readonly created: { virtualUsers: (Named & { role: string })[]; scenarios: Named[]; slaProfiles: Named[]; servers: string[]; variables: string[]; files: string[] }; readonly importReport: { requests: number; notes: { level: string; type: string; name: string }[] } }

let house: House;
let project: Project;

beforeAll(async () => { house = await House.open(); });
beforeEach(async () => { project = await house.project(); });
afterAll(async () => { await house.backend.stop(); });

const NEOLOAD = `name: Shop
variables:
- constant:
    name: host_path
    value: items
- file:
    name: users
    column_names: ["login", "pw"]
    path: data/users.csv
    delimiter: ","
servers:
- name: shop
  host: shop.test
  port: 443
  scheme: https
user_paths:
- name: Buy
  init:
    steps:
    - request:
        url: /login?u=\${users.login}
        server: shop
  actions:
    steps:
    - transaction:
        name: Browse
        steps:
        - request:
            url: /\${host_path}
            server: shop
populations:
- name: everybody
  user_paths:
  - name: Buy
    distribution: 100%
scenarios:
- name: Peak
  populations:
  - name: everybody
    constant_load:
      users: 5
      duration: 1m
`;
const zip = (change = (text: string): string => text, csv = 'ann,1\nbob,2\n'): FormData => formOf({ name: 'file', content: zipOf({ 'default.yaml': change(NEOLOAD), 'data/users.csv': csv }), filename: 'neoload.zip', type: 'application/zip' });
const at = (analyze = ''): string => `/design/imports/neoload/${analyze}${project.id}`;
const migrated = async (query = '', form = zip()): Promise<Migrated> => {
  const answer = await house.call('POST', at() + query, form);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json as Migrated;
};
const virtualUser = async (id: string | undefined): Promise<VirtualUser> => (await house.call('GET', `/design/virtual-users/${id}`)).json as VirtualUser;
const listed = async <T>(path: string): Promise<T[]> => (await house.call('GET', `${path}${project.id}`)).json as T[];

describe('a NeoLoad project', () => {
  it('is assessed without a trace', async () => {
    const before = await contentOf(house, project.id);
    const answer = await house.call('POST', at('analyze/'), zip());
    expect(answer.status).toBe(200);
    expect(NeoloadAssessment.parse(answer.json)).toMatchObject({ virtualUsers: like(expect.arrayContaining([expect.objectContaining({ name: 'Buy' }), expect.objectContaining({ name: 'Buy - Init' })])) });
    expect((answer.json as Migrated).unconverted.every(({ marker }) => marker === '')).toBe(true);
    expect(answer.json).not.toHaveProperty('created');
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('becomes Virtual Users, servers, variables, files and scenarios that name each other', async () => {
    const made = await migrated(`?providerId=${LOCAL.providerId}&location=${LOCAL.location}`);
    NeoloadAssessment.parse(made);
    const main = made.created.virtualUsers.find(({ role }) => role === 'MAIN');
    const init = made.created.virtualUsers.find(({ role }) => role === 'INIT');
    expect([main?.name, (await virtualUser(init?.id)).tags]).toEqual(['Buy', ['setUp']]);
    expect(made.created).toMatchObject({ files: ['users.csv'], servers: [like(expect.any(String))], scenarios: [{ name: 'Peak' }] });
    const [scenario] = await listed<Scenario>('/runtime/scenarios/by-project/');
    expect(scenario).toMatchObject({ id: made.created.scenarios[0]?.id, userProfiles: [{ ...LOCAL, virtualUserId: main?.id }] });
    expect(scenario?.userProfiles[0]?.engine).toMatchObject({ settings: { setUp: { virtualUserId: init?.id } } });
    const requests = [...walkActions((await virtualUser(main?.id)).children)].filter(({ node }) => node['@type'] === 'HttpRequestAction');
    expect(requests.map(({ node }) => [node['serverId'], node['path']])).toEqual([[made.created.servers[0], '/${host_path}']]);
    expect((await house.call('GET', `/design/project-files/${project.id}?filename=users.csv`)).text).toBe('ann,1\nbob,2\n');
    expect((await house.call('PUT', `/runtime/scenarios/${scenario?.id}`, scenario)).status).toBe(200);
    expect((await house.call('GET', `/design/virtual-users/sanity-check/${main?.id}`)).json).not.toContainEqual(expect.objectContaining({ level: 'ERROR' }));
  });

  it('has no scenario without a provider, and says so', async () => {
    const made = await migrated();
    expect([made.created.scenarios, await listed('/runtime/scenarios/by-project/')]).toEqual([[], []]);
    expect(made.importReport.notes).toContainEqual(expect.objectContaining({ level: 'dropped', type: 'Scenario', name: 'Peak' }));
    expect((await migrated(`?providerId=${LOCAL.providerId}`)).created.scenarios).toHaveLength(1);
  });

  it('shares what says the same with an earlier import, and never changes what says something else', async () => {
    await migrated();
    const again = await migrated();
    expect([again.created.servers, again.created.variables, await listed('/design/project-files/list/')]).toEqual([[], [], ['users.csv']]);
    const other = await migrated('', zip((text) => text.replace('value: items', 'value: things'), 'eve,3\n'));
    expect(await listed('/design/project-files/list/')).toEqual(['users.csv', 'users_2.csv']);
    expect((await house.call('GET', `/design/project-files/${project.id}?filename=users.csv`)).text).toBe('ann,1\nbob,2\n');
    const variables = await variablesOf(house, project.id);
    expect(variables.find(({ name }) => name === 'host_path_2')).toMatchObject({ variable: { value: 'things' } });
    expect(variables.filter(({ variable }) => variable['@type'] === 'CSVVariable').map(({ variable }) => (variable['@type'] === 'CSVVariable' ? variable.filename.replace(/^.*\//, '') : ''))).toEqual(['users.csv', 'users_2.csv']);
    const main = await virtualUser(other.created.virtualUsers.find(({ role }) => role === 'MAIN')?.id);
    expect(JSON.stringify(main.children)).toContain('/${host_path_2}');
    expect(other.importReport.notes.map(({ type }) => type)).toEqual(expect.arrayContaining(['Variable', 'File']));
  });

  it('is refused whole: by its place, its bytes, or its names', async () => {
    const before = await contentOf(house, project.id);
    const send = (form: FormData, query = '', path = at()): Promise<Answer> => house.call('POST', path + query, form);
    const file = (content: string | Uint8Array<ArrayBuffer>): FormData => formOf({ name: 'file', content, filename: 'x.zip' });
    const answers = [
      await send(zip(), '?providerId=nowhere&location=local'), await send(zip(), `?providerId=${LOCAL.providerId}&location=mars`), await send(zip(), '?location=local'),
      await send(file('no zip')), await send(file(zipOf({ 'readme.txt': 'x' }))), await send(file(zipOf({ '../../evil.yaml': NEOLOAD }))), await send(file(zipOf({ 'default.yaml': 'a: [' }))),
      await send(formOf({ name: 'other', content: 'x', filename: 'x' })), await send(file('no zip'), '', at('analyze/')),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
    for (const answer of answers) expect(messageOf(answer).length).toBeGreaterThan(30);
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('leaves no file where the rest cannot be stored', async () => {
    const caller = { id: 'x', username: 'x', passwordHash: '', platformAdmin: false, created: 0 };
    const files = [{ name: 'a.csv', bytes: Buffer.from('a') }, { name: 'b.csv', bytes: Buffer.from('b') }];
    const store = house.backend.app.get(DesignStore);
    const folder = join(house.backend.dataFolder, 'files', 'gone');
    await expect(store.store(caller, { projectId: 'gone', workspaceId: 'w' }, { virtualUsers: [], servers: [], variables: [], dataFiles: files })).rejects.toThrow('There is no project');
    expect(readdirSync(folder)).toEqual([]);
    await expect(store.store(caller, { projectId: 'gone', workspaceId: 'w' }, { virtualUsers: [], servers: [], variables: [], dataFiles: [...files, { name: '../c.csv', bytes: Buffer.from('c') }] })).rejects.toThrow('file name');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is analysed by those who may see the project, imported by those who may design in it', async () => {
    expect((await house.call('POST', at('analyze/'), zip(), 'bob')).status).toBe(404);
    await house.addMember(project.workspaceId, 'bob@localhost', 'VIEWER');
    expect((await house.call('POST', at('analyze/'), zip(), 'bob')).status).toBe(200);
    expect((await house.call('POST', at(), zip(), 'bob')).status).toBe(403);
    const mint = (path: string, query: object = {}, who: 'ann' | 'bob' = 'ann') => house.call('POST', '/users/presigned-urls', { method: 'POST', path, query }, who);
    expect([(await mint(at('analyze/'))).status, (await mint(at('analyze/'), {}, 'bob')).status, (await mint(at(), {}, 'bob')).status, (await mint(at(), { providerId: 'nowhere' })).status]).toEqual([200, 200, 403, 400]);
    const { url } = (await mint(at(), LOCAL)).json as { url: string };
    const used = await house.backend.call('POST', url, { body: zip() });
    expect([used.status, (used.json as Migrated).created.scenarios.length]).toEqual([201, 1]);
  });
});

describe('a LoadRunner script', () => {
  const SCRIPT: Readonly<Record<string, string>> = {
    'Shop/Shop.usr': '[General]\nType=QTWeb\nActiveTypes=QTWeb\nDefaultCfg=default.cfg\n[Actions]\nvuser_init=vuser_init.c\nAction=Action.c\nvuser_end=vuser_end.c\n',
    'Shop/vuser_init.c': 'vuser_init()\n{\n\tweb_url("login", "URL=https://shop.test/login", "Mode=HTTP", LAST);\n\treturn 0;\n}\n',
    'Shop/Action.c': 'Action()\n{\n\tlr_start_transaction("Browse");\n\tweb_url("items", "URL=https://shop.test/items", "Mode=HTTP", LAST);\n\tlr_end_transaction("Browse", LR_AUTO);\n\tsapgui_open_connection("x");\n\treturn 0;\n}\n',
    'Shop/vuser_end.c': 'vuser_end()\n{\n\treturn 0;\n}\n',
  };
  const script = (): FormData => formOf({ name: 'file', content: zipOf(SCRIPT), filename: 'scripts.zip', type: 'application/zip' });
  const route = (analyze = ''): string => `/design/imports/loadrunner/${analyze}${project.id}`;

  it('is assessed without a trace', async () => {
    const before = await contentOf(house, project.id);
    const answer = await house.call('POST', route('analyze/'), script());
    expect(answer.status).toBe(200);
    expect(LoadRunnerAssessment.parse(answer.json)).toMatchObject({ scripts: [{ name: 'Shop' }] });
    expect((answer.json as Migrated).unconverted.filter(({ marker }) => marker !== '')).toEqual([]);
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('becomes Virtual Users; what is left to do is planted in them under its marker', async () => {
    const answer = await house.call('POST', route(), script());
    expect(answer.status).toBe(201);
    LoadRunnerAssessment.parse(answer.json);
    const { created, unconverted, importReport } = answer.json as Migrated;
    expect(created.virtualUsers.map(({ name, role }) => [name, role])).toEqual(expect.arrayContaining([['Shop', 'MAIN'], ['Shop - vuser_init', 'INIT']]));
    expect(importReport.requests).toBe(2);
    const users = await Promise.all(created.virtualUsers.map(({ id }) => virtualUser(id)));
    const names = new Set(users.flatMap((user) => [user.name, ...[...walkActions(user.children)].map(({ node }) => node.name)]));
    const markers = unconverted.flatMap(({ marker }) => (marker === '' ? [] : [marker]));
    expect(markers.length).toBeGreaterThan(0);
    expect(markers.filter((marker) => !names.has(marker))).toEqual([]);
    for (const user of users) expect((await house.call('PUT', `/design/virtual-users/${user.id}`, user)).status).toBe(200);
  });

  it('is refused with a sentence where it is none', async () => {
    const before = await contentOf(house, project.id);
    for (const path of [route(), route('analyze/')]) {
      for (const content of ['no zip', zipOf({ 'readme.txt': 'x' }), zipOf({ '../../evil.usr': SCRIPT['Shop/Shop.usr'] ?? '' })]) {
        const answer = await house.call('POST', path, formOf({ name: 'file', content, filename: 'x.zip' }));
        expect([answer.status, messageOf(answer).length > 30]).toEqual([400, true]);
      }
    }
    expect(await contentOf(house, project.id)).toEqual(before);
  });
});
