import Libsql from 'libsql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpServer } from '../../../src/contract/http-server.js';
import type { Project } from '../../../src/contract/project.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import { House, messageOf, openSite, request, type Site } from './house.js';
import { formOf, imported, jmxPlan, jmxRequest, type Reported } from './imports-form.js';

const CLEAR = 'open-sesame-4711';
const JDBC = 'jdbc-sesame-4712';
const PROXY = 'proxy-sesame-4713';
const SECRETS = [CLEAR, JDBC, PROXY];
const AUTH = `<AuthManager guiclass="AuthPanel" testclass="AuthManager" testname="auth"><collectionProp name="AuthManager.auth_list"><elementProp name="" elementType="Authorization"><stringProp name="Authorization.url">https://shop.test/</stringProp><stringProp name="Authorization.username">ann</stringProp><stringProp name="Authorization.password">${CLEAR}</stringProp></elementProp><elementProp name="" elementType="Authorization"><stringProp name="Authorization.url">https://other.test/</stringProp><stringProp name="Authorization.username">bob</stringProp><stringProp name="Authorization.password">\${bobs}</stringProp></elementProp></collectionProp></AuthManager><hashTree/>`;
const DATA = `<JDBCDataSource guiclass="TestBeanGUI" testclass="JDBCDataSource" testname="db" enabled="true"><stringProp name="username">sa</stringProp><stringProp name="password">${JDBC}</stringProp><stringProp name="dataSource">pool</stringProp></JDBCDataSource><hashTree/>`;
const PLAN = jmxPlan(jmxRequest('/a').replace('</HTTPSamplerProxy>', `<stringProp name="HTTPSampler.proxyPass">${PROXY}</stringProp></HTTPSamplerProxy>`) + DATA, AUTH);

let house: House;
let project: Project;
let site: Site;
let seen: (string | undefined)[] = [];
beforeAll(async () => {
  house = await House.open();
  site = await openSite((received, response) => { seen.push(received.headers.authorization); response.end(received.url === '/echo' ? `you sent ${CLEAR}` : 'welcome'); });
});
beforeEach(async () => { project = await house.project(); seen = []; });
afterAll(async () => { await site.close(); await house.backend.stop(); });

