import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { walkActions } from '../../../src/contract/actions.js';
import type { HttpServer } from '../../../src/contract/http-server.js';
import type { Project } from '../../../src/contract/project.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { House, like, messageOf } from './house.js';
import { contentOf, fixture, formOf, imported, type Reported, variablesOf } from './imports-form.js';
import { harForm, tinyHar } from './tiny-har.js';

let house: House;
let project: Project;

beforeAll(async () => { house = await House.open(); });
beforeEach(async () => { project = await house.project(); });
afterAll(async () => { await house.backend.stop(); });

const post = <T>(kind: string, form: unknown): Promise<T> => imported<T>(house, `/design/imports/${kind}/${project.id}`, form);
const servers = async (): Promise<HttpServer[]> => (await house.call('GET', `/design/http-servers/by-project/${project.id}`)).json as HttpServer[];
const typesOf = (virtualUser: Reported): string[] => [...walkActions(virtualUser.children)].map(({ node }) => node['@type']);
const COLLECTION = JSON.stringify({
  info: { name: 'Shop API', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  variable: [{ key: 'host', value: 'shop.test' }, { key: 'secret', value: 'hunter2-of-postman', type: 'secret' }],
  item: [{ name: 'Folder', item: [{ name: 'List', request: { method: 'GET', url: 'https://{{host}}/items?q={{secret}}' }, response: [{ name: 'ok', code: 200, status: 'OK', header: [], body: '[]', originalRequest: { method: 'GET', url: 'https://{{host}}/items' } }] }] }],
});
const SPEC = "import { test } from '@playwright/test';\ntest('home', async ({ page }) => { await page.goto('https://shop.test/'); });\n";
const postman = (text = COLLECTION): FormData => formOf({ name: 'file', content: text, filename: 'shop.json', type: 'application/json' });

describe('a Postman collection', () => {
  it('becomes a Virtual User with servers, variables and recordings, all stored', async () => {
    const made = await post<Reported>('postman', postman());
    expect(made).toMatchObject({ '@type': 'VirtualUser', name: 'Shop API', type: 'JMETER', projectId: project.id, id: like(expect.stringMatching(/^[\w-]{20}$/)), importReport: { requests: 1, notesLeftOut: 0 } });
    expect(typesOf(made)).toEqual(['ContainerAction', 'HttpRequestAction']);
    const { importReport: _report, ...stored } = made;
    expect((await house.call('GET', `/design/virtual-users/${made.id}`)).json).toEqual(stored);
    expect((await servers()).map(({ id, hostname }) => [id, hostname])).toEqual([[[...walkActions(made.children)][1]?.node['serverId'], expect.stringMatching(/shop\.test|\$\{host\}/)]]);
    expect((await variablesOf(house, project.id)).map(({ name, variable }) => [name, variable['@type']])).toEqual([['host', 'ConstantVariable'], ['secret', 'SecretVariable']]);
    expect(await house.backend.app.get(LocalDatabase).recordings.list(made.id)).toHaveLength(1);
  });

  it('has its secrets sealed', async () => {
    const made = await post<Reported>('postman', postman());
    const variables = (await house.call('GET', `/design/variables/by-project/${project.id}`)).text;
    expect(variables).toContain('ENCRYPTED');
    expect(JSON.stringify(made) + variables).not.toContain('hunter2-of-postman');
  });

  it('imported twice shares servers and variables with itself', async () => {
    const [first, second] = [await post<Reported>('postman', postman()), await post<Reported>('postman', postman())];
    expect(second.id).not.toBe(first.id);
    expect([(await servers()).length, (await variablesOf(house, project.id)).length]).toEqual([1, 2]);
    expect(second.importReport.notes.filter(({ type }) => type === 'Variable')).toEqual(first.importReport.notes.filter(({ type }) => type === 'Variable'));
  });

  it.each(['bom-in-collection-file', 'custom-http-method', 'inherited-entities', 'multi-level-folders-v1', 'request-chaining-test', 'whatwg-url'])('of newman is taken as it is: %s', async (name) => {
    const made = await post<Reported>('postman', formOf({ name: 'file', content: fixture(`postman/newman__${name}.postman_collection.json`), filename: 'c.json' }));
    expect(made.importReport.requests).toBeGreaterThan(0);
    const back = await house.call('PUT', `/design/virtual-users/${made.id}`, (await house.call('GET', `/design/virtual-users/${made.id}`)).json);
    expect([back.status, (back.json as Reported).children]).toEqual([200, made.children]);
    expect((await house.call('GET', `/design/virtual-users/sanity-check/${made.id}`)).status).toBe(200);
  });
});

describe('scripts', () => {
  it.each(['files', 'file'])('of Playwright come in the part %s', async (part) => {
    const made = await post<Reported>('playwright', formOf({ name: part, content: SPEC, filename: 'home.spec.ts', type: 'text/plain;charset=utf-8' }));
    expect(made).toMatchObject({ name: 'home', type: 'PLAYWRIGHT', children: [{ '@type': 'PlaywrightSpecAction', filename: 'home.spec.ts', content: SPEC }] });
  });

  it('of Playwright keep the folders they import each other by', async () => {
    const made = await post<Reported>('playwright', formOf({ name: 'files', content: SPEC, filename: 'specs/home.spec.ts' }, { name: 'files', content: 'export const a = 1;', filename: 'pages/home.ts' }));
    expect(made.children.map((node) => node['filename'])).toEqual(['specs/home.spec.ts', 'pages/home.ts']);
  });

  it('of k6 come with the entrypoint first, named by the paths they are imported by', async () => {
    const entry = "import http from 'k6/http';\nimport { home } from './lib/pages.js';\nexport default function () { http.get('https://shop.test/a'); home(); }\n";
    const lib = "import http from 'k6/http';\nexport function home() { http.get('https://shop.test/b'); }\n";
    const made = await post<Reported>('k6', formOf({ name: 'files', content: entry, filename: 'test.js' }, { name: 'files', content: lib, filename: 'lib/pages.js' }));
    expect([...walkActions(made.children)].filter(({ node }) => node['@type'] === 'HttpRequestAction').map(({ node }) => node['path'])).toEqual(['/a', '/b']);
    expect(made.importReport.requests).toBe(2);
  });

  it('may be many, but not more than are read', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ name: 'files', content: at === 0 ? SPEC : `export const v${at} = ${at};`, filename: at === 0 ? 'a.spec.ts' : `m${at}.ts` }));
    expect((await post<Reported>('playwright', formOf(...many))).children).toHaveLength(60);
    const tooMany = Array.from({ length: 221 }, (_, at) => ({ name: 'files', content: SPEC, filename: `${at}.spec.ts` }));
    const answer = await house.call('POST', `/design/imports/playwright/${project.id}`, formOf(...tooMany));
    expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining('more than 220 parts')]);
  });

  it('are bounded all together, not each', async () => {
    const half = { name: 'files', content: SPEC + ' '.repeat(120_000), filename: 'a.spec.ts' };
    expect((await house.call('POST', `/design/imports/playwright/${project.id}`, formOf(half, { ...half, filename: 'b.spec.ts' }))).status).toBe(413);
  });
});

