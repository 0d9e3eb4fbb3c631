import { DOMParser, type Element as XmlNode } from '@xmldom/xmldom';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { walkActions } from '../../../src/contract/actions.js';
import type { ImportReport } from '../../../src/contract/design-import.js';
import type { HttpServer } from '../../../src/contract/http-server.js';
import type { Project } from '../../../src/contract/project.js';
import type { SanityCheckEntry } from '../../../src/contract/validation.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import { House, like, messageOf } from './house.js';
import { contentOf, fixture, formOf, imported, jmxConstants, jmxPlan, jmxRequest, type Reported, variablesOf } from './imports-form.js';

type Plan = { virtualUsers: VirtualUser[]; importReport: ImportReport & { load: { virtualUserId: string; threads: number | null; enabled: boolean; role: string }[] } };
let house: House;
let project: Project;

beforeAll(async () => { house = await House.open(); });
beforeEach(async () => { project = await house.project(); });
afterAll(async () => { await house.backend.stop(); });

const jmx = (content: string | Uint8Array<ArrayBuffer>, design?: object): FormData => formOf(...(design === undefined ? [] : [{ name: 'design', content: JSON.stringify(design), filename: 'blob', type: 'application/json' }]), { name: 'file', content, filename: 'plan.jmx', type: 'application/xml' });
const bare = (content: string | Uint8Array<ArrayBuffer>, query = ''): Promise<Reported[]> => imported<Reported[]>(house, `/design/imports/jmx/${project.id}${query}`, jmx(content));
const exported = async (virtualUserId: string): Promise<string> => (await house.call('GET', `/design/exports/jmx/${virtualUserId}`)).text;
const servers = async (): Promise<HttpServer[]> => (await house.call('GET', `/design/http-servers/by-project/${project.id}`)).json as HttpServer[];
const nodesOf = ({ children }: VirtualUser) => [...walkActions(children)].map(({ node }) => node);
const requestsOf = (virtualUser: VirtualUser) => nodesOf(virtualUser).filter((node) => node['@type'] === 'HttpRequestAction');

interface Comparable { readonly tag: string; readonly attributes: string[]; readonly text: string; readonly children: Comparable[] }
function comparable(node: XmlNode): Comparable {
  const children = [...node.childNodes].filter((child): child is XmlNode => child.nodeType === 1).map(comparable);
  const isText = /^(?:bool|int|long|float|double|string|object)Prop$/.test(node.tagName);
  return { tag: node.tagName, attributes: [...node.attributes].map(({ name, value }) => `${name}=${value}`), text: children.length > 0 ? '' : isText ? (node.textContent ?? '') : (node.textContent ?? '').trim(), children };
}
/** XML read by another parser than the importer's: elements, attributes and values in their order. */
function parsedXml(xml: string): Comparable {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  if (root === null) throw new Error('no root');
  return comparable(root);
}
/** A tree without what every import makes anew: ids, and the servers and Virtual Users that they name. */
const withoutIds = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (field, inner: unknown) => (['id', 'serverId', 'virtualUserId', 'actionId'].includes(field) ? undefined : inner)));

/** The plan as an export may write it: with every password empty. */
const passwordless = (xml: string): string => xml.replace(/(<stringProp name="[\w.]*[Pp]ass(?:word)?">)[^<$]+(?=<)/g, '$1');
/** A tree as its export brings it back: without the passwords that it keeps sealed. */
const unsealed = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_field, inner: unknown) => (Array.isArray(inner) && String(inner[2]).startsWith('{sealed}') ? inner.slice(0, 2) : typeof inner === 'string' && inner.startsWith('{sealed}') ? '' : inner)));