const basic = (password: string): string => `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;
const login = (password: string): object => ({ type: 'BASIC', basePath: '/', username: 'ann', password, domain: '' });
const guarded = async (password: string): Promise<HttpServer> => {
  const { port } = new URL(site.origin);
  return house.made<HttpServer>('/design/http-servers', { id: '', projectId: project.id, protocol: 'HTTP', hostname: 'localhost', port: Number(port), authorizations: [login(password)] });
};
const sentTo = async (server: HttpServer): Promise<(string | undefined)[]> => {
  const { id } = await house.virtualUser(project.id, [request(`r-${server.id}-${seen.length}`, server.id, '/x')]);
  seen = [];
  expect(await house.validate(id)).toBe('FINISHED');
  return seen;
};
const passwordOf = ({ authorizations }: HttpServer): string => authorizations[0]?.password ?? '';
const importedPlan = async (): Promise<Reported> => {
  const [user] = await imported<Reported[]>(house, `/design/imports/jmx/${project.id}`, formOf({ name: 'file', content: PLAN, filename: 'plan.jmx', type: 'application/xml' }));
  if (user === undefined) throw new Error('nothing imported');
  return user;
};
/** Everything in the data folder, as bytes. */
const atRest = (): string => readdirSync(house.backend.dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');

describe('the password of a server', () => {
  it('is answered and kept sealed, and used by the engine', async () => {
    const server = await guarded(CLEAR);
    const answers = await Promise.all([`/design/http-servers/${server.id}`, `/design/http-servers/by-project/${project.id}`].map((path) => house.call('GET', path)));
    for (const text of [JSON.stringify(server), ...answers.map((answer) => answer.text), atRest()]) expect(text).not.toContain(CLEAR);
    expect(passwordOf(server)).toMatch(/^\{sealed\}[\w-]{40,}$/);
    expect(await sentTo(server)).toEqual([basic(CLEAR)]);
  });
  it('stays what it is when the server is read, changed and written back; another replaces it; none removes it', async () => {
    const server = await guarded(CLEAR);
    const put = async (body: HttpServer): Promise<HttpServer> => (await house.call('PUT', `/design/http-servers/${server.id}`, body)).json as HttpServer;
    const changed = await put({ ...server, connectTimeoutMs: 1234 });
    expect([passwordOf(changed), changed.connectTimeoutMs]).toEqual([passwordOf(server), 1234]);
    expect(await sentTo(changed)).toEqual([basic(CLEAR)]);
    expect(await sentTo(await put({ ...changed, authorizations: [login('another-one')] } as HttpServer))).toEqual([basic('another-one')]);
    expect(passwordOf(await put({ ...changed, authorizations: [login('')] } as HttpServer))).toBe('');
    expect(passwordOf(await put({ ...changed, authorizations: [login('${password}')] } as HttpServer))).toBe('${password}');
  });
  it('sealed for one project is refused in another, and so is what only looks sealed', async () => {
    const server = await guarded(CLEAR);
    const elsewhere = await house.project();
    for (const [projectId, password] of [[elsewhere.id, passwordOf(server)], [project.id, '{sealed}not-a-token']] as const) {
      const refused = await house.call('POST', '/design/http-servers', { ...server, id: '', projectId, authorizations: [login(password)] });
      expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringContaining('was not sealed by this server for this project')]);
    }
  });
  it('is hidden in what a validation captured', async () => {
    const server = await guarded(CLEAR);
    const { id } = await house.virtualUser(project.id, [request('echoed', server.id, '/echo')]);
    await house.validate(id);
    const body = await house.call('GET', `/analysis/validations/${id}/echoed/body?kind=VALIDATION_RESPONSE`);
    expect(body.text).toContain('you sent ******');
    expect(atRest()).not.toContain(CLEAR);
  });
});

describe('passwords of an imported plan', () => {
  it('are in no answer and in no file, wherever they stood', async () => {
    const user = await importedPlan();
    const texts = [JSON.stringify(user), (await house.call('GET', `/design/virtual-users/${user.id}`)).text, (await house.call('GET', `/design/virtual-users/by-project/${project.id}`)).text, (await house.call('GET', `/design/http-servers/by-project/${project.id}`)).text, atRest()];
    for (const text of texts) for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(JSON.stringify(user)).toContain('${bobs}');
    expect((JSON.stringify(user).match(/\{sealed\}/g) ?? []).length).toBeGreaterThanOrEqual(SECRETS.length);
  });
  it('stay when the Virtual User is written back, and are never written into an export', async () => {
    const user = await importedPlan();
    const exported = async (): Promise<string> => (await house.call('GET', `/design/exports/jmx/${user.id}`)).text;
    const before = await exported();
    for (const secret of [...SECRETS, '{sealed}']) expect(before).not.toContain(secret);
    for (const words of ['<stringProp name="Authorization.username">ann</stringProp>', 'name="Authorization.password">${bobs}<', '<stringProp name="dataSource">pool</stringProp>']) expect(before).toContain(words);
    const stored = (await house.call('GET', `/design/virtual-users/${user.id}`)).json as VirtualUser;
    const back = (await house.call('PUT', `/design/virtual-users/${user.id}`, stored)).json as VirtualUser;
    expect(back.children).toEqual(stored.children);
    expect(await exported()).toBe(before);
  });
  it('let a second import of the plan share its servers', async () => {
    await importedPlan();
    await importedPlan();
    const servers = (await house.call('GET', `/design/http-servers/by-project/${project.id}`)).json as HttpServer[];
    expect(servers.filter(({ hostname }) => hostname === 'shop.test')).toHaveLength(1);
  });
  it('sealed elsewhere are refused with what to do', async () => {
    const user = await importedPlan();
    const elsewhere = await house.project();
    const refused = await house.call('POST', '/design/virtual-users', { ...user, id: '', projectId: elsewhere.id });
    expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringContaining('in the clear, or leave it empty')]);
  });
});

describe('a database of an older version', () => {
  it('is sealed at its first start, with nothing left in its file, and works on', async () => {
    const server = await guarded(CLEAR);
    const user = await importedPlan();
    const changeDatabase = (work: (database: Libsql.Database) => void): void => {
      const database = new Libsql(join(house.backend.dataFolder, 'octoperf.db'));
      work(database);
      database.close();
    };
    await house.backend.restartAfter(() => {
      changeDatabase((database) => {
        const clearly = (id: string, secret: string): void => {
          const { doc } = database.prepare('select doc from document where id = ?').get(id) as { doc: string };
          database.prepare('update document set doc = ? where id = ?').run(doc.replace(/\{sealed\}[\w-]+/g, secret), id);
        };
        clearly(server.id, CLEAR);
        clearly(user.id, JDBC);
        database.prepare("delete from server_secret where name = 'passwords-sealed'").run();
      });
      expect(atRest()).toContain(CLEAR);
    });
    const now = (await house.call('GET', `/design/http-servers/${server.id}`)).json as HttpServer;
    expect(passwordOf(now)).toMatch(/^\{sealed\}/);
    expect((await house.call('GET', `/design/virtual-users/${user.id}`)).text).not.toContain(JDBC);
    expect(await sentTo(now)).toEqual([basic(CLEAR)]);
    await house.backend.restart();
    expect(atRest()).not.toContain(CLEAR);
    expect(atRest()).not.toContain(JDBC);
    expect((await house.call('GET', `/design/http-servers/${server.id}`)).json).toEqual(now);
  });
});