describe('lists of addresses', () => {
  it('become requests, or pages of a browser; none is fetched', async () => {
    const body = { urls: ['http://127.0.0.1:9/a?b=1', 'nonsense', 'http://127.0.0.1:9/c'], name: 'Two pages' };
    const requests = await post<Reported>('urls', body);
    expect(requests).toMatchObject({ name: 'Two pages', type: 'JMETER', importReport: { requests: 2, notes: [{ level: 'dropped', place: 'line 2' }] } });
    expect(await post<Reported>('webdriver', body)).toMatchObject({ name: 'Two pages', type: 'WEB_DRIVER', children: [{ '@type': 'WebDriverAction' }, { '@type': 'WebDriverAction' }] });
  });

  it('are refused where they are empty, too long or to be crawled', async () => {
    for (const body of [{ urls: [] }, { urls: ['ftp://x/'] }, { urls: ['http://x/'], crawl: 'CRAWL' }, { urls: ['http://x/'], name: 'n'.repeat(81) }, { urls: Array.from({ length: 501 }, () => 'http://x/') }, {}]) {
      for (const kind of ['urls', 'webdriver']) expect((await house.call('POST', `/design/imports/${kind}/${project.id}`, body)).status).toBe(400);
    }
  });
});

describe('every import', () => {
  const KINDS = ['har', 'postman', 'playwright', 'jmx', 'k6'];
  const routes = (): string[] => [...KINDS.map((kind) => `/design/imports/${kind}/${project.id}`), `/imports/jmx/${project.id}`];

  it('refuses what is no upload, an upload without the part, and one that is too large, and writes nothing', async () => {
    const before = await contentOf(house, project.id);
    for (const route of routes()) {
      const statuses = await Promise.all([
        house.call('POST', route, {}), house.call('POST', route, formOf({ name: 'other', content: 'x', filename: 'x' })), house.call('POST', route, new FormData()),
        house.call('POST', route, formOf({ name: 'file', content: 'x'.repeat(200_001), filename: 'x' })), house.call('POST', route, formOf({ name: 'file', content: '', filename: 'x.js' })),
        house.call('POST', route, formOf({ name: 'file', content: 'neither this nor that', filename: 'x.js' })),
      ]).then((answers) => answers.map(({ status }) => status));
      expect([route.replace(project.id, ''), statuses]).toEqual([route.replace(project.id, ''), [400, 400, 400, 413, 400, 400]]);
    }
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('is for those who may design in the project', async () => {
    for (const route of [...routes(), ...['urls', 'webdriver'].map((kind) => `/design/imports/${kind}/${project.id}`)]) {
      const body = /urls|webdriver/.test(route) ? { urls: ['http://127.0.0.1:9/'] } : postman();
      expect((await house.call('POST', route, body, 'bob')).status).toBe(404);
    }
    await house.addMember(project.workspaceId, 'bob@localhost', 'TEST_EXECUTOR');
    expect((await house.call('POST', `/design/imports/postman/${project.id}`, postman(), 'bob')).status).toBe(403);
  });

  it('goes through a presigned URL with its options checked beforehand', async () => {
    const mint = (path: string, query: object = {}) => house.call('POST', '/users/presigned-urls', { method: 'POST', path, query });
    for (const kind of ['postman', 'playwright', 'k6', 'jmx']) expect((await mint(`/design/imports/${kind}/${project.id}`)).status).toBe(200);
    expect((await mint(`/imports/jmx/${project.id}`, { resources: 'REMOVE' })).status).toBe(200);
    expect((await mint(`/design/imports/jmx/${project.id}`, { resources: 'SOME' })).status).toBe(400);
    expect((await mint(`/design/imports/urls/${project.id}`)).status).toBe(400);
    const { url } = (await mint(`/design/imports/postman/${project.id}`)).json as { url: string };
    const used = await house.backend.call('POST', url, { body: postman() });
    expect([used.status, (used.json as Reported).name]).toEqual([201, 'Shop API']);
    expect((await house.backend.call('POST', url, { body: postman() })).status).toBe(410);
  });

  it('shows in the listing without tree and originals', async () => {
    await post<Reported>('postman', postman());
    await post<Reported>('jmx', formOf({ name: 'file', content: fixture('jmx/jmeter__build-web-test-plan.jmx'), filename: 'plan.jmx' }));
    const listed = (await house.call('GET', `/design/virtual-users/description/by-project/${project.id}`)).json as object[];
    expect(listed).toHaveLength(2);
    for (const entry of listed) expect(Object.keys(entry)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(children|jmx)$/)]));
  });

  it('of two at once keeps each whole', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => post<Reported>('postman', postman())));
    expect(new Set(made.map(({ id }) => id)).size).toBe(6);
    expect([(await servers()).length, (await variablesOf(house, project.id)).length]).toEqual([1, 2]);
  });
});