describe('a test plan', () => {
  it('becomes a Virtual User per thread group, answered as a bare array with the report on the first', async () => {
    const users = await bare(fixture('jmx/jmeter-to-k6__full.jmx'));
    expect(users.map(({ name, tags }) => [name, tags])).toEqual([[like(expect.any(String)), ['setUp']], [like(expect.any(String)), ['tearDown']], [like(expect.any(String)), []], [like(expect.any(String)), []]]);
    expect(users.map(({ importReport }) => importReport !== undefined)).toEqual([true, false, false, false]);
    expect(users[0]?.importReport.requests).toBe(users.reduce((sum, user) => sum + requestsOf(user).length, 0));
    expect(users[0]?.importReport.notes).toContainEqual(expect.objectContaining({ type: 'File', name: 'file.csv', reason: expect.stringContaining('upload_project_file') as unknown }));
    for (const { importReport: _report, ...user } of users) expect((await house.call('GET', `/design/virtual-users/${user.id}`)).json).toEqual(user);
    const known = new Set((await servers()).map(({ id }) => id));
    expect(users.flatMap(requestsOf).filter(({ serverId }) => !known.has(String(serverId)))).toEqual([]);
  });

  it('says its load, and which thread groups are switched off', async () => {
    const { virtualUsers, importReport } = await imported<Plan>(house, `/imports/jmx/${project.id}`, jmx(fixture('jmx/jmeter-plugins__ParameterizedControllerExample.jmx')));
    expect(virtualUsers.map(({ tags }) => tags)).toEqual([[], ['disabled']]);
    expect(importReport.load.map(({ virtualUserId, enabled }) => [virtualUserId, enabled])).toEqual([[virtualUsers[0]?.id, true], [virtualUsers[1]?.id, false]]);
  });

  it('takes its options from the query, or from the part design', async () => {
    const plan = jmxPlan(jmxRequest('/page') + jmxRequest('/logo.png') + jmxRequest('/collect', '', 'www.google-analytics.com'));
    expect(requestsOf((await bare(plan))[0] as VirtualUser)).toHaveLength(3);
    expect(requestsOf((await bare(plan, '?resources=REMOVE'))[0] as VirtualUser)).toHaveLength(2);
    expect(requestsOf((await bare(plan, '?adBlocking=ENABLED'))[0] as VirtualUser)).toHaveLength(2);
    const design = (options: object) => house.call('POST', `/imports/jmx/${project.id}`, jmx(plan, options));
    const both = (await design({ resources: 'REMOVE', adBlocking: 'ENABLED' })).json as Plan;
    expect([Object.keys(both).sort(), both.virtualUsers.map((user) => requestsOf(user).length)]).toEqual([['importReport', 'virtualUsers'], [1]]);
    expect(both.virtualUsers[0]).not.toHaveProperty('importReport');
    expect((await design({ resources: 'SOME' })).status).toBe(400);
    expect(messageOf(await house.call('POST', `/imports/jmx/${project.id}`, formOf({ name: 'design', content: '{' }, { name: 'file', content: plan, filename: 'p.jmx' })))).toContain('"design" is not JSON');
    expect((await house.call('POST', `/design/imports/jmx/${project.id}?resources=SOME`, jmx(plan))).status).toBe(400);
  });

  it('keeps links between its thread groups and fragments, as ids of what is stored', async () => {
    const module = '<ModuleController guiclass="ModuleControllerGui" testclass="ModuleController" testname="Go"><collectionProp name="ModuleController.node_path"><stringProp name="1">Test Plan</stringProp><stringProp name="2">Plan</stringProp><stringProp name="3">Shared</stringProp><stringProp name="4">Login</stringProp></collectionProp></ModuleController><hashTree/>';
    const fragment = `<TestFragmentController guiclass="TestFragmentControllerGui" testclass="TestFragmentController" testname="Shared" enabled="true"/><hashTree><GenericController guiclass="LogicControllerGui" testclass="GenericController" testname="Login" enabled="true"/><hashTree>${jmxRequest('/login')}</hashTree></hashTree>`;
    const users = await bare(jmxPlan(module, fragment));
    const shared = users.find(({ type }) => type === 'FRAGMENTS');
    const main = users.find(({ type }) => type === 'JMETER');
    const link = main === undefined ? undefined : nodesOf(main).find((node) => node['@type'] === 'LinkAction');
    expect(shared === undefined ? [] : nodesOf(shared).map(({ id }) => id)).toContain(link?.['actionId']);
    expect(link?.['virtualUserId']).toBe(shared?.id);
    const text = await exported(main?.id ?? '');
    for (const word of ['TestFragmentController', '/login', 'ModuleController.node_path']) expect(text).toContain(word);
  });

  it('shows in the sanity check what is kept, but not executed', async () => {
    const [user] = await bare(fixture('jmx/taurus__all_controllers.jmx'));
    const generic = user === undefined ? [] : nodesOf(user).filter((node) => node['@type'] === 'GenericAction' && node.enabled === true);
    const entries = (await house.call('GET', `/design/virtual-users/sanity-check/${user?.id}`)).json as SanityCheckEntry[];
    expect(generic.length).toBeGreaterThan(0);
    expect(entries.filter(({ message }) => message === 'Using a JMeter generic action').map(({ actionId }) => actionId).sort()).toEqual(generic.map(({ id }) => id).sort());
    expect(user?.importReport.notes.filter(({ level }) => level === 'kept').length).toBeGreaterThan(0);
  });

  it('is refused where it holds nothing to make a Virtual User of', async () => {
    const before = await contentOf(house, project.id);
    for (const file of ['empty', 'minimal']) {
      const answer = await house.call('POST', `/design/imports/jmx/${project.id}`, jmx(fixture(`jmx/jmeter-to-k6__${file}.jmx`)));
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining('0 thread groups')]);
    }
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('keeps originals when the Virtual User is written back', async () => {
    const [user] = await bare(fixture('jmx/jmeter__build-adv-web-test-plan.jmx'));
    const stored = (await house.call('GET', `/design/virtual-users/${user?.id}`)).json as VirtualUser;
    const before = await exported(stored.id);
    expect((await house.call('PUT', `/design/virtual-users/${stored.id}`, stored)).status).toBe(200);
    expect(await exported(stored.id)).toBe(before);
    expect(parsedXml(before)).toEqual(parsedXml(Buffer.from(fixture('jmx/jmeter__build-adv-web-test-plan.jmx')).toString('utf8')));
  });

  it('gives its servers the credentials and timeouts it names; another import never changes a server', async () => {
    const authorization = '<AuthManager guiclass="AuthPanel" testclass="AuthManager" testname="auth"><collectionProp name="AuthManager.auth_list"><elementProp name="" elementType="Authorization"><stringProp name="Authorization.url">https://shop.test/</stringProp><stringProp name="Authorization.username">ann</stringProp><stringProp name="Authorization.password">x</stringProp></elementProp></collectionProp></AuthManager><hashTree/>';
    await bare(jmxPlan(jmxRequest('/open')));
    const [plain] = await servers();
    const [guarded] = await bare(jmxPlan(jmxRequest('/guarded'), authorization));
    const [again] = await bare(jmxPlan(jmxRequest('/guarded'), authorization));
    const all = await servers();
    expect(all).toEqual([plain, expect.objectContaining({ hostname: 'shop.test', authorizations: [expect.objectContaining({ username: 'ann' })] })]);
    expect([guarded, again].flatMap((user) => (user === undefined ? [] : requestsOf(user).map(({ serverId }) => serverId)))).toEqual([all[1]?.id, all[1]?.id]);
    expect(guarded?.importReport.notes).toContainEqual(expect.objectContaining({ type: 'HttpServer', name: 'shop.test' }));
  });
});