describe('a report', () => {
  it('names what a recording lost in the words of all imports, and keeps its own', async () => {
    const har = JSON.parse(tinyHar('http://127.0.0.1:9')) as { log: { entries: object[] } };
    har.log.entries.push({ request: { method: 'GET', url: 'data:text/plain,x' } });
    const { importReport } = await post<Reported>('har', harForm(JSON.stringify(har)));
    expect(importReport).toMatchObject({ requests: 3, notes: [{ level: 'dropped', type: 'HAR', place: 'entry 3', index: 3, kept: false }] });
  });

  it('is bounded: losses first, alike ones together, the rest counted', async () => {
    const request = (at: number) => ({ name: `r${at}`, request: { method: 'GET', url: 'https://shop.test/', header: [{ key: `x-${at}`, value: 'y', disabled: true }] }, event: [{ listen: 'test', script: { exec: ['console.log(1)', `pm.globals.set("v", pm.response.json().a${at} + 1)`] } }] });
    const text = JSON.stringify({ info: { name: 'many', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item: Array.from({ length: 80 }, (_, at) => request(at)) });
    const { importReport: { notes, notesLeftOut = 0, requests } } = await post<Reported>('postman', postman(text));
    expect(requests).toBe(80);
    expect(notes.length).toBeLessThanOrEqual(50);
    expect(notes[0]?.level).toBe('dropped');
    const told = notes.reduce((sum, note) => sum + 1 + (typeof note['alike'] === 'number' ? note['alike'] : 0), notesLeftOut);
    expect(told).toBeGreaterThan(80);
  });
});