describe('variables of a plan', () => {
  const plan = (host: string): string => jmxPlan(jmxRequest('/${path}/${unknown}'), jmxConstants({ path: host, other: '${path}!' }));

  it('are shared while they say the same', async () => {
    await bare(plan('a'));
    await bare(plan('a'));
    expect((await variablesOf(house, project.id)).map(({ name }) => name)).toEqual(['path', 'other']);
  });

  it('get a number where the name means something else, wherever the import uses them', async () => {
    const [first] = await bare(plan('a'));
    const [second] = await bare(plan('b'));
    const [third] = await bare(plan('b'));
    expect(await variablesOf(house, project.id)).toMatchObject([{ name: 'path', variable: { value: 'a' } }, { name: 'other', variable: { value: '${path}!' } }, { name: 'path_2', variable: { value: 'b' } }]);
    expect([first, second, third].map((user) => (user === undefined ? '' : requestsOf(user)[0]?.['path']))).toEqual(['/${path}/${unknown}', '/${path_2}/${unknown}', '/${path_2}/${unknown}']);
    expect(second?.importReport.notes).toContainEqual(expect.objectContaining({ level: 'changed', type: 'Variable', name: 'path', reason: expect.stringContaining('path_2') as unknown }));
    const text = await exported(second?.id ?? '');
    for (const word of ['/${path_2}/${unknown}', '<stringProp name="Argument.name">path_2</stringProp>', '<stringProp name="Argument.value">b</stringProp>']) expect(text).toContain(word);
  });
});

describe('an export', () => {
  const files = readdirSync(new URL('../../fixtures/jmx/', import.meta.url)).filter((name) => name.endsWith('.jmx') && !/broken|empty|minimal/.test(name));
  const groupsOf = (name: string): number => [...readFileSync(new URL(`../../fixtures/jmx/${name}`, import.meta.url), 'utf8').matchAll(/<[\w.]*(?:ThreadGroup|TestFragmentController)[ >]/g)].length;

  it.each(files.filter((name) => groupsOf(name) === 1))('of an untouched plan has the same elements, properties and order: %s', async (name) => {
    const users = await bare(fixture(`jmx/${name}`));
    expect(users).toHaveLength(1);
    expect(parsedXml(await exported(users[0]?.id ?? ''))).toEqual(parsedXml(passwordless(Buffer.from(fixture(`jmx/${name}`)).toString('utf8'))));
  });

  it.each(files)('imported again gives the same trees: %s', async (name) => {
    for (const user of await bare(fixture(`jmx/${name}`))) {
      const again = await imported<Reported[]>(house, `/design/imports/jmx/${(await house.project('ann', 'Again')).id}`, jmx(await exported(user.id)));
      const same = again.find((other) => other.name === user.name && other.type === user.type);
      expect(unsealed(withoutIds(same?.children))).toEqual(unsealed(withoutIds(user.children)));
    }
  });

  it.each(files.filter((name) => groupsOf(name) > 1))('of all Virtual Users of an untouched plan is that plan again: %s', async (name) => {
    const [first, ...others] = (await bare(fixture(`jmx/${name}`))).map(({ id }) => id).reverse();
    expect(others.length).toBeGreaterThan(0);
    expect(parsedXml(await exported(`${first ?? ''}?also=${others.join(',')}`))).toEqual(parsedXml(passwordless(Buffer.from(fixture(`jmx/${name}`)).toString('utf8'))));
  });

  it('of several Virtual Users that were no plan is one with a thread group each, and each once', async () => {
    const { id: serverId } = await house.server(project.id, 'http://127.0.0.1:9');
    const request = (path: string): Record<string, unknown> => ({ '@type': 'HttpRequestAction', id: path, name: path, enabled: true, serverId, method: 'GET', path, children: [] });
    const [one, two] = [await house.virtualUser(project.id, [request('/one')], 'One'), await house.virtualUser(project.id, [request('/two')], 'Two')];
    const text = await exported(`${one.id}?also=${two.id},${one.id},%20,${two.id}`);
    expect([...text.matchAll(/<ThreadGroup [^>]*testname="(\w+)"|HTTPSampler\.path">(\/\w+)/g)].map(([, group, path]) => group ?? path)).toEqual(['One', '/one', 'Two', '/two']);
    expect(text.match(/<CookieManager /g)).toHaveLength(1);
  });

  it('refuses Virtual Users of another project, of others, and too many', async () => {
    const [mine, elsewhere] = [await house.virtualUser(project.id, []), await house.virtualUser((await house.project('ann', 'Elsewhere')).id, [], 'Far')];
    const foreign = await house.call('GET', `/design/exports/jmx/${mine.id}?also=${elsewhere.id}`);
    expect([foreign.status, foreign.text]).toEqual([400, expect.stringContaining('is of another project')]);
    expect((await house.call('GET', `/design/exports/jmx/${mine.id}?also=nobody`)).status).toBe(404);
    expect((await house.call('GET', `/design/exports/jmx/${mine.id}?also=${Array.from({ length: 100 }, (_, at) => `id${at}`).join(',')}`)).status).toBe(400);
    expect((await house.call('POST', '/users/presigned-urls', { method: 'GET', path: `/design/exports/jmx/${mine.id}`, query: { also: elsewhere.id } })).status).toBe(400);
  });

  it('is a file to save, named by the Virtual User', async () => {
    const virtualUser = await house.virtualUser(project.id, [], 'A/b "ü"');
    const answer = await house.call('GET', `/design/exports/jmx/${virtualUser.id}`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([200, 'application/xml; charset=utf-8', 'nosniff']);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=.*\.jmx/);
    expect(parsedXml(answer.text).tag).toBe('jmeterTestPlan');
  });

  it('never writes a secret, and writes only what the Virtual User uses', async () => {
    await house.made('/design/variables', { id: '', projectId: project.id, name: 'password', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'hunter2-in-the-export' } } });
    await house.made('/design/variables', { id: '', projectId: project.id, name: 'unused', variable: { '@type': 'ConstantVariable', value: 'unused-value' } });
    const { id: serverId } = await house.server(project.id, 'http://127.0.0.1:9');
    const virtualUser = await house.virtualUser(project.id, [{ '@type': 'HttpRequestAction', id: 'r', name: 'r', enabled: true, serverId, method: 'GET', path: '/${password}', children: [] }]);
    const text = await exported(virtualUser.id);
    expect(text).toContain('/${password}');
    expect(text).not.toMatch(/hunter2|unused-value|ENCRYPTED/);
  });

  it('is for members of the workspace, by bearer or by a presigned URL', async () => {
    const virtualUser = await house.virtualUser(project.id, []);
    const path = `/design/exports/jmx/${virtualUser.id}`;
    expect((await house.call('GET', path, undefined, 'bob')).status).toBe(404);
    expect((await house.call('POST', '/users/presigned-urls', { method: 'GET', path }, 'bob')).status).toBe(404);
    const { url } = (await house.call('POST', '/users/presigned-urls', { method: 'GET', path })).json as { url: string };
    const answer = await house.backend.call('GET', url);
    expect([answer.status, answer.text.includes('jmeterTestPlan')]).toEqual([200, true]);
    expect((await house.backend.call('GET', url)).status).toBe(410);
  });
});
